package aside.grading;

import aside.connection.Membership;
import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.routing.Presence;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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
            // In this order: the flag "in" comes down only after the flag "ended" has gone up.
            boolean wasIn = isIn.get();
            if (ended.get()) {
                return Outcome.ENDED;
            }
            if (wasIn) {
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

    /** One reference says all: nobody yet, the client that is in, or a mark that stands for the end. */
    static final class OneReference implements Membership {

        private static final Object NOBODY = new Object();
        private static final Object OVER = new Object();

        private final Presence presence;
        private final AtomicReference<Object> who = new AtomicReference<>(NOBODY);

        OneReference(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            Object before = who.get();
            if (before instanceof Client) {
                return Outcome.ALREADY_JOINED;
            }
            if (before == OVER || !presence.enter(client, welcome)) {
                return who.get() == OVER ? Outcome.ENDED : Outcome.NAME_TAKEN;
            }
            Object found = who.compareAndExchange(NOBODY, client);
            if (found == NOBODY) {
                return Outcome.ADMITTED;
            }
            presence.leave(client);
            return Outcome.ENDED;
        }

        @Override
        public Optional<Client> client() {
            return who.get() instanceof Client it ? Optional.of(it) : Optional.empty();
        }

        @Override
        public void end() {
            if (who.getAndSet(OVER) instanceof Client it) {
                presence.leave(it);
            }
        }
    }

    /** Counts tickets: the join draws one for its client, and whoever tears it, once, takes the client out. */
    static final class Tickets implements Membership {

        private record Ticket(Client holder, AtomicBoolean torn) {
        }

        private final Presence presence;
        private final List<Ticket> tickets = new CopyOnWriteArrayList<>();
        private final CountDownLatch open = new CountDownLatch(1);

        Tickets(Presence presence) {
            this.presence = presence;
        }

        private boolean isOver() {
            return open.getCount() == 0;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (!isOver() && tickets.isEmpty() && presence.enter(client, welcome)) {
                tickets.add(new Ticket(client, new AtomicBoolean()));
                if (!isOver()) {
                    return Outcome.ADMITTED;
                }
                tearAll();
                return Outcome.ENDED;
            }
            boolean isIn = !tickets.isEmpty();
            return isOver() ? Outcome.ENDED : isIn ? Outcome.ALREADY_JOINED : Outcome.NAME_TAKEN;
        }

        @Override
        public Optional<Client> client() {
            Optional<Client> holder = tickets.stream().map(Ticket::holder).findFirst();
            return isOver() ? Optional.empty() : holder;
        }

        @Override
        public void end() {
            open.countDown();
            tearAll();
        }

        private void tearAll() {
            tickets.stream().filter(it -> it.torn().compareAndSet(false, true)).map(Ticket::holder)
                    .forEach(presence::leave);
        }
    }
}
