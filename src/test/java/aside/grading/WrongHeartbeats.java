package aside.grading;

import aside.grading.RightHeartbeats.Unanswered;
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
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Heartbeats with one fault each. */
final class WrongHeartbeats {

    private WrongHeartbeats() {
    }

    /** Pings once: a timer that is asked for one ping gives one (dsrees/JavaPhoenixClient#51). */
    static final class PingsOnce extends Unanswered {

        PingsOnce(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void turn() {
            sweep();
        }
    }

    /** Goes by the machine's time: no test moves it, and each test would take 45 seconds. */
    static final class MachineTime extends Unanswered {

        MachineTime(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void start() {
            Executors.newScheduledThreadPool(1, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }).scheduleAtFixedRate(this::sweep, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Pings who is just being watched, in the middle of the join. */
    static final class PingsAtOnce extends Unanswered {

        PingsAtOnce(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            super.watch(peer);
            beat(peer);
        }
    }

    /** Sweeps several times in an interval, so that not all pings leave at once, and pings everyone each time. */
    static final class PingsInEachSweep extends Unanswered {

        PingsInEachSweep(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void start() {
            scheduler.schedule(interval.dividedBy(5), this::turn);
        }
    }

    /** Goes by the place in a list: who moves up when somebody leaves is pinged twice in an interval, or not at all. */
    static final class SpreadsByPlace extends Unanswered {

        private final List<Peer> places = new CopyOnWriteArrayList<>();
        private int turns;

        SpreadsByPlace(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void start() {
            scheduler.schedule(interval.dividedBy(5), this::turn);
        }

        @Override
        public void watch(Peer peer) {
            super.watch(peer);
            places.add(peer);
        }

        @Override
        public void forget(Peer peer) {
            super.forget(peer);
            places.remove(peer);
        }

        @Override
        void sweep() {
            int first = turns++ % 5;
            List<Peer> now = List.copyOf(places);
            for (int place = first; place < now.size(); place += 5) {
                try {
                    beat(now.get(place));
                } catch (RuntimeException e) {
                    // A broken peer.
                    continue;
                }
            }
        }
    }

    /** One number for all pings: any pong answers any ping. */
    static final class OneNumber extends Unanswered {

        OneNumber(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void beat(Peer peer) {
            numbers.set(0);
            super.beat(peer);
        }
    }

    /** A pong makes a peer of a guest: it is pinged before it has joined, and never forgotten. */
    static final class WatchesWhoPongs extends Unanswered {

        WatchesWhoPongs(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            unanswered.computeIfAbsent(peer, it -> new ArrayDeque<>());
            super.pong(peer, number);
        }
    }

    /** One missing pong kills, as the isAlive flag of many examples does: a slow line is no dead line (ws#2217). */
    static final class OneMissKills extends Unanswered {

        OneMissKills(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        boolean isDead(List<Long> pings) {
            return !pings.isEmpty();
        }
    }

    /** Counts the interval before the first ping as a missing pong (Untrivial-ai/agent-orchestrator#887). */
    static final class CountsBeforeThePing extends Unanswered {

        CountsBeforeThePing(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            unanswered.put(peer, new ArrayDeque<>(List.of(0L)));
        }
    }

    /** Waits for a third missing pong: the dead stay for an interval too long. */
    static final class ThreeMisses extends Unanswered {

        ThreeMisses(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        boolean isDead(List<Long> pings) {
            return pings.size() >= 3;
        }
    }

    /** Takes its own ping for a sign of life, as an idle timeout does: nobody ever dies (apache/zeppelin#5432). */
    static final class OwnPingsAreLife extends Unanswered {

        OwnPingsAreLife(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void beat(Peer peer) {
            unanswered.computeIfPresent(peer, (key, pings) -> new ArrayDeque<>());
            super.beat(peer);
        }
    }

    /** Tells the dead again at each sweep. */
    static final class TellsTheDeadAgain extends Unanswered {

        TellsTheDeadAgain(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void dies(Peer peer, Deque<Long> life) {
            peer.timedOut();
        }
    }

    /** Any pong is a sign of life, whatever it answers: a peer that sends pongs blindly never dies. */
    static final class AnyPongCounts extends Unanswered {

        AnyPongCounts(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            unanswered.computeIfPresent(peer, (key, pings) -> new ArrayDeque<>());
        }
    }

    /** The greatest number wins: one pong with a huge number is enough forever. */
    static final class GreatestWins extends Unanswered {

        private final Map<Peer, Long> answered = new HashMap<>();

        GreatestWins(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            answered.merge(peer, number, Math::max);
        }

        @Override
        void beat(Peer peer) {
            super.pong(peer, 0);
            unanswered.computeIfPresent(peer, (key, pings) -> {
                pings.removeIf(it -> it <= answered.getOrDefault(peer, 0L));
                return pings;
            });
            super.beat(peer);
        }
    }

    /** Looks for the ping among those of all peers: one that answers for two keeps the other one in the room. */
    static final class AnswersForAll extends Unanswered {

        AnswersForAll(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            unanswered.keySet().forEach(any -> super.pong(any, number));
        }
    }

    /** The pong of any ping ever sent counts: an old one, sent again and again, keeps a dead program in the room. */
    static final class OldPongsCount extends Unanswered {

        OldPongsCount(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            if (number > 1_000 && number <= numbers.get()) {
                unanswered.computeIfPresent(peer, (key, pings) -> new ArrayDeque<>());
            }
        }
    }

    /** Asks for the next sweep at the end: one exception, and nobody is pinged any more (apache/shenyu#6487). */
    static final class OneExceptionEndsAll extends Unanswered {

        OneExceptionEndsAll(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void turn() {
            List.copyOf(unanswered.keySet()).forEach(this::beat);
            start();
        }
    }

    /** Catches around the loop: who comes after the broken one is not pinged (AxonIQ/axonserver-connector-java#208). */
    static final class CatchesAroundTheLoop extends Unanswered {

        CatchesAroundTheLoop(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            try {
                List.copyOf(unanswered.keySet()).forEach(this::beat);
            } catch (RuntimeException e) {
                numbers.incrementAndGet();
            }
        }
    }

    /** Catches what ping() throws, and not what dead() throws. */
    static final class CatchesPingsOnly extends Unanswered {

        CatchesPingsOnly(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            List<Peer> dead = new ArrayList<>();
            for (Peer peer : List.copyOf(unanswered.keySet())) {
                if (isDead(List.copyOf(unanswered.get(peer)))) {
                    dead.add(peer);
                    continue;
                }
                try {
                    beat(peer);
                } catch (RuntimeException e) {
                    continue;
                }
            }
            dead.forEach(this::forget);
            dead.forEach(Peer::timedOut);
        }
    }

    /** Goes over a map while it changes (TooTallNate/Java-WebSocket#504, #921). */
    static final class ChangesWhileItSweeps extends Unanswered {

        private final Map<Peer, Deque<Long>> plain = new HashMap<>();

        ChangesWhileItSweeps(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            super.watch(peer);
            plain.put(peer, new ArrayDeque<>());
        }

        @Override
        public void forget(Peer peer) {
            super.forget(peer);
            plain.remove(peer);
        }

        @Override
        void sweep() {
            plain.keySet().forEach(this::beat);
        }
    }

    /** Forgets the peer and not its pings: who comes back is dead on arrival. */
    static final class RemembersTheMisses extends Unanswered {

        private final Map<Peer, Deque<Long>> old = new HashMap<>();

        RemembersTheMisses(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            unanswered.put(peer, old.getOrDefault(peer, new ArrayDeque<>()));
        }

        @Override
        public void forget(Peer peer) {
            Deque<Long> pings = unanswered.remove(peer);
            if (pings != null) {
                old.put(peer, pings);
            }
        }
    }

    /** Does not forget: a client that has left is pinged, dies, and is told that it did not answer. */
    static final class ForgetsNobody extends Unanswered {

        ForgetsNobody(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void forget(Peer peer) {
            if (unanswered.getOrDefault(peer, new ArrayDeque<>()).size() > 2) {
                super.forget(peer);
            }
        }
    }

    /** Looks whether a peer is watched, and then looks it up: it may be gone by then. */
    static final class LooksThenGets extends Unanswered {

        LooksThenGets(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            if (unanswered.containsKey(peer)) {
                Deque<Long> pings = unanswered.get(peer);
                pings.removeIf(it -> it <= number);
            }
        }
    }

    /** A new list for each change, but read and written in two steps: of two newcomers one is lost. */
    static final class LosesOneOfTwo extends Unanswered {

        private volatile List<Peer> peers = List.of();

        LosesOneOfTwo(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            super.watch(peer);
            List<Peer> more = new ArrayList<>(peers);
            more.add(peer);
            peers = more;
        }

        @Override
        public void forget(Peer peer) {
            super.forget(peer);
            List<Peer> fewer = new ArrayList<>(peers);
            fewer.remove(peer);
            peers = fewer;
        }

        @Override
        void dies(Peer peer, Deque<Long> life) {
            forget(peer);
            peer.timedOut();
        }

        @Override
        void sweep() {
            peers.forEach(this::beat);
        }
    }

    /** Calls timedOut() first and forgets then: a peer that comes back within timedOut() is forgotten with the old. */
    static final class ForgetsAfterwards extends Unanswered {

        ForgetsAfterwards(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void dies(Peer peer, Deque<Long> life) {
            try {
                peer.timedOut();
            } finally {
                forget(peer);
            }
        }
    }

    /** Forgets the peer by its name: one that left and came back since it was found dead loses its new life. */
    static final class ForgetsTheNewLife extends Unanswered {

        ForgetsTheNewLife(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void dies(Peer peer, Deque<Long> life) {
            forget(peer);
            peer.timedOut();
        }
    }

    /** Each life counts from 1: the late pong of an old ping answers a new one. */
    static final class NumbersStartAgain extends Unanswered {

        private final Map<Peer, Long> last = new ConcurrentHashMap<>();

        NumbersStartAgain(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            last.put(peer, 0L);
            super.watch(peer);
        }

        @Override
        void beat(Peer peer) {
            numbers.set(last.merge(peer, 1L, Long::sum) - 1);
            super.beat(peer);
        }
    }

    /** Pings many at a time: a peer is called on any thread of a pool, and two of them at once. */
    static final class ManyAtATime extends Unanswered {

        ManyAtATime(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            List.copyOf(unanswered.keySet()).parallelStream().forEach(peer -> {
                try {
                    beat(peer);
                } catch (RuntimeException e) {
                    numbers.incrementAndGet();
                }
            });
        }
    }

    /** One set for all heartbeats: a second server in the same program pings the peers of the first. */
    static final class OneSetForAll extends Unanswered {

        private static final Map<Peer, Deque<Long>> ALL = new ConcurrentHashMap<>();

        OneSetForAll(Scheduler scheduler, Duration interval) {
            super(scheduler, interval, ALL);
        }
    }

    /** Sweeps over the first 500, so that a sweep never takes long. */
    static final class AtMost500 extends Unanswered {

        AtMost500(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            unanswered.keySet().stream().limit(500).toList().forEach(peer -> {
                try {
                    beat(peer);
                } catch (RuntimeException e) {
                    numbers.incrementAndGet();
                }
            });
        }
    }

    /** Compares the numbers as int: a pong with a number of 2^32 more answers the ping. */
    static final class ComparesHalf extends Unanswered {

        ComparesHalf(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void pong(Peer peer, long number) {
            super.pong(peer, (int) number);
        }
    }

    /** Goes over a copy, and pings whoever is in it: also those that an earlier peer of this sweep has forgotten. */
    static final class PingsTheForgotten extends Unanswered {

        PingsTheForgotten(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void beat(Peer peer) {
            if (unanswered.containsKey(peer)) {
                super.beat(peer);
            } else {
                peer.ping(numbers.incrementAndGet());
            }
        }
    }

    /** Catches the exception that it has seen so far, and no other. */
    static final class CatchesOneKind extends Unanswered {

        CatchesOneKind(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            for (Peer peer : List.copyOf(unanswered.keySet())) {
                try {
                    beat(peer);
                } catch (IllegalStateException e) {
                    continue;
                }
            }
        }
    }

    /** Counts the interval in milliseconds: what is less than one is lost, and the pings drift. */
    static final class WholeMilliseconds extends Unanswered {

        WholeMilliseconds(Scheduler scheduler, Duration interval) {
            super(scheduler, Duration.ofMillis(Math.max(1, interval.toMillis())));
        }
    }

    /** Two places for a peer that is watched twice: it is pinged twice, and one forget() is not enough. */
    static final class TwoPlaces extends Unanswered {

        private final List<Peer> places = new CopyOnWriteArrayList<>();

        TwoPlaces(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            places.add(peer);
            super.watch(peer);
        }

        @Override
        public void forget(Peer peer) {
            places.remove(peer);
            super.forget(peer);
        }

        @Override
        void sweep() {
            for (Peer peer : places) {
                try {
                    beat(peer);
                } catch (RuntimeException e) {
                    continue;
                }
            }
        }
    }

    /** A pong that finds the lock taken is dropped, so that nobody waits. */
    static final class DropsPongsWhenBusy extends Unanswered {

        private final ReentrantLock lock = new ReentrantLock();

        DropsPongsWhenBusy(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        public void watch(Peer peer) {
            lock.lock();
            try {
                super.watch(peer);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void pong(Peer peer, long number) {
            if (lock.tryLock()) {
                try {
                    super.pong(peer, number);
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** Looks at the open pings in one step and notes the next one in another: a pong in between is overwritten. */
    static final class OverwritesThePong extends Unanswered {

        OverwritesThePong(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void beat(Peer peer) {
            Deque<Long> life = unanswered.get(peer);
            if (life == null) {
                return;
            }
            List<Long> before = List.copyOf(life);
            if (isDead(before)) {
                dies(peer, life);
                return;
            }
            long number = numbers.incrementAndGet();
            Deque<Long> more = new ArrayDeque<>(before);
            more.add(number);
            if (unanswered.replace(peer, life, more)) {
                peer.ping(number);
            }
        }
    }

    /** A sweep that is interrupted by a peer begins anew: whoever was pinged already is pinged again. */
    static final class BeginsTheSweepAnew extends Unanswered {

        BeginsTheSweepAnew(Scheduler scheduler, Duration interval) {
            super(scheduler, interval);
        }

        @Override
        void sweep() {
            for (int tries = 0; tries < 3; tries++) {
                try {
                    List.copyOf(unanswered.keySet()).forEach(this::beat);
                    return;
                } catch (RuntimeException e) {
                    numbers.incrementAndGet();
                }
            }
        }
    }
}
