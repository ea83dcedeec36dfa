package aside.connection;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.routing.Presence;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The membership that ends in one atomic step.
 *
 * <pre>
 *                     join()                  end()
 *   AWAITING_JOIN ---------------> JOINED ---------------> ENDED
 *         |                                                  ^
 *         +--------------------------------------------------+
 *                               end()
 * </pre>
 *
 * <p>Whichever call takes the state out of JOINED also takes the client out of the room. Jetty reports an abort twice,
 * as an error and as a close, and the heartbeat and the stop may come at the same moment: one of them wins.
 */
public final class OnceMembership implements Membership {

    private enum State { AWAITING_JOIN, JOINED, ENDED }

    private final Presence presence;
    private final AtomicReference<State> state = new AtomicReference<>(State.AWAITING_JOIN);

    /** Written before the state becomes JOINED, read after. */
    private volatile Optional<Client> member = Optional.empty();

    /**
     * Makes a membership that has not begun.
     *
     * @param presence the room
     */
    public OnceMembership(Presence presence) {
        this.presence = presence;
    }

    @Override
    public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
        State before = state.get();
        if (before != State.AWAITING_JOIN) {
            return before == State.JOINED ? Outcome.ALREADY_JOINED : Outcome.ENDED;
        }
        // @start region="join"
        if (!presence.enter(client, welcome)) {
            return Outcome.NAME_TAKEN;
        }
        member = Optional.of(client);
        if (!state.compareAndSet(State.AWAITING_JOIN, State.JOINED)) {
            // The end came between the two lines above, and found nobody to take out.
            presence.leave(client);
            return Outcome.ENDED;
        }
        return Outcome.ADMITTED;
        // @end region="join"
    }

    @Override
    public Optional<Client> client() {
        return state.get() == State.JOINED ? member : Optional.empty();
    }

    // @start region="end"
    @Override
    public void end() {
        if (state.getAndSet(State.ENDED) == State.JOINED) {
            member.ifPresent(presence::leave);
        }
    }
    // @end region="end"
}
