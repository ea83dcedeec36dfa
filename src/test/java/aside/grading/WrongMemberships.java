package aside.grading;

import aside.connection.Membership;
import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.routing.Presence;
import java.util.Optional;
import java.util.function.Consumer;

/** Memberships with one fault each. */
final class WrongMemberships {

    private WrongMemberships() {
    }

    /** What most of them do: look, change, one after the other; right as long as there is one thread. */
    private abstract static class Simple implements Membership {

        final Presence presence;
        volatile Client member;
        volatile boolean ended;

        Simple(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (ended) {
                return Outcome.ENDED;
            }
            if (member != null) {
                return Outcome.ALREADY_JOINED;
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            return admit(client);
        }

        synchronized Outcome admit(Client client) {
            if (ended) {
                presence.leave(client);
                return Outcome.ENDED;
            }
            member = client;
            return Outcome.ADMITTED;
        }

        @Override
        public Optional<Client> client() {
            return Optional.ofNullable(member);
        }

        @Override
        public synchronized void end() {
            ended = true;
            Client leaving = member;
            member = null;
            if (leaving != null) {
                presence.leave(leaving);
            }
        }
    }

    /** Leaves at each end: with the error and with the close (atom/teletype#101). */
    static final class LeavesAtEachEnd extends Simple {

        private volatile Client last;

        LeavesAtEachEnd(Presence presence) {
            super(presence);
        }

        @Override
        synchronized Outcome admit(Client client) {
            last = client;
            return super.admit(client);
        }

        @Override
        public synchronized void end() {
            ended = true;
            member = null;
            if (last != null) {
                presence.leave(last);
            }
        }
    }

    /** Leaves first and notes it then: an end that comes meanwhile leaves again. */
    static final class NotesTheLeaveTooLate extends Simple {

        NotesTheLeaveTooLate(Presence presence) {
            super(presence);
        }

        @Override
        public void end() {
            ended = true;
            if (member != null) {
                presence.leave(member);
                member = null;
            }
        }
    }

    /** Looks whether somebody is in, and then takes it out: two threads find the same client. */
    static final class LooksThenLeaves extends Simple {

        LooksThenLeaves(Presence presence) {
            super(presence);
        }

        @Override
        public void end() {
            ended = true;
            Client leaving = member;
            if (leaving != null) {
                member = null;
                presence.leave(leaving);
            }
        }
    }

    /** A volatile flag as a guard: it is seen by all, and two pass it all the same. */
    static final class VolatileFlag extends Simple {

        private volatile boolean isLeaving;

        VolatileFlag(Presence presence) {
            super(presence);
        }

        @Override
        public void end() {
            if (isLeaving) {
                return;
            }
            isLeaving = true;
            super.end();
            Client leaving = member;
            if (leaving != null) {
                presence.leave(leaving);
            }
        }

        @Override
        synchronized Outcome admit(Client client) {
            member = client;
            return Outcome.ADMITTED;
        }
    }

    /** Does not look again after the join: a ghost stays (mattermost-plugin-calls#742, overleaf/real-time#140). */
    static final class ForgetsTheGap extends Simple {

        ForgetsTheGap(Presence presence) {
            super(presence);
        }

        @Override
        synchronized Outcome admit(Client client) {
            member = client;
            return Outcome.ADMITTED;
        }
    }

    /** Looks again after the join, but in two steps: the end fits in between. */
    static final class LooksAgainInTwoSteps extends Simple {

        LooksAgainInTwoSteps(Presence presence) {
            super(presence);
        }

        @Override
        Outcome admit(Client client) {
            if (ended) {
                presence.leave(client);
                return Outcome.ENDED;
            }
            member = client;
            return Outcome.ADMITTED;
        }
    }

    /** Sees the end, and says so, but leaves the client in the room. */
    static final class SeesTheEndAndStays extends Simple {

        SeesTheEndAndStays(Presence presence) {
            super(presence);
        }

        @Override
        synchronized Outcome admit(Client client) {
            if (!ended) {
                return super.admit(client);
            }
            return Outcome.ENDED;
        }
    }

    /** Takes the client down before it is let in: the end of a refused one takes out somebody. */
    static final class NotesTheJoinTooEarly extends Simple {

        NotesTheJoinTooEarly(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (ended) {
                return Outcome.ENDED;
            }
            if (!presence.enter(client, welcome)) {
                member = client;
                return Outcome.NAME_TAKEN;
            }
            return admit(client);
        }

        @Override
        public Optional<Client> client() {
            return Optional.empty();
        }
    }

    /** One try: who was refused once is told that it is in already. */
    static final class OneTry extends Simple {

        private boolean tried;

        OneTry(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (tried) {
                return Outcome.ALREADY_JOINED;
            }
            tried = true;
            return super.join(client, welcome);
        }
    }

    /** Joins as often as it is asked to: the names before the last stay in the room for ever. */
    static final class JoinsAgain extends Simple {

        JoinsAgain(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            member = null;
            return super.join(client, welcome);
        }
    }

    /** An end before the join is no end: the join comes a moment later, and nobody ends it. */
    static final class EndsOnlyWhoIsIn extends Simple {

        EndsOnlyWhoIsIn(Presence presence) {
            super(presence);
        }

        @Override
        public synchronized void end() {
            if (member != null) {
                super.end();
            }
        }
    }

    /** Still has a client when it has ended: what comes late is routed as if it were in the room. */
    static final class KeepsItsClient extends Simple {

        private volatile Client kept;

        KeepsItsClient(Presence presence) {
            super(presence);
        }

        @Override
        synchronized Outcome admit(Client client) {
            kept = client;
            return super.admit(client);
        }

        @Override
        public Optional<Client> client() {
            return Optional.ofNullable(kept);
        }
    }

    /** Finds nobody to take out and throws: Jetty logs it, and the rest of the clean-up is not done. */
    static final class ThrowsIfNobodyIsIn extends Simple {

        ThrowsIfNobodyIsIn(Presence presence) {
            super(presence);
        }

        @Override
        public synchronized void end() {
            if (member == null) {
                throw new IllegalStateException("not joined");
            }
            super.end();
        }
    }
}
