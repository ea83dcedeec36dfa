package aside.connection;

import aside.message.EncodedMessage;
import aside.registry.Client;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether the client of one connection is in the room. It joins at most once and leaves at most once, whatever comes
 * first or together: the socket's close, its error, the heartbeat, the stop. {@link #join} is called by one thread at
 * a time, the rest by any.
 *
 * <p>The tutorial names it at its end, 断线清理, and shows no code.
 */
public interface Membership {

    /** How a join went. */
    enum Outcome {
        /** The client is in. */
        ADMITTED,
        /** Somebody else has the name; another may be tried. */
        NAME_TAKEN,
        /** The client is in already. */
        ALREADY_JOINED,
        /** The connection has ended; nobody is in. */
        ENDED
    }

    /**
     * Joins.
     *
     * @param client who
     * @param welcome gets the first message for the client
     * @return how it went
     */
    Outcome join(Client client, Consumer<EncodedMessage> welcome);

    /** {@return the client while it is in, else empty} */
    Optional<Client> client();

    /** Ends the membership, or what would have become one. Calling it again does nothing. */
    void end();
}
