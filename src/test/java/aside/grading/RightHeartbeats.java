package aside.grading;

import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Heartbeats that are right and unlike the reference. */
final class RightHeartbeats {

    private RightHeartbeats() {
    }

    /** Keeps the pings that are not answered; two are one too many. All peers share one row of numbers. */
    static class Unanswered implements Heartbeat {

        protected final Scheduler scheduler;
        protected final Duration interval;
        protected final Map<Peer, Deque<Long>> unanswered;
        protected final AtomicLong numbers = new AtomicLong(1_000);

        Unanswered(Scheduler scheduler, Duration interval) {
            this(scheduler, interval, new ConcurrentHashMap<>());
        }

        Unanswered(Scheduler scheduler, Duration interval, Map<Peer, Deque<Long>> unanswered) {
            this.scheduler = scheduler;
            this.interval = interval;
            this.unanswered = unanswered;
        }

        @Override
        public void start() {
            scheduler.schedule(interval, this::turn);
        }

        @Override
        public void watch(Peer peer) {
            unanswered.put(peer, new ArrayDeque<>());
        }

        @Override
        public void forget(Peer peer) {
            unanswered.remove(peer);
        }

        @Override
        public void pong(Peer peer, long number) {
            unanswered.computeIfPresent(peer, (key, pings) -> {
                if (pings.contains(number)) {
                    pings.removeIf(it -> it <= number);
                }
                return pings;
            });
        }

        void turn() {
            start();
            sweep();
        }

        void sweep() {
            for (Peer peer : List.copyOf(unanswered.keySet())) {
                try {
                    beat(peer);
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }

        void beat(Peer peer) {
            List<Long> before = new ArrayList<>();
            long number = numbers.incrementAndGet();
            Deque<Long> watched = unanswered.computeIfPresent(peer, (key, pings) -> {
                before.addAll(pings);
                pings.add(number);
                return pings;
            });
            if (watched != null && isDead(before)) {
                dies(peer, watched);
            } else if (watched != null) {
                peer.ping(number);
            }
        }

        void dies(Peer peer, Deque<Long> life) {
            // A deque is equal to itself only: a peer that has come back in the meantime keeps its new life.
            if (unanswered.remove(peer, life)) {
                peer.timedOut();
            }
        }

        boolean isDead(List<Long> pings) {
            return pings.size() >= 2;
        }
    }

    /** A ping's number is its time: dead is who has not answered one that is two intervals old, nor one after it. */
    static final class TimesAsNumbers implements Heartbeat {

        private final Scheduler scheduler;
        private final Duration interval;
        private final Map<Peer, List<Long>> open = new HashMap<>();

        TimesAsNumbers(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval;
        }

        @Override
        public void start() {
            scheduler.schedule(interval, () -> {
                try {
                    sweep();
                } finally {
                    start();
                }
            });
        }

        @Override
        public synchronized void watch(Peer peer) {
            open.put(peer, new ArrayList<>());
        }

        @Override
        public synchronized void forget(Peer peer) {
            open.remove(peer);
        }

        @Override
        public synchronized void pong(Peer peer, long number) {
            List<Long> times = open.getOrDefault(peer, List.of());
            int answered = times.indexOf(number);
            if (answered >= 0) {
                times.subList(0, answered + 1).clear();
            }
        }

        private void sweep() {
            Map<Peer, List<Long>> now;
            synchronized (this) {
                now = new HashMap<>(open);
            }
            for (Map.Entry<Peer, List<Long>> each : now.entrySet()) {
                try {
                    turn(each.getKey(), each.getValue()).run();
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }

        private synchronized Runnable turn(Peer peer, List<Long> times) {
            long now = scheduler.nanoTime();
            if (open.get(peer) != times) {
                return () -> { };
            }
            if (!times.isEmpty() && now - times.getFirst() >= 2 * interval.toNanos()) {
                open.remove(peer);
                return peer::timedOut;
            }
            times.add(now);
            return () -> peer.ping(now);
        }
    }

    /** A timer for each peer, so that not all pings leave at once; a task that throws ends alone. */
    static final class TimerForEach implements Heartbeat {

        private final Scheduler scheduler;
        private final Duration interval;
        private final Map<Peer, Timer> timers = new ConcurrentHashMap<>();
        private final AtomicLong lives = new AtomicLong();
        private volatile boolean started;

        private final class Timer {
            private final Peer peer;
            private long sent;
            private long answered;
            private boolean running;
            private boolean stopped;

            Timer(Peer peer, long first) {
                this.peer = peer;
                sent = first;
                answered = first;
            }

            synchronized void begin() {
                if (!running && started) {
                    running = true;
                    goOn();
                }
            }

            private synchronized void goOn() {
                if (!stopped) {
                    scheduler.schedule(interval, this::due);
                }
            }

            synchronized void stop() {
                stopped = true;
            }

            synchronized void pong(long number) {
                answered = number <= sent ? Math.max(answered, number) : answered;
            }

            private void due() {
                long number;
                synchronized (this) {
                    if (stopped) {
                        return;
                    }
                    number = sent - answered > 1 ? 0 : ++sent;
                    stopped = number == 0;
                }
                if (number == 0) {
                    timers.remove(peer, this);
                    peer.timedOut();
                } else {
                    goOn();
                    peer.ping(number);
                }
            }
        }

        TimerForEach(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval;
        }

        @Override
        public void start() {
            started = true;
            timers.values().forEach(Timer::begin);
        }

        @Override
        public void watch(Peer peer) {
            Timer timer = new Timer(peer, lives.incrementAndGet() * 1_000_000_000);
            Timer before = timers.put(peer, timer);
            if (before != null) {
                before.stop();
            }
            timer.begin();
        }

        @Override
        public void forget(Peer peer) {
            Timer timer = timers.remove(peer);
            if (timer != null) {
                timer.stop();
            }
        }

        @Override
        public void pong(Peer peer, long number) {
            Timer timer = timers.get(peer);
            if (timer != null) {
                timer.pong(number);
            }
        }
    }

    /** A list that is copied on each change, and for each peer the last two pings with their answers. */
    static final class LastTwo implements Heartbeat {

        private final Scheduler scheduler;
        private final Duration interval;
        private final List<Watched> all = new CopyOnWriteArrayList<>();
        private long sweep;

        private static final class Watched {
            private final Peer peer;
            private long older = -1;
            private long newer = -1;
            private boolean olderAnswered = true;
            private boolean newerAnswered = true;

            Watched(Peer peer) {
                this.peer = peer;
            }

            synchronized boolean next(long number) {
                if (!olderAnswered && !newerAnswered) {
                    return false;
                }
                older = newer;
                olderAnswered = newerAnswered;
                newer = number;
                newerAnswered = false;
                return true;
            }

            synchronized void pong(long number) {
                newerAnswered |= number == newer;
                olderAnswered |= number == newer || number == older;
            }
        }

        LastTwo(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval;
        }

        @Override
        public void start() {
            scheduler.schedule(interval, this::sweep);
        }

        @Override
        public synchronized void watch(Peer peer) {
            forget(peer);
            all.add(new Watched(peer));
        }

        @Override
        public synchronized void forget(Peer peer) {
            all.removeIf(it -> it.peer == peer);
        }

        @Override
        public void pong(Peer peer, long number) {
            all.stream().filter(it -> it.peer == peer).forEach(it -> it.pong(number));
        }

        private void sweep() {
            start();
            sweep++;
            for (Watched watched : all) {
                try {
                    // The copy that the loop goes over does not change; whoever has left in the meantime is skipped.
                    if (!all.contains(watched)) {
                        continue;
                    }
                    if (watched.next(sweep)) {
                        watched.peer.ping(sweep);
                    } else if (all.remove(watched)) {
                        watched.peer.timedOut();
                    }
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }
    }

    /** No sweep and no map: each peer is a task of its own that knows itself by an object for each of its lives. */
    static final class LivesInALinkedList implements Heartbeat {

        private final Scheduler scheduler;
        private final long interval;
        private final Object lock = new Object();
        private Life first;
        private long numbers = Long.MAX_VALUE / 2;

        /** Guarded by the lock. The numbers say nothing but which is which. */
        private static final class Life {
            private final Peer peer;
            private Life next;
            private long[] open = new long[0];

            Life(Peer peer, Life next) {
                this.peer = peer;
                this.next = next;
            }
        }

        LivesInALinkedList(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval.toNanos();
        }

        @Override
        public void start() {
            scheduler.schedule(Duration.ofNanos(interval), this::sweep);
        }

        private void sweep() {
            start();
            List<Life> now = new ArrayList<>();
            synchronized (lock) {
                for (Life life = first; life != null; life = life.next) {
                    now.add(life);
                }
            }
            now.forEach(this::turn);
        }

        private void turn(Life life) {
            boolean dead;
            long number;
            synchronized (lock) {
                if (find(life.peer) != life) {
                    return;
                }
                dead = life.open.length == 2;
                number = numbers++;
                if (dead) {
                    remove(life.peer);
                } else {
                    life.open = life.open.length == 0 ? new long[] {number} : new long[] {life.open[0], number};
                }
            }
            try {
                if (dead) {
                    life.peer.timedOut();
                } else {
                    life.peer.ping(number);
                }
            } catch (RuntimeException e) {
                // A broken peer.
                return;
            }
        }

        @Override
        public void watch(Peer peer) {
            synchronized (lock) {
                if (find(peer) == null) {
                    first = new Life(peer, first);
                }
            }
        }

        @Override
        public void forget(Peer peer) {
            synchronized (lock) {
                remove(peer);
            }
        }

        @Override
        public void pong(Peer peer, long number) {
            synchronized (lock) {
                Life life = find(peer);
                for (int i = 0; life != null && i < life.open.length; i++) {
                    if (life.open[i] == number) {
                        life.open = i == life.open.length - 1 ? new long[0] : new long[] {life.open[1]};
                    }
                }
            }
        }

        private Life find(Peer peer) {
            Life life = first;
            while (life != null && life.peer != peer) {
                life = life.next;
            }
            return life;
        }

        private void remove(Peer peer) {
            Life before = null;
            for (Life life = first; life != null; before = life, life = life.next) {
                if (life.peer == peer && before == null) {
                    first = life.next;
                } else if (life.peer == peer) {
                    before.next = life.next;
                }
            }
        }
    }

    /** A sweep that takes one peer after the other from a queue of times; forget only marks. */
    static final class QueueOfTimes implements Heartbeat {

        private final Scheduler scheduler;
        private final Duration interval;
        private final Map<Peer, Turn> current = new ConcurrentHashMap<>();
        private final AtomicLong numbers = new AtomicLong();
        private boolean started;

        /** One life of a peer; null stands for a ping that is answered, or has not been sent. */
        private final class Turn implements Runnable {
            private final Peer peer;
            private Long older;
            private Long newer;

            Turn(Peer peer) {
                this.peer = peer;
            }

            @Override
            public void run() {
                if (current.get(peer) != this) {
                    return;
                }
                Long number = next();
                if (number != null) {
                    scheduler.schedule(interval, this);
                    peer.ping(number);
                } else if (current.remove(peer, this)) {
                    peer.timedOut();
                }
            }

            private synchronized Long next() {
                if (older != null) {
                    return null;
                }
                older = newer;
                newer = numbers.incrementAndGet();
                return newer;
            }

            synchronized void pong(long number) {
                if (newer != null && newer == number) {
                    older = null;
                    newer = null;
                } else if (older != null && older == number) {
                    older = null;
                }
            }
        }

        QueueOfTimes(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval;
        }

        @Override
        public synchronized void start() {
            started = true;
            current.values().forEach(turn -> scheduler.schedule(interval, turn));
        }

        @Override
        public synchronized void watch(Peer peer) {
            Turn turn = new Turn(peer);
            if (current.putIfAbsent(peer, turn) == null && started) {
                scheduler.schedule(interval.dividedBy(3), turn);
            }
        }

        @Override
        public void forget(Peer peer) {
            current.remove(peer);
        }

        @Override
        public void pong(Peer peer, long number) {
            Turn turn = current.get(peer);
            if (turn != null) {
                turn.pong(number);
            }
        }
    }
}
