package aside.grading;

import aside.connection.Membership;
import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;
import aside.routing.Presence;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
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

    /** Notes the end in a static field: the end of one connection is the end of all. */
    static final class EndsThemAll extends Simple {

        private static volatile boolean over;

        EndsThemAll(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            return over ? Outcome.ENDED : super.join(client, welcome);
        }

        @Override
        public synchronized void end() {
            over = true;
            super.end();
        }
    }

    /** Shows the client before it knows whether it is let in, and takes it back when it is refused. */
    static final class ShowsItTooEarly extends Simple {

        private volatile Client trying;

        ShowsItTooEarly(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (member == null && !ended) {
                trying = client;
            }
            Outcome outcome = super.join(client, welcome);
            trying = null;
            return outcome;
        }

        @Override
        public Optional<Client> client() {
            Client it = trying;
            return it == null || ended ? super.client() : Optional.of(it);
        }
    }

    /** Sends the welcome itself, and not through what it was given for that. */
    static final class IgnoresTheWelcome extends Simple {

        IgnoresTheWelcome(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            return super.join(client, client::send);
        }
    }

    /** Takes a lock and gives it back where all goes well: after a welcome that fails, every end waits forever. */
    static final class KeepsTheLock extends Simple {

        private final ReentrantLock lock = new ReentrantLock();

        KeepsTheLock(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            lock.lock();
            Outcome outcome = super.join(client, welcome);
            lock.unlock();
            return outcome;
        }

        @Override
        public void end() {
            lock.lock();
            super.end();
            lock.unlock();
        }
    }

    /** Gives up after three refused joins. */
    static final class ThreeTries extends Simple {

        private int refusals;

        ThreeTries(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            Outcome outcome = refusals == 3 ? Outcome.ENDED : super.join(client, welcome);
            refusals += outcome == Outcome.NAME_TAKEN ? 1 : 0;
            return outcome;
        }
    }

    /** Remembers which names were taken, and asks for them no second time. */
    static final class RemembersTakenNames extends Simple {

        private final Set<UserName> taken = ConcurrentHashMap.newKeySet();

        RemembersTakenNames(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (!ended && member == null && taken.contains(client.name())) {
                return Outcome.NAME_TAKEN;
            }
            Outcome outcome = super.join(client, welcome);
            if (outcome == Outcome.NAME_TAKEN) {
                taken.add(client.name());
            }
            return outcome;
        }
    }

    /** Lets another thread do the leave, so that nobody waits for it. */
    static final class LeavesLater extends Simple {

        LeavesLater(Presence presence) {
            super(presence);
        }

        @Override
        public synchronized void end() {
            ended = true;
            Client leaving = member;
            member = null;
            if (leaving != null) {
                Thread.ofPlatform().daemon().start(() -> presence.leave(leaving));
            }
        }
    }

    /** Reads the client before the state: a join in between makes it show nobody where somebody is. */
    static final class ReadsTheClientFirst implements Membership {

        private enum State { BEFORE, IN, ENDED }

        private final Presence presence;
        private final AtomicReference<State> state = new AtomicReference<>(State.BEFORE);
        private volatile Client member;

        ReadsTheClientFirst(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            State before = state.get();
            if (before != State.BEFORE) {
                return before == State.IN ? Outcome.ALREADY_JOINED : Outcome.ENDED;
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            member = client;
            if (!state.compareAndSet(State.BEFORE, State.IN)) {
                presence.leave(client);
                return Outcome.ENDED;
            }
            return Outcome.ADMITTED;
        }

        @Override
        public Optional<Client> client() {
            Client it = member;
            return state.get() == State.IN ? Optional.of(it) : Optional.empty();
        }

        @Override
        public void end() {
            if (state.getAndSet(State.ENDED) == State.IN) {
                presence.leave(member);
            }
        }
    }

    /** Notes whoever joins last: after a second join, the end takes out somebody who is not in. */
    static final class LastOneCounts extends Simple {

        LastOneCounts(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            Outcome outcome = super.join(client, welcome);
            if (outcome == Outcome.ALREADY_JOINED) {
                member = client;
            }
            return outcome;
        }
    }

    /** Lets a client in and out again after the end: everyone hears of somebody who was never there. */
    static final class InAndOutAgain extends Simple {

        InAndOutAgain(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (member != null) {
                return Outcome.ALREADY_JOINED;
            }
            if (!presence.enter(client, welcome)) {
                return ended ? Outcome.ENDED : Outcome.NAME_TAKEN;
            }
            return admit(client);
        }
    }

    /** Takes a fault for a name that is taken: the caller never learns that something is broken. */
    static final class SwallowsTheFault extends Simple {

        SwallowsTheFault(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            try {
                return super.join(client, welcome);
            } catch (RuntimeException e) {
                return Outcome.NAME_TAKEN;
            }
        }
    }

    /** Takes the same client for a join that has succeeded already. */
    static final class WelcomesItAgain extends Simple {

        WelcomesItAgain(Presence presence) {
            super(presence);
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            return client == member ? Outcome.ADMITTED : super.join(client, welcome);
        }
    }
}
