package aside.testing;

import aside.heartbeat.Heartbeat;
import aside.heartbeat.Heartbeat.Peer;
import aside.heartbeat.Scheduler;
import aside.testing.Walk.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A heartbeat, its time, its peers, and the model of what it promises. Of a peer the model knows when it was watched,
 * when it was pinged last, and which of its pings are open. It does not say when exactly a first ping comes: any moment
 * within one interval is right, and from then on everything is exact.
 *
 * <p>What is wrong is kept as a fault and not thrown, since the heartbeat may catch what a peer throws.
 */
public final class HeartbeatWorld {

    /** What a heartbeat broke, and what a teacher would say to it. */
    public record Fault(Difference difference, String cause, String heading) {
    }

    /** What a peer does the next time it is called, once. */
    public enum Reaction {
        /** Nothing. */
        NOTHING("does nothing"),
        /** Throws, each time another exception. */
        THROW("throws"),
        /** Forgets itself. */
        FORGET("forgets itself"),
        /** Forgets another peer. */
        FORGET_NEXT("forgets the next peer"),
        /** Forgets another peer. */
        FORGET_BEFORE("forgets the peer before it"),
        /** Watches another peer. */
        WATCH_NEXT("watches the next peer, if nobody watches it"),
        /** Comes back at once. */
        COME_BACK("forgets and watches itself"),
        /** The pong comes before the ping has returned. */
        ANSWER("answers at once"),
        /** The pong comes before the ping has returned, which then fails. */
        ANSWER_AND_THROW("answers at once and throws");

        private final String words;

        Reaction(String words) {
            this.words = words;
        }

        /** In words: {@code forgets itself}. */
        public String words() {
            return words;
        }
    }

    /** One watch of a peer, up to its end. */
    private static final class Life {
        private final long firstPingUpTo;
        private long lastPingAt = -1;
        private final List<Long> open = new ArrayList<>();

        Life(long firstPingUpTo) {
            this.firstPingUpTo = firstPingUpTo;
        }
    }

    private static final String CALLS = "Who calls whom, and when";
    private static final String PONGS = "Which pong counts";
    private static final String SWEEPS = "Sweeps, not timers";
    private static final String HOW_LONG = "How long does it take?";

    /** From so many peers on, each has a hash code of its own: a map that finds all in one bin is slow. */
    private static final int MANY = 20;

    private final ManualScheduler time;
    private final Duration interval;
    private final Heartbeat heartbeat;
    private final List<Somebody> peers = new ArrayList<>();
    private final Map<Somebody, Life> lives = new HashMap<>();
    private final Thread thread = Thread.currentThread();
    private Fault fault;
    private String calling = "";
    private boolean inATask;
    private boolean started;
    private boolean interruptNext;
    private int thrown;

    /**
     * Makes a world in which nothing has happened.
     *
     * @param heartbeats makes the heartbeat
     * @param time the time, which other worlds may share
     * @param interval from ping to ping
     * @param names of the peers; nobody is watched yet
     */
    public HeartbeatWorld(BiFunction<Scheduler, Duration, Heartbeat> heartbeats, ManualScheduler time,
            Duration interval, List<String> names) {
        this.time = time;
        this.interval = interval;
        heartbeat = heartbeats.apply(new Guarded(), interval);
        names.forEach(name -> peers.add(new Somebody(name, peers.size())));
    }

    /** Starts the heartbeat. */
    public Optional<Difference> start() {
        if (!started) {
            started = true;
            lives.replaceAll((peer, life) -> new Life(time.nanoTime() + interval.toNanos()));
            call("start()", heartbeat::start);
        }
        return difference();
    }

    /** Watches a peer if it is not watched. */
    public Optional<Difference> watch(int peer) {
        if (!lives.containsKey(peers.get(peer))) {
            watch(peers.get(peer));
        }
        return difference();
    }

    /** Forgets a peer. */
    public Optional<Difference> forget(int peer) {
        forget(peers.get(peer));
        return difference();
    }

    /** Sends the pong of a ping that the peer has got: 0 is the latest one, 1 the one before; none if there is none. */
    public Optional<Difference> answer(int peer, int back) {
        Somebody from = peers.get(peer);
        if (from.pings.size() > back) {
            pong(from, from.pings.get(from.pings.size() - 1 - back));
        }
        return difference();
    }

    /** Sends a pong of no ping that this peer got: a number far away, or that of another peer. */
    public Optional<Difference> guess(int peer, long number) {
        pong(peers.get(peer), number);
        return difference();
    }

    /** Sends the pong of another peer's latest ping, unless this peer has got the same number. */
    public Optional<Difference> answerForTheNext(int peer) {
        Somebody from = peers.get(peer);
        Somebody other = next(from, 1);
        if (!other.pings.isEmpty() && !from.pings.contains(other.pings.getLast())) {
            pong(from, other.pings.getLast());
        }
        return difference();
    }

    /** Sends a pong whose number is so much more than that of the latest ping. */
    public Optional<Difference> answerWithMore(int peer, long more) {
        Somebody from = peers.get(peer);
        if (!from.pings.isEmpty()) {
            pong(from, from.pings.getLast() + more);
        }
        return difference();
    }

    /** Every peer answers its latest ping. */
    public Optional<Difference> allAnswer() {
        peers.stream().filter(peer -> !peer.pings.isEmpty()).forEach(peer -> pong(peer, peer.pings.getLast()));
        return difference();
    }

    /** The next call comes on a thread that somebody has interrupted. */
    public Optional<Difference> interruptTheNextCall() {
        interruptNext = true;
        return difference();
    }

    /** Lets a peer do something in its next ping. */
    public Optional<Difference> inItsNextPing(int peer, Reaction reaction) {
        peers.get(peer).inPing = reaction;
        return difference();
    }

    /** Lets a peer do something when it is told that it has timed out. */
    public Optional<Difference> inItsTimeout(int peer, Reaction reaction) {
        peers.get(peer).inTimeout = reaction;
        return difference();
    }

    /** Looks what should have happened by now, after the time was moved. */
    public Optional<Difference> timeHasPassed() {
        if (started) {
            for (Somebody peer : peers) {
                Life life = lives.get(peer);
                if (life != null) {
                    lateness(peer, life);
                }
            }
        }
        return difference();
    }

    /** The fault, if there is one. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    private Optional<Difference> difference() {
        return fault().map(Fault::difference);
    }

    private void lateness(Somebody peer, Life life) {
        long now = time.nanoTime();
        boolean isLate = (life.lastPingAt < 0 ? life.firstPingUpTo : life.lastPingAt + interval.toNanos()) <= now;
        if (isLate && thrown > 0) {
            broken("the turn of " + peer + " within " + words(interval), "no turn of " + peer + " since",
                    "a peer has thrown, and the sweep or the sweeps after it ended: catch whatever a peer throws, "
                            + "around this"
                            + " one peer", "One broken peer");
        }
        if (life.lastPingAt < 0 && life.firstPingUpTo <= now) {
            broken(peer + " pinged within " + words(interval), peer + " not pinged",
                    "each peer that is watched gets its first ping within one interval, whatever the others do",
                    SWEEPS);
        } else if (life.lastPingAt >= 0 && life.lastPingAt + interval.toNanos() <= now && life.open.size() < 2) {
            broken(peer + " pinged " + words(interval) + " after its last ping", peer + " not pinged",
                    "each peer gets one ping in each interval, whatever the others do; and each sweep asks for the "
                            + "next",
                    SWEEPS);
        } else if (life.lastPingAt >= 0 && life.lastPingAt + interval.toNanos() <= now) {
            broken("timedOut() of " + peer + " called", "timedOut() of " + peer + " not called",
                    "two pings are open when the third is due: the pong of one ping answers it and those before it, "
                            + "and nothing else does", HOW_LONG);
        }
    }

    private void watch(Somebody peer) {
        call("watch(" + peer + ")", () -> heartbeat.watch(peer));
        lives.put(peer, new Life(time.nanoTime() + interval.toNanos()));
    }

    private void forget(Somebody peer) {
        lives.remove(peer);
        call("forget(" + peer + ")", () -> heartbeat.forget(peer));
    }

    private void pong(Somebody peer, long number) {
        Life life = lives.get(peer);
        int answered = life == null ? -1 : life.open.indexOf(number);
        if (answered >= 0) {
            life.open.subList(0, answered + 1).clear();
        }
        call("pong(" + peer + ", " + number + ")", () -> heartbeat.pong(peer, number));
    }

    private void call(String words, Runnable call) {
        String before = calling;
        boolean wasInATask = inATask;
        calling = words;
        inATask = false;
        if (interruptNext) {
            Thread.currentThread().interrupt();
        }
        try {
            call.run();
        } catch (RuntimeException | StackOverflowError e) {
            broken(words + " returns", words + " throws " + e.getClass().getSimpleName() + line(e),
                    "all methods may be called at any time, by anybody", CALLS);
        } finally {
            if (interruptNext) {
                Thread.interrupted();
                interruptNext = false;
            }
            calling = before;
            inATask = wasInATask;
        }
    }

    /** Where in the code of the heartbeat it was thrown. */
    private String line(Throwable thrownByIt) {
        return Stream.of(thrownByIt.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(heartbeat.getClass().getName()))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }

    private void broken(String expected, String seen, String cause, String heading) {
        if (fault == null) {
            fault = new Fault(new Difference(expected, seen), cause, heading);
        }
    }

    private Somebody next(Somebody peer, int step) {
        return peers.get(Math.floorMod(peer.place + step, peers.size()));
    }

    /** A duration as a person writes it: {@code 1.5s}, {@code 7ms}, {@code 1009ns}. */
    public static String words(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos % 1_000_000 != 0 && nanos < 1_000_000_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000_000 ? nanos / 1_000_000 + "ms"
                : duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** The time as the heartbeat sees it. */
    private final class Guarded implements Scheduler {

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return time.schedule(delay, () -> {
                inATask = true;
                try {
                    task.run();
                } catch (RuntimeException | StackOverflowError e) {
                    if (!(e instanceof ThrownByAPeer)) {
                        broken("no exception", e.getClass().getSimpleName() + " in a sweep" + line(e),
                                "the sweep goes over a collection that a peer changes, or uses what a peer has removed",
                                CALLS);
                    }
                } finally {
                    inATask = false;
                }
            });
        }
    }

    /** What a peer throws, unless it is one of Java's own. */
    private interface ThrownByAPeer {
    }

    /** One of the exceptions that a peer may throw. Without a stack trace, which would take most of the time. */
    private static final class PeerException extends RuntimeException implements ThrownByAPeer {

        private static final long serialVersionUID = 1L;

        PeerException() {
            super("thrown by a peer", null, false, false);
        }
    }

    /** As {@link PeerException}, of the kind that closed connections throw. */
    private static final class ClosedException extends IllegalStateException implements ThrownByAPeer {

        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("closed");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A peer; many have the same hash code, as objects may. */
    private final class Somebody implements Peer {

        private final String name;
        private final int place;
        private final List<Long> pings = new ArrayList<>();
        private final Set<Long> numbers = new HashSet<>();
        private Reaction inPing = Reaction.NOTHING;
        private Reaction inTimeout = Reaction.NOTHING;

        Somebody(String name, int place) {
            this.name = name;
            this.place = place;
        }

        @Override
        public void ping(long number) {
            Life life = lives.get(this);
            long now = time.nanoTime();
            called("ping(" + number + ") of " + this);
            if (!started) {
                broken("no ping before start()", "ping(" + number + ") of " + this,
                        "watch() only notes the peer: time begins with start()", SWEEPS);
            } else if (life == null) {
                broken("no ping for " + this + ", which is not watched", "ping(" + number + ") of " + this,
                        "ping whoever is watched when its turn comes, not whoever was watched when the sweep began",
                        CALLS);
            } else if (life.open.size() == 2) {
                broken("timedOut() of " + this, "ping(" + number + ") of " + this,
                        "two pings are open: what answers a ping is its pong, and nothing else", HOW_LONG);
            } else if (life.lastPingAt >= 0 && now != life.lastPingAt + interval.toNanos()) {
                broken("the next ping of " + this + " " + words(interval) + " after the last one",
                        "the next ping of " + this + " " + words(Duration.ofNanos(now - life.lastPingAt))
                                + " after the last one",
                        "each peer gets one ping in each interval, to the nanosecond", SWEEPS);
            } else if (life.lastPingAt < 0 && started && now > life.firstPingUpTo) {
                broken(this + " pinged within " + words(interval), this + " pinged later",
                        "each peer that is watched gets its first ping within one interval", SWEEPS);
            } else if (!numbers.add(number)) {
                broken("a number that " + this + " has not had", "ping(" + number + ") of " + this + " again",
                        "two pings of a peer never have the same number, not even after forget and watch: the pong of"
                                + " the old one would answer the new one", PONGS);
            }
            if (life != null) {
                life.lastPingAt = now;
                life.open.add(number);
            }
            pings.add(number);
            Reaction reaction = inPing;
            inPing = Reaction.NOTHING;
            react(reaction);
        }

        @Override
        public void timedOut() {
            Life life = lives.remove(this);
            called("timedOut() of " + this);
            if (life == null) {
                broken("no timedOut() of " + this + ", which is not watched", "timedOut() of " + this,
                        "a peer that is forgotten, or dead already, is not watched any longer", CALLS);
            } else if (life.open.size() < 2) {
                broken("timedOut() of " + this + " not called: " + (life.open.isEmpty() ? "no ping is" : "one ping is")
                                + " open", "timedOut() of " + this,
                        "a peer is dead when its last two pings are open; a pong may come within the ping, a ping that"
                                + " throws says nothing, and an earlier life does not count", HOW_LONG);
            } else if (time.nanoTime() != life.lastPingAt + interval.toNanos()) {
                broken("timedOut() of " + this + " when the third ping is due", "timedOut() of " + this + " earlier",
                        "a peer has two whole intervals to answer", HOW_LONG);
            }
            Reaction reaction = inTimeout;
            inTimeout = Reaction.NOTHING;
            react(reaction);
        }

        /** Who calls, and from where. */
        private void called(String what) {
            if (Thread.currentThread() != thread) {
                broken(what + " on the scheduler's thread", what + " on another thread",
                        "start no thread and use no pool: peers are called in a task of the scheduler's", CALLS);
            } else if (!inATask && calling.isEmpty()) {
                broken("no call of " + this + " by another heartbeat", what + " by another heartbeat",
                        "two heartbeats know nothing of each other: keep nothing static", CALLS);
            } else if (!inATask) {
                broken(what + " in a task of the scheduler's", what + " within " + calling,
                        "watch, forget and pong only note something; peers are called in a sweep", CALLS);
            }
        }

        private void react(Reaction reaction) {
            switch (reaction) {
                case NOTHING -> { }
                case THROW -> throwSomething();
                case FORGET -> forget(this);
                case FORGET_NEXT -> forget(next(this, 1));
                case FORGET_BEFORE -> forget(next(this, -1));
                case WATCH_NEXT -> {
                    if (!lives.containsKey(next(this, 1))) {
                        watch(next(this, 1));
                    }
                }
                case COME_BACK -> {
                    forget(this);
                    watch(this);
                }
                case ANSWER -> answerAtOnce();
                case ANSWER_AND_THROW -> {
                    answerAtOnce();
                    throwSomething();
                }
            }
        }

        private void answerAtOnce() {
            if (!pings.isEmpty()) {
                pong(this, pings.getLast());
            }
        }

        private void throwSomething() {
            throw thrown++ % 2 == 0 ? new PeerException() : new ClosedException();
        }

        @Override
        public int hashCode() {
            return peers.size() > MANY ? place : place % 2;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
