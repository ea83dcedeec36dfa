package e07_heartbeat;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.ManualScheduler;
import aside.testing.RawSocket;
import aside.testing.Room;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 7, in the order in which it is best solved. */
@Exercise(number = 7, title = "Finding the dead", stars = 3, chapter = "docs/07-heartbeat.md",
        yours = MyHeartbeat.class)
@Tag("exercise-7")
class E07HeartbeatCheck {

    private static final String CHAPTER = "docs/07-heartbeat.md";

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final Subject<Heartbeat> subject;

    E07HeartbeatCheck(Subject<Heartbeat> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void aPingComesEveryInterval() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        Finding.when("a peer was watched, and no time has passed")
                .cause("watch() only notes the peer; the ping comes later, from a task of the scheduler's")
                .readOn(CHAPTER, "Time is a parameter")
                .expect("0 pings", peer.pings.size() + " pings");
        rig.tick();
        Finding.when("a peer was watched for one interval")
                .cause("start() must ask the scheduler for a sweep: time is what the scheduler says, and nothing else;"
                        + " and each peer gets one ping in an interval")
                .readOn(CHAPTER, "Time is a parameter")
                .expect("1 pings", peer.pings.size() + " pings");
        for (int i = 2; i <= 4; i++) {
            rig.answer(peer);
            rig.tick();
            Finding.when("a peer was watched for " + i + " intervals and answered each ping")
                    .cause("schedule() runs a task once: each sweep asks for the next")
                    .readOn(CHAPTER, "The code as it stands")
                    .expect(i + " pings", peer.pings.size() + " pings");
        }
        Finding.when("a peer got 4 pings: " + peer.pings)
                .cause("with one number for all pings, nobody can tell which one a pong answers")
                .readOn(CHAPTER, "The code as it stands")
                .expect("4 different numbers", peer.pings.stream().distinct().count() + " different numbers");
    }

    @Check(step = 2, points = 1)
    void nobodyIsPingedBeforeTheJoin() {
        Rig rig = new Rig(subject);
        FakePeer guest = new FakePeer();

        rig.tick();
        rig.heartbeat.pong(guest, 1);
        rig.heartbeat.forget(guest);
        rig.heartbeat.pong(guest, 2);
        rig.tick();
        Finding.when("a peer that nobody watches sent pongs, was forgotten, and 2 intervals passed")
                .cause("a peer is watched from watch() on, which comes with the join; a pong changes nothing in that")
                .readOn(CHAPTER, "Sweeps, not timers")
                .expect("pings []", "pings " + guest.pings);

        rig.heartbeat.watch(guest);
        rig.tick();
        Finding.when("a peer was watched from the third interval on")
                .cause("watch() may come at any time after start()")
                .readOn(CHAPTER, "The code as it stands")
                .expect("1 pings", guest.pings.size() + " pings");
    }

    @Check(step = 3, points = 1)
    void whoAnswersLives() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        for (int i = 0; i < 100; i++) {
            rig.tick();
            rig.answer(peer);
        }

        Finding finding = Finding.when("a peer answered each of 100 pings before the next one came")
                .cause("an answered ping is done with; only unanswered ones count")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("timedOut() called 0 times", peer.deaths());
        finding.expect("100 pings", peer.pings.size() + " pings");
    }

    @Check(step = 4, points = 2)
    void whoAnswersNothingIsDeadTwoIntervalsAfterTheFirstPing() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        rig.tick();
        // The first ping came at some moment of this interval; from there on it is exact.
        rig.clock.advance(INTERVAL.multipliedBy(2).minusNanos(1).minus(rig.sinceTheFirstPing()));
        Finding finding = Finding.when("a peer answered neither of two pings, and the third was 1 ns away")
                .cause("a peer has two whole intervals, from the first ping that it does not answer; the time before"
                        + " that ping does not count")
                .readOn(CHAPTER, "How long does it take?");
        finding.expect("timedOut() called 0 times", peer.deaths());
        finding.expect("2 pings", peer.pings.size() + " pings");
        rig.clock.advance(Duration.ofNanos(1));
        finding = Finding.when("a peer answered neither of two pings, and the time of the third has come")
                .cause("only a pong is a sign of life; that a ping could be sent says nothing")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("timedOut() called 1 times", peer.deaths());
        finding.expect("2 pings", peer.pings.size() + " pings");
    }

    @Check(step = 5, points = 1)
    void theDeadDieOnce() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        for (int i = 0; i < 20; i++) {
            rig.tick();
        }

        Finding finding = Finding.when("a peer answered nothing for 20 intervals")
                .cause("who is dead is watched no more: forget the peer, and then call timedOut()")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("timedOut() called 1 times", peer.deaths());
        finding.expect("2 pings", peer.pings.size() + " pings");
    }

    @Check(step = 6, points = 1)
    void aLatePongCounts() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();
        rig.tick();

        for (int i = 0; i < 20; i++) {
            long late = peer.pings.getLast();
            rig.tick();
            rig.heartbeat.pong(peer, late);
        }
        Finding.when("a peer on a slow line answered each of 20 pings a moment after the next one")
                .cause("a pong may take longer than an interval: a flag or the last number alone says it is missing")
                .readOn(CHAPTER, "How long does it take?")
                .expect("timedOut() called 0 times", peer.deaths());

        for (int i = 0; i < 3; i++) {
            rig.tick();
        }
        Finding.when("then it answered nothing for 3 intervals")
                .cause("a late pong answers its own ping and those before it, not those after it")
                .readOn(CHAPTER, "How long does it take?")
                .expect("timedOut() called 1 times", peer.deaths());
    }

    @Check(step = 7, points = 2)
    void thePongOfAnotherPingCountsForNothing() {
        for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            Rig rig = new Rig(subject);
            FakePeer peer = rig.watched();
            for (int i = 0; i < 3; i++) {
                rig.heartbeat.pong(peer, number);
                rig.tick();
            }
            Finding.when("a peer sent a pong with the number " + number + " in each of 3 intervals, and no other pong")
                    .cause("look whether the number is one of a ping that this peer got and has not answered yet")
                    .readOn(CHAPTER, "The code as it stands")
                    .expect("timedOut() called 1 times", peer.deaths());
        }

        Rig ahead = new Rig(subject);
        FakePeer guessing = ahead.watched();
        ahead.tick();
        for (int i = 0; i < 2; i++) {
            ahead.heartbeat.pong(guessing, guessing.pings.getLast() + 1);
            ahead.tick();
        }
        Finding.when("a peer answered no ping, but sent pongs with the numbers of pings that had not been sent")
                .cause("a pong that comes before its ping answers nothing, then or later")
                .readOn(CHAPTER, "The code as it stands")
                .expect("timedOut() called 1 times", guessing.deaths());

        Rig two = new Rig(subject);
        FakePeer silent = two.watched();
        FakePeer talking = two.watched();
        for (int i = 0; i < 3; i++) {
            two.tick();
            for (long number : Stream.concat(silent.pings.stream(), talking.pings.stream()).toList()) {
                two.heartbeat.pong(talking, number);
            }
        }
        Finding other = Finding.when("of two peers, one answered nothing, and the other one answered the pings of both")
                .cause("a pong belongs to the peer that sent it")
                .readOn(CHAPTER, "The code as it stands");
        other.expect("timedOut() called 1 times", silent.deaths());
        other.expect("for the other one, timedOut() called 0 times", "for the other one, " + talking.deaths());

        Rig again = new Rig(subject);
        FakePeer repeating = again.watched();
        again.tick();
        long first = repeating.pings.getFirst();
        for (int i = 0; i < 4; i++) {
            again.heartbeat.pong(repeating, first);
            again.tick();
        }
        Finding.when("a peer answered its first ping, and then sent the same pong again for 3 intervals more")
                .cause("the pong of a ping that is answered already, or older than two intervals, is no sign of life")
                .readOn(CHAPTER, "The code as it stands")
                .expect("timedOut() called 1 times", repeating.deaths());
    }

    @Check(step = 8, points = 2)
    void oneBrokenPeerEndsNothing() {
        Rig rig = new Rig(subject);
        List<FakePeer> peers = rig.watchedMany(5);
        Finding finding = Finding.when("of 5 peers, the one that was pinged first threw an exception from ping()")
                .cause("catch what a peer throws around this one peer, inside of the loop")
                .readOn(CHAPTER, "The code as it stands");

        rig.inTheFirstPing(E07HeartbeatCheck::breaks);
        rig.tick();
        finding.expect("5 peers pinged", FakePeer.pinged(peers, 1) + " peers pinged");
        peers.forEach(rig::answer);
        rig.tick();
        Finding.when("of 5 peers, the one that was pinged first threw from ping(), and an interval later")
                .cause("an exception that leaves the task takes the next sweep with it; ask for the next sweep first")
                .readOn(CHAPTER, "The code as it stands")
                .expect("5 peers pinged again", FakePeer.pinged(peers, 2) + " peers pinged again");

        rig.tick();
        rig.inTheFirstDeath(E07HeartbeatCheck::breaks);
        rig.tick();
        finding = Finding.when("5 peers were dead, and the one that was told first threw an exception from timedOut()")
                .cause("timedOut() may throw as ping() may; and who is dead is forgotten before it is told")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("5 peers told", peers.stream().filter(it -> it.deaths == 1).count() + " peers told");
        FakePeer newcomer = rig.watched();
        rig.tick();
        finding.expect("the next peer pinged 1 times", "the next peer pinged " + newcomer.pings.size() + " times");
        finding.expect("5 peers told once",
                peers.stream().filter(it -> it.deaths == 1).count() + " peers told once");
    }

    @Check(step = 9, points = 1)
    void aSweepGoesOnWhenThePeersChange() {
        Rig rig = new Rig(subject);
        List<FakePeer> peers = rig.watchedMany(5);

        rig.inTheFirstPing(rig.heartbeat::forget);
        rig.tick();
        Finding finding = Finding.when("of 5 peers, the one that was pinged first was forgotten while it was pinged")
                .cause("the loop goes over the collection that forget() changes: go over a copy, or use one that allows"
                        + " it")
                .readOn(CHAPTER, "Sweeps, not timers");
        finding.expect("5 peers pinged", FakePeer.pinged(peers, 1) + " peers pinged");
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);

        FakePeer newcomer = new FakePeer();
        rig.inTheFirstPing(peer -> rig.heartbeat.watch(newcomer));
        rig.inTheFirstDeath(rig.heartbeat::forget);
        rig.tick();
        finding = Finding.when("of 4 peers, the one that was pinged first brought a new peer with it")
                .cause("the loop goes over the collection that watch() changes: go over a copy, or use one that allows"
                        + " it")
                .readOn(CHAPTER, "Sweeps, not timers");
        finding.expect("4 peers pinged", FakePeer.pinged(peers, 2) + " peers pinged");
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);
        rig.tick();
        finding.expect("the new peer pinged", newcomer.pings.isEmpty() ? "the new peer not pinged"
                : "the new peer pinged");

        finding = Finding.when("4 peers were dead, and the first timedOut() called forget(), as a connection does")
                .cause("the connection forgets itself when it closes: forget() within timedOut() is the normal case")
                .readOn(CHAPTER, "Sweeps, not timers");
        finding.expect("4 peers told", peers.stream().filter(it -> it.deaths == 1).count() + " peers told");
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);
    }

    @Check(step = 10, points = 1)
    void whoIsForgottenHearsNothingMore() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();
        rig.tick();
        rig.tick();

        rig.heartbeat.forget(peer);
        rig.heartbeat.forget(peer);
        rig.tick();
        rig.tick();
        Finding finding = Finding.when("a peer got two pings, was forgotten, and two intervals passed")
                .cause("forget() takes the peer and its pings out")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("2 pings", peer.pings.size() + " pings");
        finding.expect("timedOut() called 0 times", peer.deaths());

        rig.heartbeat.watch(peer);
        rig.tick();
        rig.tick();
        finding = Finding.when("a peer did not answer two pings, was forgotten and watched again, and got two more")
                .cause("watch() starts anew: what was unanswered before counts no more")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("4 pings", peer.pings.size() + " pings");
        finding.expect("timedOut() called 0 times", peer.deaths());
        rig.tick();
        finding.expect("timedOut() called 1 times", peer.deaths());

        Rig crowd = new Rig(subject);
        List<FakePeer> peers = crowd.watchedMany(20);
        crowd.tick();
        crowd.clock.advance(INTERVAL.dividedBy(2));
        List<FakePeer> staying = peers.subList(7, 20);
        peers.subList(0, 7).forEach(crowd.heartbeat::forget);
        crowd.clock.advance(INTERVAL.dividedBy(2));
        Finding.when("of 20 peers, the first 7 were forgotten in the middle of the second interval, and then it ended")
                .cause("whoever leaves, each of the others gets one ping in each interval")
                .readOn(CHAPTER, "The code as it stands")
                .expect("13 of 13 have got 2 pings", FakePeer.pinged(staying, 2) + " of 13 have got 2 pings");
    }

    @Check(step = 11, points = 1)
    void twoAtOnceAreAsGoodAsOneAfterTheOther() {
        explore(rig -> {
            FakePeer one = new FakePeer();
            FakePeer other = new FakePeer();
            return new Round(() -> rig.heartbeat.watch(one), () -> rig.heartbeat.watch(other), Roles.ALIKE,
                    () -> rig.expectPinged("two peers were watched at once", List.of(one, other)));
        });
        explore(rig -> {
            rig.watched();
            FakePeer newcomer = new FakePeer();
            return new Round(rig::tick, () -> rig.heartbeat.watch(newcomer),
                    () -> rig.expectPinged("a peer was watched during a sweep", List.of(newcomer)));
        });
        explore(rig -> {
            FakePeer leaving = rig.watched();
            rig.watched();
            return new Round(rig::tick, () -> rig.heartbeat.forget(leaving),
                    () -> rig.expectSilence("a peer was forgotten during a sweep", leaving));
        });
        explore(rig -> {
            FakePeer leaving = rig.watched();
            rig.tick();
            return new Round(() -> rig.answer(leaving), () -> rig.heartbeat.forget(leaving),
                    () -> rig.expectSilence("a peer was forgotten when its pong came", leaving));
        });
        explore(rig -> {
            FakePeer leaving = rig.watched();
            FakePeer staying = rig.watched();
            return new Round(() -> rig.heartbeat.forget(leaving), () -> rig.heartbeat.forget(new FakePeer()),
                    () -> {
                        rig.expectSilence("two peers were forgotten at once", leaving);
                        rig.expectPinged("two peers were forgotten at once, and a third one stayed", List.of(staying));
                    });
        });
        explore(rig -> {
            FakePeer peer = rig.watched();
            rig.tick();
            rig.tick();
            return new Round(rig::tick, () -> rig.answer(peer), () -> rig.expectDeadOrAlive(peer));
        });
    }

    @Check(step = 12, points = 1)
    void inTheRealServerTheSilentAreDroppedAndTheOthersStay() throws IOException {
        try (Room room = Room.of(subject::in, options -> {
            options.joinDeadline = Duration.ofHours(1);
            options.pingInterval = INTERVAL;
        })) {
            ChatClient alice = room.join("alice");
            try (RawSocket silent = RawSocket.join(room.server(), "bob");
                    RawSocket guest = RawSocket.upgrade(room.server(), "")) {
                guest.readHead();
                // The server has let it in when it answers, and not before.
                framesUpToAnAnswer(guest);
                List<String> heard = new ArrayList<>(room.heardBy(alice));
                for (int i = 0; i < 3; i++) {
                    room.advance(INTERVAL);
                    // Once so that the ping is here and answered, and once more so that the server has the pong.
                    heard.addAll(room.heardBy(alice));
                    heard.addAll(room.heardBy(alice));
                }

                Finding finding = Finding.when("3 intervals passed; alice answered her pings, and bob none")
                        .cause("the silent one is closed with 4002, and nobody else is")
                        .readOn(CHAPTER, "How long does it take?");
                finding.expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob")), heard);
                finding.expect("ping, ping, close " + CloseReason.NO_PONG.code(), framesUpToTheEnd(silent));
                Finding.when("3 intervals passed, and a guest had connected, but not joined")
                        .cause("who has not joined is not watched; the join deadline takes care of it")
                        .readOn(CHAPTER, "Sweeps, not timers")
                        .expect("text", framesUpToAnAnswer(guest));
            }
        }
    }

    private static void breaks(FakePeer peer) {
        throw new BrokenPeerException();
    }

    /** Asks the server for an answer and reads up to it. */
    private static String framesUpToAnAnswer(RawSocket socket) throws IOException {
        socket.sendText("{\"type\":\"nothing-came\"}");
        return framesUpToTheEnd(socket);
    }

    /** Reads up to a text or a close. */
    private static String framesUpToTheEnd(RawSocket socket) throws IOException {
        RawSocket.Frame frame = socket.readFrame();
        return switch (frame.opcode()) {
            case RawSocket.PING -> "ping, " + framesUpToTheEnd(socket);
            case RawSocket.CLOSE -> "close " + frame.closeCode();
            default -> "text";
        };
    }

    /** Plays a round for every gap, each time with a new heartbeat of the class with gaps. */
    private void explore(Function<Rig, Round> round) {
        Subject<Heartbeat> woven = subject.woven();
        Interleaving.explore(() -> round.apply(new Rig(woven)));
    }

    /** A heartbeat that has started, and its time. */
    private static final class Rig {

        private static final Consumer<FakePeer> NOTHING = peer -> { };

        final Clock clock = new Clock();
        final Heartbeat heartbeat;
        private volatile long firstPingAt = -1;
        private volatile Consumer<FakePeer> inNextPing = NOTHING;
        private volatile Consumer<FakePeer> inNextDeath = NOTHING;

        Rig(Subject<Heartbeat> subject) {
            heartbeat = subject.make(clock, INTERVAL);
            heartbeat.start();
        }

        void tick() {
            clock.advance(INTERVAL);
        }

        Duration sinceTheFirstPing() {
            return Duration.ofNanos(firstPingAt < 0 ? 0 : clock.nanoTime() - firstPingAt);
        }

        FakePeer watched() {
            FakePeer peer = new FakePeer();
            peer.onPing = () -> firstPing(peer);
            peer.onDeath = () -> firstDeath(peer);
            heartbeat.watch(peer);
            return peer;
        }

        List<FakePeer> watchedMany(int count) {
            return Stream.generate(this::watched).limit(count).toList();
        }

        void answer(FakePeer peer) {
            heartbeat.pong(peer, peer.pings.getLast());
        }

        /** The peer that comes first in a sweep, whichever it is: so the order of a sweep does not matter. */
        void inTheFirstPing(Consumer<FakePeer> task) {
            inNextPing = task;
        }

        /** As {@link #inTheFirstPing}. */
        void inTheFirstDeath(Consumer<FakePeer> task) {
            inNextDeath = task;
        }

        void expectPinged(String when, List<FakePeer> peers) {
            tick();
            Finding finding = Finding.when(when + Interleaving.where() + "; then an interval passed")
                    .cause("between the look at the peers and their change, the other thread changed them, too")
                    .readOn(CHAPTER, "Sweeps, not timers");
            finding.expect("all pinged", peers.stream().anyMatch(it -> it.pings.isEmpty()) ? "not all pinged"
                    : "all pinged");
            finding.expect("thrown: []", "thrown: " + clock.thrown);
        }

        void expectSilence(String when, FakePeer peer) {
            int pings = peer.pings.size();
            tick();
            tick();
            tick();
            Finding finding = Finding.when(when + Interleaving.where() + "; then 3 intervals passed")
                    .cause("between the look at the peers and their change, the other thread changed them, too")
                    .readOn(CHAPTER, "Sweeps, not timers");
            finding.expect("0 more pings", peer.pings.size() - pings + " more pings");
            finding.expect("timedOut() called 0 times", peer.deaths());
            finding.expect("thrown: []", "thrown: " + clock.thrown);
        }

        void expectDeadOrAlive(FakePeer peer) {
            boolean isDead = peer.deaths > 0;
            int pings = peer.pings.size();
            tick();
            Finding finding = Finding.when("the pong of the second ping came at the time of the third"
                            + Interleaving.where() + "; then an interval passed")
                    .cause("who is dead is watched no more, and who is not gets its pings")
                    .readOn(CHAPTER, "Sweeps, not timers");
            finding.expect(isDead ? "0 more pings" : "1 more pings", peer.pings.size() - pings + " more pings");
            finding.expect("thrown: []", "thrown: " + clock.thrown);
        }

        private void firstPing(FakePeer peer) {
            firstPingAt = firstPingAt < 0 ? clock.nanoTime() : firstPingAt;
            Consumer<FakePeer> task = inNextPing;
            inNextPing = NOTHING;
            task.accept(peer);
        }

        private void firstDeath(FakePeer peer) {
            Consumer<FakePeer> task = inNextDeath;
            inNextDeath = NOTHING;
            task.accept(peer);
        }
    }

    /** A peer without a connection. */
    private static final class FakePeer implements Heartbeat.Peer {

        final List<Long> pings = Collections.synchronizedList(new ArrayList<>());
        volatile int deaths;
        private volatile Runnable onPing = () -> { };
        private volatile Runnable onDeath = () -> { };

        static long pinged(List<FakePeer> peers, int times) {
            return peers.stream().filter(it -> it.pings.size() == times).count();
        }

        String deaths() {
            return "timedOut() called " + deaths + " times";
        }

        @Override
        public void ping(long number) {
            pings.add(number);
            onPing.run();
        }

        @Override
        public void timedOut() {
            deaths++;
            onDeath.run();
        }
    }

    /** What a broken peer throws; without a stack trace, which would fill the log. */
    private static final class BrokenPeerException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        BrokenPeerException() {
            super("a broken peer");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Time that the check moves. A task that throws ends alone, as {@link Scheduler} promises. */
    private static final class Clock implements Scheduler {

        private final ManualScheduler time = new ManualScheduler();
        final List<RuntimeException> thrown = Collections.synchronizedList(new ArrayList<>());

        void advance(Duration duration) {
            time.advance(duration);
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return time.schedule(delay, () -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    thrown.add(e);
                }
            });
        }
    }
}
