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
        protected final Map<Peer, Deque<Long>> unanswered = new ConcurrentHashMap<>();
        protected final AtomicLong numbers = new AtomicLong(1_000);

        Unanswered(Scheduler scheduler, Duration interval) {
            this.scheduler = scheduler;
            this.interval = interval;
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
                } catch (IllegalStateException e) {
                    // A broken peer.
                    continue;
                }
            }
        }

        void beat(Peer peer) {
            List<Long> before = new ArrayList<>();
            long number = numbers.incrementAndGet();
            boolean watched = unanswered.computeIfPresent(peer, (key, pings) -> {
                before.addAll(pings);
                pings.add(number);
                return pings;
            }) != null;
            if (watched && isDead(before)) {
                forget(peer);
                peer.timedOut();
            } else if (watched) {
                peer.ping(number);
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
            List<Runnable> todo = new ArrayList<>();
            synchronized (this) {
                long now = scheduler.nanoTime();
                open.entrySet().removeIf(it -> {
                    List<Long> times = it.getValue();
                    if (!times.isEmpty() && now - times.getFirst() >= 2 * interval.toNanos()) {
                        todo.add(it.getKey()::timedOut);
                        return true;
                    }
                    times.add(now);
                    todo.add(() -> it.getKey().ping(now));
                    return false;
                });
            }
            for (Runnable task : todo) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }
    }

    /** A timer for each peer, so that not all pings leave at once; a task that throws ends alone. */
    static final class TimerForEach implements Heartbeat {

        private final Scheduler scheduler;
        private final Duration interval;
        private final Map<Peer, Timer> timers = new ConcurrentHashMap<>();

        private final class Timer {
            private final Peer peer;
            private long sent;
            private long answered;
            private boolean stopped;

            Timer(Peer peer) {
                this.peer = peer;
            }

            synchronized void goOn() {
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
                }
                if (number == 0) {
                    forget(peer);
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
            timers.values().forEach(Timer::goOn);
        }

        @Override
        public void watch(Peer peer) {
            forget(peer);
            Timer timer = new Timer(peer);
            timers.put(peer, timer);
            timer.goOn();
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
        public void watch(Peer peer) {
            all.add(new Watched(peer));
        }

        @Override
        public void forget(Peer peer) {
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
                    if (watched.next(sweep)) {
                        watched.peer.ping(sweep);
                    } else {
                        all.remove(watched);
                        watched.peer.timedOut();
                    }
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }
    }
}
