package e06_cleanup;

import aside.connection.Membership;
import aside.exercise.NotStarted;
import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.routing.Presence;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether the client of one connection is in the room. This file is yours: see README.md beside it. */
public final class MyMembership implements Membership {

    private final Presence presence;

    /**
     * Makes a membership that has not begun.
     *
     * @param presence the room
     */
    public MyMembership(Presence presence) {
        this.presence = presence;
    }

    /**
     * Joins. Called by one thread at a time; {@link #end} may be called by another one in the meantime, or by this one
     * from within {@code presence.enter}.
     *
     * @param client who
     * @param welcome gets the first message for the client
     * @return how it went
     */
    @Override
    public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
        throw NotStarted.yet("join");
    }

    /** The client while it is in, else empty. */
    @Override
    public Optional<Client> client() {
        throw NotStarted.yet("client");
    }

    /** Ends the membership, or what would have become one. Calling it again does nothing. */
    @Override
    public void end() {
        throw NotStarted.yet("end");
    }
}
