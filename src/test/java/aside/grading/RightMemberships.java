package aside.grading;

import aside.connection.Membership;
import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.routing.Presence;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Memberships that are right and unlike the reference. */
final class RightMemberships {

    private RightMemberships() {
    }

    /** One monitor around everything, the room included: an end waits for the join under way. */
    static final class Monitored implements Membership {

        private final Presence presence;
        private Client member;
        private boolean ended;

        Monitored(Presence presence) {
            this.presence = presence;
        }

        @Override
        public synchronized Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (ended || member != null) {
                return ended ? Outcome.ENDED : Outcome.ALREADY_JOINED;
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            if (ended) {
                presence.leave(client);
                return Outcome.ENDED;
            }
            member = client;
            return Outcome.ADMITTED;
        }

        @Override
        public synchronized Optional<Client> client() {
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

    /** A monitor around the state alone; the room is called without it. */
    static final class MonitoredState implements Membership {

        private final Presence presence;
        private final Object state = new Object();
        private Optional<Client> member = Optional.empty();
        private boolean ended;

        MonitoredState(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            synchronized (state) {
                if (ended || member.isPresent()) {
                    return ended ? Outcome.ENDED : Outcome.ALREADY_JOINED;
                }
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            synchronized (state) {
                if (!ended) {
                    member = Optional.of(client);
                    return Outcome.ADMITTED;
                }
            }
            presence.leave(client);
            return Outcome.ENDED;
        }

        @Override
        public Optional<Client> client() {
            synchronized (state) {
                return member;
            }
        }

        @Override
        public void end() {
            Optional<Client> leaving;
            synchronized (state) {
                ended = true;
                leaving = member;
                member = Optional.empty();
            }
            leaving.ifPresent(presence::leave);
        }
    }

    /** Two flags: whoever takes the flag "in" down takes the client out. */
    static final class TwoFlags implements Membership {

        private final Presence presence;
        private final AtomicBoolean isIn = new AtomicBoolean();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Client member;

        TwoFlags(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (ended.get()) {
                return Outcome.ENDED;
            }
            if (isIn.get()) {
                return Outcome.ALREADY_JOINED;
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            member = client;
            isIn.set(true);
            if (!ended.get()) {
                return Outcome.ADMITTED;
            }
            leave();
            return Outcome.ENDED;
        }

        @Override
        public Optional<Client> client() {
            return isIn.get() ? Optional.of(member) : Optional.empty();
        }

        @Override
        public void end() {
            ended.set(true);
            leave();
        }

        private void leave() {
            if (isIn.compareAndSet(true, false)) {
                presence.leave(member);
            }
        }
    }

    /** The end is a future, and leaving is what follows it: at once if it has come already, and once in any case. */
    static final class EndIsAFuture implements Membership {

        private final Presence presence;
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile Optional<Client> member = Optional.empty();

        EndIsAFuture(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (end.isDone()) {
                return Outcome.ENDED;
            }
            if (member.isPresent()) {
                return Outcome.ALREADY_JOINED;
            }
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            member = Optional.of(client);
            end.thenRun(() -> presence.leave(client));
            return end.isDone() ? Outcome.ENDED : Outcome.ADMITTED;
        }

        @Override
        public Optional<Client> client() {
            return end.isDone() ? Optional.empty() : member;
        }

        @Override
        public void end() {
            end.complete(null);
        }
    }
}
