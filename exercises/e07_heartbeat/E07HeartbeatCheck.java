package e07_heartbeat;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import aside.message.CloseReason;
import aside.testing.Calls;
import aside.testing.ChatClient;
import aside.testing.Counts;
import aside.testing.HeartbeatWorld;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.ManualScheduler;
import aside.testing.RawSocket;
import aside.testing.Room;
import aside.testing.Walk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 7, in the order in which it is best solved. */
@Exercise(number = 7, title = "Finding the dead", stars = 3, chapter = "docs/07-heartbeat.md",
        yours = MyHeartbeat.class)
@Tag("exercise-7")
class E07HeartbeatCheck {

    private static final String CHAPTER = "docs/07-heartbeat.md";

    private static final String CALLS = "Who calls whom, and when";
    private static final String PONGS = "Which pong counts";
    private static final String SWEEPS = "Sweeps, not timers";
    private static final String HOW_LONG = "How long does it take?";
    private static final String BROKEN = "One broken peer";
    private static final String SILENCE = "-, -, -, -";

    /** A sweep may come upon a peer that left and came back a second time, at its new place; that much is allowed. */
    private static final Outcome CAME_TWICE = new Outcome("ping, ping", "dead, -, -, -");

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final Subject<Heartbeat> subject;

    E07HeartbeatCheck(Subject<Heartbeat> subject) {
        this.subject = subject;
        // What another thread does comes a little later, so every check would see something else of it each time.
        Optional<String> call = Calls.toThreadsClocksOrWaits(subject.type());
        Finding.when("the compiled code of " + subject.type().getSimpleName() + " was read, before any check ran")
                .cause("peers are called on the scheduler's thread, time is what the scheduler says, and nobody waits")
                .readOn(CHAPTER, CALLS)
                .expect(call.isEmpty(), "no thread, no pool, no clock and no waiting of its own", call.orElse(""));
    }

    @Check(step = 1, points = 1)
    void aPingComesEveryInterval() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        Finding.when("a peer was watched, and no time has passed")
                .cause("watch() only notes the peer; the ping comes later, from a task of the scheduler's")
                .readOn(CHAPTER, "Time is a parameter")
                .expect("no ping", peer.pings());
        rig.tick();
        Finding.when("a peer was watched for one interval")
                .cause("start() must ask the scheduler for a sweep: time is what the scheduler says, and nothing else;"
                        + " and each peer gets one ping in an interval")
                .readOn(CHAPTER, "Time is a parameter")
                .expect("1 ping", peer.pings());
        for (int i = 2; i <= 4; i++) {
            rig.answer(peer);
            rig.tick();
            Finding.when("a peer was watched for " + i + " intervals and answered each ping")
                    .cause("schedule() runs a task once: each sweep asks for the next")
                    .readOn(CHAPTER, SWEEPS)
                    .expect(i + " pings", peer.pings());
        }
        Finding.when("a peer got 4 pings: " + peer.pings)
                .cause("with one number for all pings, nobody can tell which one a pong answers")
                .readOn(CHAPTER, PONGS)
                .expect("4 different numbers", Counts.of(peer.pings.stream().distinct().count(), "different number"));

        for (Duration interval : List.of(Duration.ofMillis(1_500), Duration.ofNanos(1_009), Duration.ofHours(36),
                Duration.ofSeconds(1).minusNanos(1), Duration.ofMillis(7))) {
            everyInterval(interval);
        }
        Rig early = new Rig(subject, INTERVAL);
        FakePeer first = early.watched();
        early.heartbeat.start();
        early.tick();
        Finding.when("a peer was watched, then start() was called, and an interval passed")
                .cause("a peer may be watched before start(): start() begins with everyone who is watched already")
                .readOn(CHAPTER, SWEEPS)
                .expect("1 ping", first.pings());
    }

    private void everyInterval(Duration interval) {
        Rig rig = new Rig(subject, interval);
        rig.heartbeat.start();
        FakePeer peer = rig.watched();
        List<Long> times = new ArrayList<>();
        peer.onPing = () -> times.add(rig.clock.nanoTime());

        for (int i = 0; i < 5; i++) {
            rig.clock.advance(interval);
            if (!peer.pings.isEmpty()) {
                rig.answer(peer);
            }
        }

        Finding finding = Finding.when("a peer was watched for 5 intervals of " + HeartbeatWorld.words(interval)
                        + " and answered each ping")
                .cause("an interval may be of any length: count in nanoseconds, and let no rest be lost")
                .readOn(CHAPTER, SWEEPS);
        finding.expect("5 pings", peer.pings());
        List<String> between = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            between.add(HeartbeatWorld.words(Duration.ofNanos(times.get(i) - times.get(i - 1))));
        }
        finding.expect("from ping to ping: " + Collections.nCopies(4, HeartbeatWorld.words(interval)),
                "from ping to ping: " + between);
    }

    @Check(step = 2, points = 0.5)
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
                .readOn(CHAPTER, SWEEPS)
                .expect("pings []", "pings " + guest.pings);

        rig.heartbeat.watch(guest);
        rig.tick();
        Finding.when("a peer was watched from the third interval on")
                .cause("watch() may come at any time after start()")
                .readOn(CHAPTER, SWEEPS)
                .expect("1 ping", guest.pings());
    }

    @Check(step = 3, points = 1)
    void whoAnswersLives() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        for (int i = 1; i <= 300; i++) {
            rig.tick();
            Finding finding = Finding.when("a peer answered each ping before the next one came, " + i
                    + " intervals long")
                    .cause("an answered ping is done with, whatever its number; only open ones count")
                    .readOn(CHAPTER, PONGS);
            finding.expect("timedOut() never called", peer.deaths());
            finding.expect(Counts.of(i, "ping"), peer.pings());
            rig.answer(peer);
        }

        Rig quick = new Rig(subject);
        FakePeer near = quick.watched();
        for (int i = 0; i < 4; i++) {
            near.onPing = () -> quick.answer(near);
            quick.tick();
        }
        Finding.when("a peer answered each of 4 pings before ping() had returned, as one in the same machine may")
                .cause("note the number of the ping before you call ping(): its pong may be quicker than you")
                .readOn(CHAPTER, PONGS)
                .expect("timedOut() never called", near.deaths());
    }

    @Check(step = 4, points = 1)
    void whoAnswersNothingIsDeadTwoIntervalsAfterTheFirstPing() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        rig.tick();
        // The first ping came at some moment of this interval; from there on it is exact.
        rig.clock.advance(INTERVAL.multipliedBy(2).minusNanos(1).minus(rig.sinceTheFirstPing()));
        Finding finding = Finding.when("a peer answered neither of two pings, and the third was 1 ns away")
                .cause("a peer has two whole intervals, from the first ping that it does not answer; the time before"
                        + " that ping does not count")
                .readOn(CHAPTER, HOW_LONG);
        finding.expect("timedOut() never called", peer.deaths());
        finding.expect("2 pings", peer.pings());
        rig.clock.advance(Duration.ofNanos(1));
        finding = Finding.when("a peer answered neither of two pings, and the time of the third has come")
                .cause("only a pong is a sign of life; that a ping could be sent says nothing")
                .readOn(CHAPTER, HOW_LONG);
        finding.expect("timedOut() called once", peer.deaths());
        finding.expect("2 pings", peer.pings());
    }

    @Check(step = 5, points = 1)
    void theDeadDieOnce() {
        Rig rig = new Rig(subject);
        FakePeer peer = rig.watched();

        for (int i = 0; i < 20; i++) {
            rig.tick();
        }

        Finding finding = Finding.when("a peer answered nothing for 20 intervals")
                .cause("stop watching a dead peer: forget it, and then call timedOut()")
                .readOn(CHAPTER, CALLS);
        finding.expect("timedOut() called once", peer.deaths());
        finding.expect("2 pings", peer.pings());

        Rig again = new Rig(subject);
        FakePeer back = again.watched();
        back.onDeath = () -> again.heartbeat.watch(back);
        for (int i = 0; i < 3; i++) {
            again.tick();
        }
        int before = back.pings.size();
        again.tick();
        int more = back.pings.size() - before;
        Finding.when("a dead peer was watched again within timedOut(), and an interval passed")
                .cause(more == 0 ? "forget first, then call timedOut(): the other way round, the new life is forgotten"
                        + " with the old one" : "stop watching a dead peer before you call timedOut(), all of it: it "
                                + "has"
                        + " one place, and then none")
                .readOn(CHAPTER, CALLS)
                .expect("1 more ping", Counts.of(more, "more ping"));
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
                .cause("a pong may take longer than an interval: a flag, or the last number only, says it is missing")
                .readOn(CHAPTER, HOW_LONG)
                .expect("timedOut() never called", peer.deaths());

        rig.tick();
        rig.tick();
        Finding.when("a peer answered the older of two open pings, and then nothing for two intervals")
                .cause("a pong answers its own ping and those before it, not those after it")
                .readOn(CHAPTER, PONGS)
                .expect("timedOut() called once", peer.deaths());
    }

    @Check(step = 7, points = 0.5)
    void thePongOfAnotherPingCountsForNothing() {
        for (long number : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            Rig rig = new Rig(subject);
            FakePeer peer = rig.watched();
            for (int i = 0; i < 3; i++) {
                rig.heartbeat.pong(peer, number);
                rig.tick();
            }
            Finding.when("a peer sent a pong with the number " + number + " in each of 3 intervals, and no other pong")
                    .cause("check whether the number is one of a ping that this peer got and has not answered yet")
                    .readOn(CHAPTER, PONGS)
                    .expect("timedOut() called once", peer.deaths());
        }

        for (long more : new long[] {1, 256, 1L << 32}) {
            Rig ahead = new Rig(subject);
            FakePeer guessing = ahead.watched();
            ahead.tick();
            for (int i = 0; i < 2; i++) {
                ahead.heartbeat.pong(guessing, guessing.pings.getLast() + more);
                ahead.tick();
            }
            Finding.when("a peer answered no ping, but each time it sent a pong with the number of the ping and " + more
                            + " more")
                    .cause(more == 1 ? "a pong that comes before its ping answers nothing, then or later"
                            : "a number is a long: compare all of it")
                    .readOn(CHAPTER, PONGS)
                    .expect("timedOut() called once", guessing.deaths());
        }

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
                .readOn(CHAPTER, PONGS);
        other.expect("timedOut() called once", silent.deaths());
        other.expect("for the other one, timedOut() never called", "for the other one, " + talking.deaths());

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
                .readOn(CHAPTER, PONGS)
                .expect("timedOut() called once", repeating.deaths());
    }

    @Check(step = 8, points = 1)
    void oneBrokenPeerEndsNothing() {
        Rig rig = new Rig(subject);
        List<FakePeer> peers = rig.watchedMany(5);
        Finding finding = Finding.when("of 5 peers, the one that was pinged first threw an exception from ping()")
                .cause("catch what a peer throws around this one peer, inside the loop, whatever kind of exception it "
                        + "is")
                .readOn(CHAPTER, BROKEN);

        rig.inTheFirstPing(E07HeartbeatCheck::breaks);
        rig.tick();
        finding.expect("5 peers pinged", Counts.of(FakePeer.pinged(peers, 1), "peer") + " pinged");
        Finding.when("a peer threw an exception from its first ping()")
                .cause("a ping that throws says nothing about the peer: only two open pings make it dead")
                .readOn(CHAPTER, BROKEN)
                .expect("timedOut() never called", "timedOut() " + calledOn(peers));
        peers.forEach(rig::answer);
        rig.tick();
        Finding.when("of 5 peers, the one that was pinged first threw from ping(), and an interval later")
                .cause("an exception that leaves the task takes the next sweep with it; ask for the next sweep first")
                .readOn(CHAPTER, BROKEN)
                .expect("5 peers pinged again", Counts.of(FakePeer.pinged(peers, 2), "peer") + " pinged again");

        rig.tick();
        rig.inTheFirstDeath(E07HeartbeatCheck::breaks);
        rig.tick();
        finding = Finding.when("5 peers were dead, and the first timedOut() threw an exception")
                .cause("timedOut() may throw as ping() may; and a dead peer is forgotten before timedOut() is called")
                .readOn(CHAPTER, BROKEN);
        finding.expect("timedOut() called on 5 peers", "timedOut() " + calledOn(peers));
        FakePeer newcomer = rig.watched();
        rig.tick();
        finding.expect("the next peer got 1 ping", "the next peer got " + newcomer.pings());
        finding.expect("timedOut() called once on each",
                "timedOut() called " + (peers.stream().allMatch(it -> it.deaths == 1) ? "once" : "not once")
                        + " on each");

        Rig always = new Rig(subject);
        FakePeer broken = always.watched();
        broken.onPing = () -> breaks(broken);
        for (int i = 0; i < 3; i++) {
            always.tick();
        }
        Finding.when("each ping() of a peer threw an exception, for 3 intervals")
                .cause("a ping that throws is open like any other: note its number before you call ping()")
                .readOn(CHAPTER, BROKEN)
                .expect("timedOut() called once", broken.deaths());
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
                .readOn(CHAPTER, CALLS);
        finding.expect("5 peers pinged", Counts.of(FakePeer.pinged(peers, 1), "peer") + " pinged");
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);

        FakePeer newcomer = new FakePeer();
        rig.inTheFirstPing(peer -> rig.heartbeat.watch(newcomer));
        rig.inTheFirstDeath(rig.heartbeat::forget);
        rig.tick();
        finding = Finding.when("of 4 peers, the one that was pinged first watched a new peer")
                .cause("the loop goes over the collection that watch() changes: go over a copy, or use one that allows"
                        + " it")
                .readOn(CHAPTER, CALLS);
        finding.expect("4 peers pinged", Counts.of(FakePeer.pinged(peers, 2), "peer") + " pinged");
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);
        rig.tick();
        finding.expect("the new peer pinged", newcomer.pings.isEmpty() ? "the new peer not pinged"
                : "the new peer pinged");

        finding = Finding.when("4 peers were dead, and the first timedOut() called forget(), as a connection does")
                .cause("the connection forgets itself when it closes: forget() within timedOut() is the normal case")
                .readOn(CHAPTER, CALLS);
        finding.expect("timedOut() called on 4 peers", "timedOut() " + calledOn(peers));
        finding.expect("thrown: []", "thrown: " + rig.clock.thrown);

        Rig all = new Rig(subject);
        List<FakePeer> crowd = all.watchedMany(5);
        // One ping is enough: all others are forgotten, and the first one as well.
        all.inTheFirstPing(peer -> crowd.forEach(all.heartbeat::forget));
        all.tick();
        Finding.when("of 5 peers, the one that was pinged first forgot all 5")
                .cause("ping the peers that are watched when their turn comes, not those of when the sweep began")
                .readOn(CHAPTER, CALLS)
                .expect("1 ping for all 5", Counts.of(crowd.stream().mapToInt(it -> it.pings.size()).sum(), "ping")
                        + " for all 5");
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
                .readOn(CHAPTER, CALLS);
        finding.expect("2 pings", peer.pings());
        finding.expect("timedOut() never called", peer.deaths());

        rig.heartbeat.watch(peer);
        rig.tick();
        rig.tick();
        finding = Finding.when("a peer did not answer two pings, was forgotten and watched again, and got two more")
                .cause("watch() starts anew: what was unanswered before does not count any longer")
                .readOn(CHAPTER, CALLS);
        finding.expect("4 pings", peer.pings());
        finding.expect("timedOut() never called", peer.deaths());
        Finding.when("a peer got two pings, was forgotten and watched again, and got two more: " + peer.pings)
                .cause("with the same number again, a late pong of the old ping would answer the new one")
                .readOn(CHAPTER, PONGS)
                .expect("4 different numbers", Counts.of(peer.pings.stream().distinct().count(), "different number"));
        rig.heartbeat.pong(peer, peer.pings.getFirst());
        rig.heartbeat.pong(peer, peer.pings.get(1));
        rig.tick();
        Finding.when("then it sent the pongs of the first two pings, and a third interval passed")
                .cause("a pong of a ping from before forget() answers nothing now")
                .readOn(CHAPTER, PONGS)
                .expect("timedOut() called once", peer.deaths());

        Rig crowd = new Rig(subject);
        List<FakePeer> peers = crowd.watchedMany(20);
        crowd.tick();
        crowd.clock.advance(INTERVAL.dividedBy(2));
        List<FakePeer> staying = peers.subList(7, 20);
        peers.subList(0, 7).forEach(crowd.heartbeat::forget);
        crowd.clock.advance(INTERVAL.dividedBy(2));
        Finding.when("of 20 peers, the first 7 were forgotten in the middle of the second interval, and then it ended")
                .cause("whoever leaves, each of the others gets one ping in each interval")
                .readOn(CHAPTER, SWEEPS)
                .expect("13 of 13 have got 2 pings", FakePeer.pinged(staying, 2) + " of 13 have got 2 pings");

        Rig two = new Rig(subject);
        FakePeer eager = two.watched();
        two.heartbeat.watch(eager);
        two.tick();
        Finding.when("watch() was called twice for one peer, and an interval passed")
                .cause("a peer is watched or it is not: it has one place, however often watch() is called")
                .readOn(CHAPTER, SWEEPS)
                .expect("1 ping", eager.pings());
        two.heartbeat.forget(eager);
        two.tick();
        Finding.when("watch() was called twice for one peer, then forget() once, and an interval passed")
                .cause("a peer is watched or it is not: one forget() is enough")
                .readOn(CHAPTER, CALLS)
                .expect("1 ping", eager.pings());
    }

    @Check(step = 11, points = 1)
    void noPeerIsCalledUnderALock() {
        for (String where : List.of("ping()", "timedOut()")) {
            Rig rig = new Rig(subject);
            FakePeer peer = rig.watched();
            FakePeer other = new FakePeer();
            rig.heartbeat.watch(other);
            List<String> waiting = new ArrayList<>();
            Runnable others = () -> {
                expectNoWait(waiting, "watch(another peer)", () -> rig.heartbeat.watch(new FakePeer()));
                expectNoWait(waiting, "pong(this peer)", () -> rig.heartbeat.pong(peer, peer.pings.getLast()));
                expectNoWait(waiting, "pong(another peer)", () -> rig.heartbeat.pong(other, 1));
                expectNoWait(waiting, "forget(another peer)", () -> rig.heartbeat.forget(other));
                expectNoWait(waiting, "forget(this peer)", () -> rig.heartbeat.forget(peer));
            };
            if (where.equals("ping()")) {
                peer.onPing = others;
            } else {
                peer.onDeath = others;
            }
            for (int i = 0; i < 3; i++) {
                rig.tick();
            }
            Finding.when(where + " of a peer had not returned yet, and another thread called the heartbeat")
                    .cause("a lock is held while " + where + " is called; a lock guards the fields, and no call out")
                    .readOn(CHAPTER, CALLS)
                    .expect("waiting: []", "waiting: " + waiting);
        }
    }

    /** Once is enough: what waits for the lock goes on waiting as long as the peer is called. */
    private static void expectNoWait(List<String> waiting, String words, Runnable call) {
        if (waiting.isEmpty() && !Interleaving.endsByItself(call)) {
            waiting.add(words);
        }
    }

    @Check(step = 12, points = 2)
    void theRulesHoldInEveryOrder() {
        crowd(700);
        for (Duration interval : List.of(Duration.ofSeconds(15), Duration.ofMillis(1_500), Duration.ofNanos(1_009))) {
            AtomicReference<Worlds> failed = new AtomicReference<>();
            Optional<Walk.Failure> failure = new Walk<>(() -> new Worlds(subject, interval, failed),
                    dice -> step(dice, interval)).find(20, 100);
            failure.ifPresent(it -> {
                HeartbeatWorld.Fault fault = Optional.ofNullable(failed.get()).flatMap(Worlds::fault)
                        .orElseGet(() -> new HeartbeatWorld.Fault(it.difference(), "the exception names it", CALLS));
                throw Finding.when(it.steps()).cause(fault.cause()).readOn(CHAPTER, fault.heading())
                        .failure(it.difference().expected(), it.difference().seen());
            });
        }
    }

    /** Many peers, of which a half leaves. */
    private void crowd(int count) {
        Rig rig = new Rig(subject);
        List<FakePeer> peers = rig.watchedMany(count);
        for (int i = 1; i <= 3; i++) {
            rig.tick();
            Finding.when(count + " peers were watched, and interval " + i + " has passed")
                    .cause("there is no limit: each peer gets one ping in each interval")
                    .readOn(CHAPTER, SWEEPS)
                    .expect(count + " peers have got " + Counts.of(i, "ping"),
                            FakePeer.pinged(peers, i) + " peers have got " + Counts.of(i, "ping"));
            peers.forEach(rig::answer);
        }
        peers.subList(0, count / 2).forEach(rig.heartbeat::forget);
        rig.tick();
        Finding.when("of " + count + " peers, the first half was forgotten, and an interval passed")
                .cause("whoever leaves, each of the others gets one ping in each interval, and nobody else gets one")
                .readOn(CHAPTER, SWEEPS)
                .expect(count - count / 2 + " peers have got 4 pings", FakePeer.pinged(peers, 4)
                        + " peers have got 4 pings");
    }

    /** Two heartbeats that know nothing of each other, in one time. */
    private static final class Worlds {

        private final ManualScheduler time = new ManualScheduler();
        private final List<HeartbeatWorld> all;
        private final AtomicReference<Worlds> failed;

        Worlds(Subject<Heartbeat> subject, Duration interval, AtomicReference<Worlds> failed) {
            this.failed = failed;
            BiFunction<Scheduler, Duration, Heartbeat> made = subject::make;
            all = List.of(new HeartbeatWorld(made, time, interval, List.of("alice", "bob", "carol", "dave")),
                    new HeartbeatWorld(made, time, interval.plus(interval.dividedBy(2)), List.of("zoe", "yan")));
        }

        Optional<Walk.Difference> in(int world, Function<HeartbeatWorld, Optional<Walk.Difference>> step) {
            return noted(step.apply(all.get(world)));
        }

        Optional<Walk.Difference> advance(Duration duration) {
            time.advance(duration);
            return noted(all.stream().map(HeartbeatWorld::timeHasPassed).flatMap(Optional::stream).findFirst());
        }

        Optional<HeartbeatWorld.Fault> fault() {
            return all.stream().map(HeartbeatWorld::fault).flatMap(Optional::stream).findFirst();
        }

        private Optional<Walk.Difference> noted(Optional<Walk.Difference> difference) {
            difference.ifPresent(it -> failed.set(this));
            return difference;
        }
    }

    private static Walk.Step<Worlds> step(SplittableRandom dice, Duration interval) {
        int world = dice.nextInt(4) == 0 ? 1 : 0;
        int peer = dice.nextInt(world == 0 ? 4 : 2);
        String name = (world == 0 ? List.of("alice", "bob", "carol", "dave") : List.of("zoe", "yan")).get(peer);
        HeartbeatWorld.Reaction reaction = choose(dice, HeartbeatWorld.Reaction.values());
        long number = choose(dice, 0L, 1L, 2L, -1L, 127L, 128L, 1_000L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE);
        long more = choose(dice, 1L, 2L, 128L, 256L, 1L << 32);
        Duration passing = choose(dice, interval, interval, interval, interval.dividedBy(2), interval.minusNanos(1),
                Duration.ofNanos(1), interval.multipliedBy(3));
        String which = world == 0 ? "" : "in the second heartbeat, ";
        return switch (dice.nextInt(21)) {
            case 0 -> in(world, which + "start()", HeartbeatWorld::start);
            case 1, 2, 3 -> in(world, which + "watch(" + name + ")", it -> it.watch(peer));
            case 4 -> in(world, which + "forget(" + name + ")", it -> it.forget(peer));
            case 5, 6 -> in(world, which + name + " answers the latest ping", it -> it.answer(peer, 0));
            case 7 -> in(world, which + name + " answers the ping before the latest", it -> it.answer(peer, 1));
            case 8 -> in(world, which + name + " sends the pong " + number, it -> it.guess(peer, number));
            case 9 -> in(world, which + name + " sends a pong with the latest number and " + more + " more",
                    it -> it.answerWithMore(peer, more));
            case 10 -> in(world, which + name + " sends a pong with the number of another peer",
                    it -> it.answerForTheNext(peer));
            case 11, 12 -> in(world, which + "in the next ping, " + name + " " + reaction.words(),
                    it -> it.inItsNextPing(peer, reaction));
            case 13 -> in(world, which + "in timedOut(), " + name + " " + reaction.words(),
                    it -> it.inItsTimeout(peer, reaction));
            case 14 -> in(world, which + "all answer", HeartbeatWorld::allAnswer);
            case 15 -> in(world, which + "the next call comes on a thread that is interrupted",
                    HeartbeatWorld::interruptTheNextCall);
            default -> new Walk.Step<>(HeartbeatWorld.words(passing) + " pass", it -> it.advance(passing));
        };
    }

    private static Walk.Step<Worlds> in(int world, String words,
            Function<HeartbeatWorld, Optional<Walk.Difference>> step) {
        return new Walk.Step<>(words, worlds -> worlds.in(world, step));
    }

    @SafeVarargs
    private static <V> V choose(SplittableRandom dice, V... values) {
        return values[dice.nextInt(values.length)];
    }

    @Check(step = 13, points = 1)
    void twoAtOnceAreAsGoodAsOneAfterTheOther() {
        List<Outcome> alive = List.of(new Outcome("", "ping, ping, dead, -"));
        List<Outcome> gone = List.of(new Outcome("", SILENCE));
        for (int open = 1; open <= 2; open++) {
            String when = "a peer with " + Counts.of(open, "open ping");
            together(when + " was forgotten when its pong came", open, Race::answers, Race::leaves, gone);
            together(when + " was forgotten and watched again when its pong came", open, Race::answers,
                    Race::comesBack, alive);
        }
        together("the pongs of two pings of one peer came at once", 2, Race::answers, Race::answersTheOlder, alive);
        together("a peer answered, and another one was watched", 1, Race::answers, Race::anotherComes, alive);
        together("a peer was forgotten, and another one was watched", 1, Race::leaves, Race::anotherComes, gone);
        together("a peer was forgotten by two threads at once", 1, Race::leaves, Race::leaves, gone);
        together("a peer was forgotten by one thread, and forgotten and watched again by another", 1, Race::leaves,
                Race::comesBack, List.of(gone.getFirst(), alive.getFirst()));
        together("a peer was forgotten and watched again by two threads at once", 1, Race::comesBack, Race::comesBack,
                alive);
        together("two peers were forgotten at once", 1, Race::leaves, Race::anotherLeaves, gone);
        together("two peers were watched at once", 0, Race::anotherComes, Race::aThirdComes, alive);
        together("one peer was watched by two threads at once", 0, Race::anotherComes, Race::anotherComes, alive);
        aCallDuringASweep();
    }

    private void aCallDuringASweep() {
        String pinged = "a sweep came to a peer with no open ping";
        String one = "a sweep came to a peer with 1 open ping";
        String two = "a sweep came to a peer with 2 open pings";

        together(pinged + ", and another thread forgot it", 0, Race::sweep, Race::leaves,
                List.of(new Outcome("", SILENCE), new Outcome("ping", SILENCE)));
        together(one + ", and another thread forgot it", 1, Race::sweep, Race::leaves,
                List.of(new Outcome("", SILENCE), new Outcome("ping", SILENCE)));
        together(two + ", and another thread forgot it", 2, Race::sweep, Race::leaves,
                List.of(new Outcome("", SILENCE), new Outcome("dead", SILENCE)));
        for (int open = 0; open <= 1; open++) {
            together((open == 0 ? pinged : one) + ", and another thread forgot it and watched it again", open,
                    Race::sweep,
                    Race::comesBack, List.of(new Outcome("", "ping, ping, dead, -"),
                            new Outcome("ping", "ping, ping, dead, -"), new Outcome("ping", "ping, dead, -, -"),
                            new Outcome("ping, ping", "ping, dead, -, -"), CAME_TWICE));
        }
        together(two + ", and another thread forgot it and watched it again", 2, Race::sweep, Race::comesBack,
                List.of(new Outcome("", "ping, ping, dead, -"), new Outcome("dead", "ping, ping, dead, -"),
                        new Outcome("ping", "ping, dead, -, -"), new Outcome("dead, ping", "ping, dead, -, -"),
                        CAME_TWICE));
        together(one + ", and its pong came on another thread", 1, Race::sweep, Race::answers,
                List.of(new Outcome("ping", "ping, dead, -, -")));
        together(two + ", and the pong of the last one came on another thread", 2, Race::sweep, Race::answers,
                List.of(new Outcome("dead", SILENCE), new Outcome("ping", "ping, dead, -, -")));
        together(two + ", and the pong of the older one came on another thread", 2, Race::sweep, Race::answersTheOlder,
                List.of(new Outcome("dead", SILENCE), new Outcome("ping", "dead, -, -, -")));
        together(pinged + ", and another thread watched a new one", 0, Race::sweep, Race::anotherComes,
                List.of(new Outcome("ping", "ping, dead, -, -")));
        together(two + ", and another thread watched a new one", 2, Race::sweep, Race::anotherComes,
                List.of(new Outcome("dead", SILENCE)));
    }

    private void together(String when, int open, Consumer<Race> first, Consumer<Race> second, List<Outcome> allowed) {
        Subject<Heartbeat> woven = subject.woven();
        Race rehearsal = new Race(new Rig(subject), open);
        rehearsal.rig.tick();
        // All that another thread could meet in a sweep happens within this nanosecond.
        long due = rehearsal.calledAt;
        Interleaving.explore(() -> {
            Race race = new Race(new Rig(woven), open);
            race.waitUntilJustBefore(due);
            return new Round(() -> first.accept(race), () -> second.accept(race),
                    first == second ? Roles.ALIKE : Roles.DIFFERENT, () -> race.expect(when, allowed));
        });
    }

    @Check(step = 14, points = 1)
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
                        .readOn(CHAPTER, HOW_LONG);
                finding.expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob")), heard);
                finding.expect("ping, ping, close " + CloseReason.NO_PONG.code(), framesUpToTheEnd(silent));
                Finding.when("3 intervals passed, and a guest had connected, but not joined")
                        .cause("a client that has not joined is not watched; the join deadline takes care of it")
                        .readOn(CHAPTER, SWEEPS)
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

    /** How often timedOut() has been called, on how many. */
    private static String calledOn(List<FakePeer> peers) {
        long dead = peers.stream().filter(it -> it.deaths > 0).count();
        return dead == 0 ? "never called" : "called on " + Counts.of(dead, "peer");
    }

    /**
     * What came of two calls at once.
     *
     * @param during what the peer got in the meantime
     * @param after what it got in each of the 4 intervals after, in which it answered nothing
     */
    private record Outcome(String during, String after) {

        @Override
        public String toString() {
            return "in the meantime: " + (during.isEmpty() ? "-" : during) + "; in each interval after: " + after;
        }
    }

    /** What two threads do at once to one peer, with others beside it. */
    private static final class Race {

        /** All have the same, so that they are in one bin of a hash map, in the order in which they came. */
        private static final int HASH_CODE = 7;

        /** As many as a peer needs to die, and one more. */
        private static final int INTERVALS_AFTER = 4;

        private static final List<Outcome> NEWCOMERS =
                List.of(new Outcome("", "ping, ping, dead, -"), new Outcome("ping", "ping, dead, -, -"));

        private final Rig rig;
        private final List<FakePeer> others;
        private final FakePeer peer = new FakePeer(HASH_CODE);
        private final FakePeer newcomer = new FakePeer(HASH_CODE);
        private final FakePeer third = new FakePeer(HASH_CODE);
        private final Set<FakePeer> comers = Collections.synchronizedSet(new LinkedHashSet<>());
        private final int open;
        private volatile long calledAt;
        private volatile boolean hasLeft;

        Race(Rig rig, int open) {
            this.rig = rig;
            this.open = open;
            others = List.of(new FakePeer(HASH_CODE), new FakePeer(HASH_CODE));
            rig.heartbeat.watch(others.getFirst());
            rig.heartbeat.watch(peer);
            rig.heartbeat.watch(others.getLast());
            peer.onPing = () -> calledAt = rig.clock.nanoTime();
            peer.onDeath = peer.onPing;
            for (int i = 0; i < open; i++) {
                rig.tick();
                others.forEach(rig::answer);
            }
        }

        void waitUntilJustBefore(long time) {
            rig.clock.advance(Duration.ofNanos(time - 1 - rig.clock.nanoTime()));
        }

        void sweep() {
            rig.clock.advance(Duration.ofNanos(1));
        }

        void leaves() {
            rig.heartbeat.forget(peer);
        }

        void anotherLeaves() {
            rig.heartbeat.forget(others.getFirst());
            hasLeft = true;
        }

        void comesBack() {
            rig.heartbeat.forget(peer);
            rig.heartbeat.watch(peer);
        }

        void answers() {
            rig.heartbeat.pong(peer, peer.pings.get(open - 1));
        }

        void answersTheOlder() {
            rig.heartbeat.pong(peer, peer.pings.get(open - 2));
        }

        void anotherComes() {
            comers.add(newcomer);
            rig.heartbeat.watch(newcomer);
        }

        void aThirdComes() {
            comers.add(third);
            rig.heartbeat.watch(third);
        }

        void expect(String when, List<Outcome> allowed) {
            Map<FakePeer, Integer> heard = new LinkedHashMap<>();
            comers.forEach(it -> heard.put(it, it.heard.size()));
            heard.put(peer, peer.heard.size());
            List<FakePeer> staying = hasLeft ? others.subList(1, others.size()) : others;
            List<Integer> before = staying.stream().map(it -> it.pings.size()).toList();
            for (int i = 0; i < INTERVALS_AFTER; i++) {
                others.forEach(it -> it.pings.stream().reduce((a, b) -> b).ifPresent(last -> rig.heartbeat.pong(it,
                        last)));
                rig.tick();
                heard.keySet().forEach(it -> it.heard.add("|"));
            }
            Finding finding = Finding.when(when + Interleaving.where() + "; then " + INTERVALS_AFTER
                            + " intervals passed without an answer of this peer")
                    .cause("two threads both saw the state before either changed it: make the check and the change one"
                            + " atomic step, and change nothing that has been forgotten in between")
                    .readOn(CHAPTER, CALLS);
            finding.expect("thrown: []", "thrown: " + rig.clock.thrown);
            heard.forEach((it, upTo) -> {
                Outcome seen = it.outcome(it == peer ? open : 0, upTo);
                List<Outcome> right = it == peer ? allowed : NEWCOMERS;
                finding.expect(right.contains(seen), right.stream()
                        .map(Outcome::toString).collect(Collectors.joining("\n")),
                        seen + (it == peer ? "" : ", for a peer that was being watched"));
            });
            List<Integer> since = IntStream.range(0, staying.size())
                    .mapToObj(i -> staying.get(i).pings.size() - before.get(i)).toList();
            finding.expect("pings of the other peers, which answered: " + Collections.nCopies(staying.size(),
                    INTERVALS_AFTER),
                    "pings of the other peers, which answered: " + since);
            finding.expect("timedOut() of the other peers " + calledOn(List.of()), "timedOut() of the other peers "
                    + calledOn(staying));
        }
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
            this(subject, INTERVAL);
            heartbeat.start();
        }

        /** One that has not started. */
        Rig(Subject<Heartbeat> subject, Duration interval) {
            heartbeat = subject.make(clock, interval);
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
        final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        volatile int deaths;
        private volatile Runnable onPing = () -> { };
        private volatile Runnable onDeath = () -> { };
        private final int hashCode;

        FakePeer() {
            hashCode = super.hashCode();
        }

        FakePeer(int hashCode) {
            this.hashCode = hashCode;
        }

        static long pinged(List<FakePeer> peers, int times) {
            return peers.stream().filter(it -> it.pings.size() == times).count();
        }

        String pings() {
            return Counts.of(pings.size(), "ping");
        }

        String deaths() {
            return deaths == 0 ? "timedOut() never called" : "timedOut() called " + Counts.times(deaths);
        }

        /** What it heard from one place in the list up to another, and after that. */
        Outcome outcome(int from, int to) {
            String after = Stream.of(String.join(",", heard.subList(to, heard.size())).split("\\|"))
                    .map(it -> it.replaceAll("^,|,$", "").replace(",", " and "))
                    .map(it -> it.isEmpty() ? "-" : it)
                    .collect(Collectors.joining(", "));
            return new Outcome(String.join(", ", heard.subList(from, to)), after);
        }

        @Override
        public int hashCode() {
            return hashCode;
        }

        /** A collection compares in the middle of its work: a gap like those in the code of the heartbeat. */
        @Override
        public boolean equals(Object other) {
            Interleaving.gap();
            return this == other;
        }

        @Override
        public void ping(long number) {
            pings.add(number);
            heard.add("ping");
            onPing.run();
        }

        @Override
        public void timedOut() {
            deaths++;
            heard.add("dead");
            onDeath.run();
        }
    }

    /** What a broken peer throws; without a stack trace, which would fill the log. */
    private static final class BrokenPeerException extends RuntimeException {

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
