package e08_outbox;

import aside.ChatParts;
import aside.connection.CloseReason;
import aside.connection.GatheringOutbox;
import aside.connection.Outbox;
import aside.connection.Wire;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.EncodedMessage;
import aside.testing.ChatClient;
import aside.testing.HeldWire;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.Room;
import aside.testing.ManualExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 8, in the order in which it is best solved. */
@Exercise(number = 8, title = "The bounded outbox", stars = 3, chapter = "docs/08-outbox.md", yours = MyOutbox.class)
@Tag("exercise-8")
class E08OutboxCheck {

    private static final String CHAPTER = "docs/08-outbox.md";

    /** As in the server. */
    private static final GatheringOutbox.Limits ROOMY = new GatheringOutbox.Limits(256, 1024 * 1024);

    private final Subject<Outbox> subject;

    E08OutboxCheck(Subject<Outbox> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void aMessageLeavesAtOnce() {
        Rig rig = new Rig(subject, ROOMY);

        boolean taken = rig.send("a");

        Finding finding = Finding.when("an empty outbox got send(a)")
                .cause("send() puts the message in and lets atOnce run the write; nobody else will")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("send() gave true", "send() gave " + taken);
        finding.expect("writes: " + List.of(List.of("a")), "writes: " + rig.wire.writes());
    }

    @Check(step = 2, points = 1)
    void oneWriteIsUnderWayAtATime() {
        Rig rig = new Rig(subject, ROOMY);

        rig.send("a");
        rig.send("b");
        rig.enqueue("c");
        rig.soon.runAll();

        Finding.when("the write of a is under way, and send(b) and enqueue(c) came")
                .cause("note that a write is under way, and begin the next when it has ended")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("writes: " + List.of(List.of("a")), "writes: " + rig.wire.writes());
        rig.settle();
        Finding.when("the write of a has ended, and b and c waited")
                .cause("who ends a write must look for what came meanwhile, and let soon run the next write")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + rig.wire.messages());
    }

    @Check(step = 3, points = 1)
    void whatWaitsLeavesInOneWrite() {
        Rig rig = new Rig(subject, ROOMY);
        rig.send("a");
        rig.send("b");
        rig.send("c");
        rig.send("d");

        rig.wire.endsWrite();
        rig.soon.runAll();

        Finding.when("b, c and d waited while a was written, and the write of a has ended")
                .cause("a write takes one message; it is to take all that waits, for the system call is the cost")
                .readOn(CHAPTER, "It gathers")
                .expect("writes: " + List.of(List.of("a"), List.of("b", "c", "d")), "writes: " + rig.wire.writes());
    }

    @Check(step = 4, points = 1)
    void whatIsPutInBeforeTheWriterHasItsTurnLeavesInOneWrite() {
        Rig enqueued = new Rig(subject, ROOMY);
        enqueued.enqueue("a");
        enqueued.enqueue("b");
        enqueued.enqueue("c");
        Finding finding = Finding.when("enqueue(a), enqueue(b), enqueue(c) came before the task in soon had its turn")
                .cause("enqueue() writes by itself; the write belongs into a task for soon, which finds all three")
                .readOn(CHAPTER, "It gathers");
        finding.expect("writes: " + List.of(), "writes: " + enqueued.wire.writes());
        enqueued.soon.runAll();
        finding.expect("writes: " + List.of(List.of("a", "b", "c")), "writes: " + enqueued.wire.writes());

        ManualExecutor turn = new ManualExecutor();
        Rig sent = new Rig(subject, ROOMY, turn);
        sent.send("a");
        sent.send("b");
        turn.runAll();
        Finding.when("send(a) and send(b) came in one turn, before the task in atOnce had its turn")
                .cause("send() writes by itself; the write belongs into a task for atOnce, which finds both")
                .readOn(CHAPTER, "It gathers")
                .expect("writes: " + List.of(List.of("a", "b")), "writes: " + sent.wire.writes());
    }

    @Check(step = 5, points = 1)
    void nothingOvertakes() {
        Rig rig = new Rig(subject, ROOMY);

        rig.enqueue("a");
        rig.send("b");
        rig.enqueue("c");
        rig.send("d");
        rig.settle();

        Finding.when("one thread called enqueue(a), send(b), enqueue(c), send(d)")
                .cause("send() and enqueue() differ in who writes, not in the queue: there is one queue for both")
                .readOn(CHAPTER, "The code as it stands")
                .expect("written: " + List.of("a", "b", "c", "d"), "written: " + rig.wire.messages());
        rig.expectNoFaults("enqueue and send took turns");
    }

    @Check(step = 6, points = 1)
    void noCallerWaits() {
        Rig full = new Rig(subject, new GatheringOutbox.Limits(1, 1_000));
        full.send("a");
        expectNoWait("the outbox was full, and its only write did not end: send(b)",
                "waiting for room makes the sender as slow as the slowest reader; a full outbox ends instead",
                () -> full.send("b"));

        Rig rig = new Rig(subject, ROOMY);
        CountDownLatch gate = new CountDownLatch(1);
        rig.wire.inEachCall(() -> await(gate));
        Interleaving.endsByItself(() -> rig.send("a"));
        String lock = "a lock is held while wire.write() is called; a lock guards fields, and no call out";

        expectNoWait("wire.write() had not returned on one thread, and another called send()", lock,
                () -> rig.send("b"));
        expectNoWait("wire.write() had not returned on one thread, and another called enqueue()", lock,
                () -> rig.enqueue("c"));
        expectNoWait("wire.write() had not returned on one thread, and another called close()", lock,
                () -> rig.outbox.close(CloseReason.STOPPING));
        expectNoWait("wire.write() had not returned on one thread, and another called discard()", lock,
                rig.outbox::discard);

        Rig closing = new Rig(subject, ROOMY);
        closing.wire.inEachCall(() -> await(gate));
        Interleaving.endsByItself(() -> closing.outbox.close(CloseReason.STOPPING));
        expectNoWait("wire.close() had not returned on one thread, and another called send()",
                lock.replace("write", "close"), () -> closing.send("a"));
        gate.countDown();
    }

    @Check(step = 7, points = 1)
    void theLimitsCountMessagesAndBytesAndTheWriteUnderWay() {
        Rig messages = new Rig(subject, new GatheringOutbox.Limits(3, 1_000));
        List<Boolean> taken = List.of(
                messages.send("a"), messages.send("b"), messages.send("c"), messages.send("d"));
        Finding.when("an outbox for 3 messages got 4, and the write of the first has not ended")
                .cause("what is being written still takes memory: it counts until its write has ended")
                .readOn(CHAPTER, "The code as it stands")
                .expect("taken: " + List.of(true, true, true, false), "taken: " + taken);

        Rig bytes = new Rig(subject, new GatheringOutbox.Limits(256, 100));
        taken = List.of(bytes.send("a".repeat(40)), bytes.send("b".repeat(60)), bytes.send("c"));
        Finding.when("an outbox for 100 bytes got 40, 60 and 1, and the write of the first has not ended")
                .cause("bytes count as messages do: those that wait and those being written, 100 of 100 fit")
                .readOn(CHAPTER, "The code as it stands")
                .expect("taken: " + List.of(true, true, false), "taken: " + taken);

        Rig again = new Rig(subject, new GatheringOutbox.Limits(3, 30));
        for (int i = 0; i < 10; i++) {
            Finding finding = Finding.when("3 messages of 10 bytes were written to the end, " + i
                            + " times, through an outbox for 3 messages and 30 bytes; then came 3 more")
                    .cause("the end of a write gives back the room that its messages took, all of it")
                    .readOn(CHAPTER, "The code as it stands");
            finding.expect(List.of(true, true, true), List.of(
                    again.send("0123456789"), again.send("0123456789"), again.send("0123456789")));
            again.settle();
        }
    }

    @Check(step = 8, points = 1)
    void aFullOutboxEndsAndSaysSoOnce() {
        Rig rig = new Rig(subject, new GatheringOutbox.Limits(2, 1_000));
        AtomicBoolean takenInOnFull = new AtomicBoolean();
        rig.onFull = () -> {
            rig.onFull = () -> { };
            expectNoWait("onFull had not returned on one thread, and another called send()",
                    "a lock is held while onFull is called; a lock guards fields, and no call out",
                    () -> takenInOnFull.set(rig.send("too late")));
        };
        rig.send("a");
        rig.send("b");

        List<Boolean> taken = new ArrayList<>(List.of(rig.send("c"), rig.send("d")));
        rig.settle();
        taken.addAll(List.of(rig.send("e"), rig.enqueue("f")));

        Finding finding = Finding.when("an outbox for 2 messages got a, b, c, d; the writes ended; then came e and f")
                .cause("full ends the outbox: with a message missing in between, the client would be told a lie")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("taken: " + List.of(false, false, false, false), "taken: " + taken);
        finding.cause("onFull is called by the one call that found the outbox full, not by those after it")
                .expect("onFull called 1 times", "onFull called " + rig.fulls.get() + " times");
        finding.cause("the outbox must have ended before onFull is called")
                .expect("send() within onFull gave false", "send() within onFull gave " + takenInOnFull.get());
    }

    @Check(step = 9, points = 1)
    void aFullOutboxClosesTheWireAsASlowReader() {
        Rig rig = new Rig(subject, new GatheringOutbox.Limits(2, 1_000));
        rig.send("a");
        rig.send("b");
        rig.send("c");
        rig.outbox.close(CloseReason.STOPPING);
        Finding finding = Finding.when("an outbox for 2 messages got a, b and c, and the write of a is under way")
                .cause("a close frame may not cut into a write: close the wire when the write has ended")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("closes: " + List.of(), "closes: " + rig.wire.closes());
        rig.settle();
        finding.cause("full is the first reason to close, and the outbox itself closes the wire, after the write")
                .expect("closes: " + List.of(CloseReason.SLOW_READER), "closes: " + rig.wire.closes());
        rig.expectNoFaults("the outbox was full");

        Rig idle = new Rig(subject, new GatheringOutbox.Limits(2, 10));
        boolean taken = idle.send("longer than all the room");
        idle.settle();
        finding = Finding.when("an empty outbox for 10 bytes got a message of 24")
                .cause("no write is under way whose end could close the wire: close it now")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("send() gave false", "send() gave " + taken);
        finding.expect("writes: " + List.of(), "writes: " + idle.wire.writes());
        finding.expect("closes: " + List.of(CloseReason.SLOW_READER), "closes: " + idle.wire.closes());
    }

    @Check(step = 10, points = 1)
    void aCloseSendsWhatWaitsFirst() {
        Rig rig = new Rig(subject, ROOMY);
        rig.send("a");
        rig.send("b");

        rig.outbox.close(CloseReason.STOPPING);
        rig.outbox.close(CloseReason.NO_PONG);
        List<Boolean> taken = List.of(rig.send("c"), rig.enqueue("d"));
        rig.settle();

        Finding finding = Finding.when("a was being written, b waited, close(STOPPING) came, close(NO_PONG), and c")
                .cause("a close takes no more messages, but what waits still goes out, and then the wire is closed")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("taken: " + List.of(false, false), "taken: " + taken);
        finding.expect("written: " + List.of("a", "b"), "written: " + rig.wire.messages());
        finding.cause("only the first reason counts").expect("closes: [STOPPING]", "closes: " + rig.wire.closes());
        rig.expectNoFaults("the outbox was closed in mid-write");

        Rig idle = new Rig(subject, ROOMY);
        idle.enqueue("a");
        idle.outbox.close(CloseReason.STOPPING);
        idle.settle();
        finding = Finding.when("enqueue(a) came, and close(STOPPING) before the task in soon had its turn")
                .cause("what waits goes out before the wire is closed, whether a write is under way or not")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("written: " + List.of("a"), "written: " + idle.wire.messages());
        finding.expect("closes: " + List.of(CloseReason.STOPPING), "closes: " + idle.wire.closes());
        idle.expectNoFaults("the outbox was closed");
    }

    @Check(step = 11, points = 1)
    void whenTheSocketIsGoneNothingIsWrittenAnyMore() {
        theSocketGoes("discard() was called", rig -> {
            rig.outbox.discard();
            rig.wire.endsWrite();
        });
        theSocketGoes("the write failed", rig -> rig.wire.failsWrite());
        theSocketGoes("close(STOPPING) was called, and then discard()", rig -> {
            rig.outbox.close(CloseReason.STOPPING);
            rig.outbox.discard();
            rig.wire.endsWrite();
        });
    }

    @Check(step = 12, points = 1)
    void aWriteMayEndWithinItsCallOrOnAnotherThread() {
        Rig within = new Rig(subject, ROOMY);
        within.wire.inEachCall(within.wire::endsWrite);
        within.send("a");
        within.enqueue("b");
        within.send("c");
        within.soon.runAll();
        Finding.when("each write ended within wire.write(), and a, b and c were put in")
                .cause("what is noted after wire.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + within.wire.messages());

        Rig elsewhere = new Rig(subject, ROOMY);
        elsewhere.wire.inEachCall(() -> Interleaving.endsByItself(elsewhere.wire::endsWrite));
        elsewhere.send("a");
        elsewhere.enqueue("b");
        elsewhere.send("c");
        elsewhere.soon.runAll();
        Finding.when("each write ended on another thread before wire.write() returned, and a, b and c were put in")
                .cause("what is noted after wire.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + elsewhere.wire.messages());
    }

    @Check(step = 13, points = 1)
    void twoAtOnceLoseNothing() {
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), () -> rig.send("b"), Roles.ALIKE,
                () -> rig.expectAllWritten("send(a) and send(b) came at once")));
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), () -> rig.enqueue("b"),
                () -> rig.expectAllWritten("send(a) and enqueue(b) came at once")));
        explore(ROOMY, rig -> {
            rig.enqueue("a");
            return new Round(rig.soon::runAll, () -> rig.enqueue("b"),
                    () -> rig.expectAllWritten("a was about to be written, and enqueue(b) came at once"));
        });
        explore(ROOMY, rig -> {
            rig.send("a");
            return new Round(rig::endsWrite, () -> rig.send("b"),
                    () -> rig.expectAllWritten("the write of a ended, and send(b) came at once"));
        });
        explore(ROOMY, rig -> {
            rig.send("a");
            return new Round(rig::endsWrite, () -> rig.enqueue("b"),
                    () -> rig.expectAllWritten("the write of a ended, and enqueue(b) came at once"));
        });
    }

    @Check(step = 14, points = 1)
    void twoAtOnceStayWithinTheLimit() {
        explore(new GatheringOutbox.Limits(2, 1_000), rig -> {
            rig.send("a");
            return new Round(() -> rig.send("b"), () -> rig.send("c"), Roles.ALIKE, () -> rig.expectOneOf("messages"));
        });
        explore(new GatheringOutbox.Limits(256, 20), rig -> {
            rig.send("0123456789");
            return new Round(() -> rig.send("123456789b"), () -> rig.send("123456789c"), Roles.ALIKE,
                    () -> rig.expectOneOf("bytes"));
        });
        explore(new GatheringOutbox.Limits(1, 1_000), rig -> {
            rig.send("a");
            return new Round(() -> rig.send("b"), () -> rig.send("c"), Roles.ALIKE, () -> {
                rig.settle();
                Finding.when("a full outbox got b and c at once" + Interleaving.where())
                        .cause("who finds the outbox full must be the first to end it: decide both in one step")
                        .readOn(CHAPTER, "The end of an outbox")
                        .expect("onFull called 1 times", "onFull called " + rig.fulls.get() + " times");
                rig.expectNoFaults("a full outbox got b and c at once");
            });
        });
    }

    @Check(step = 15, points = 1)
    void anEndAtTheSameTimeIsAnEnd() {
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), () -> rig.outbox.close(CloseReason.STOPPING),
                () -> rig.expectClosed("send(a) and close(STOPPING) came at once")));
        explore(ROOMY, rig -> {
            rig.send("a");
            rig.send("b");
            return new Round(rig::endsWrite, () -> rig.outbox.close(CloseReason.STOPPING),
                    () -> rig.expectClosed("the write of a ended, b waited, and close(STOPPING) came at once"));
        });
        explore(ROOMY, rig -> new Round(() -> rig.outbox.close(CloseReason.STOPPING),
                () -> rig.outbox.close(CloseReason.STOPPING), Roles.ALIKE,
                () -> rig.expectClosed("close(STOPPING) came twice at once")));
        explore(ROOMY, rig -> {
            rig.send("a");
            rig.send("b");
            return new Round(rig::endsWrite, rig.outbox::discard,
                    () -> rig.expectSilence("the write of a ended, b waited, and discard() came at once"));
        });
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), rig.outbox::discard,
                () -> rig.expectSilence("send(a) and discard() came at once")));
    }

    @Check(step = 16, points = 1)
    void inTheRealServerASlowReaderIsDroppedAndTheOthersMissNothing() throws IOException {
        // Without a server first: what is not started ends the check here.
        new Rig(subject, ROOMY).send("a");
        StuckWire stuck = new StuckWire();
        try (Room room = Room.of(
                options -> {
                    ChatParts parts = subject.in(options);
                    return parts.withOutbox((wire, limits, atOnce, soon, onFull) ->
                            parts.outbox().make(stuck.around(wire), limits, atOnce, soon, onFull));
                },
                options -> options.outboxMessages = 8)) {
            ChatClient bob = room.join("bob");
            stuck.gets();
            ChatClient alice = room.join("alice");
            ChatClient carol = room.join("carol");
            room.heardBy(alice);

            List<String> aliceHeard = new ArrayList<>();
            List<String> carolHeard = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                alice.says("m" + i);
                // Each reads each message before the next one comes: they are never behind, on a slow machine neither.
                aliceHeard.addAll(room.heardBy(alice));
                carolHeard.addAll(room.heardBy(carol));
            }
            room.advance(Duration.ZERO);
            aliceHeard.addAll(room.heardBy(alice));
            carolHeard.addAll(room.heardBy(carol));

            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                expected.add(ChatClient.publicMessage("alice", "m" + i));
            }
            expected.add(ChatClient.left("bob"));
            Finding finding = Finding.when("bob's socket takes nothing any more, his outbox holds 8 messages, and alice"
                            + " said m0 to m9")
                    .cause("bob's full outbox must not take anything from the others, and onFull drops bob")
                    .readOn(CHAPTER, "The end of an outbox");
            finding.expect("alice heard " + expected, "alice heard " + aliceHeard);
            finding.expect("carol heard " + expected, "carol heard " + carolHeard);
            bob.close();
        }
    }

    private void theSocketGoes(String how, Consumer<Rig> end) {
        Rig rig = new Rig(subject, ROOMY);
        rig.send("a");
        rig.send("b");
        rig.enqueue("c");

        end.accept(rig);
        rig.settle();
        List<Boolean> taken = List.of(rig.send("d"), rig.enqueue("e"));
        rig.outbox.close(CloseReason.STOPPING);
        rig.settle();

        Finding finding = Finding.when("a was being written, b and c waited, and " + how + "; then came d, e, a close")
                .cause("the socket is gone: forget what waits, take nothing more, leave the wire alone")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("writes: " + List.of(List.of("a")), "writes: " + rig.wire.writes());
        finding.expect("taken: " + List.of(false, false), "taken: " + taken);
        finding.expect("the wire closed 0 times", "the wire closed " + rig.wire.closes().size() + " times");
        finding.expect("onFull called 0 times", "onFull called " + rig.fulls.get() + " times");
    }

    private static void expectNoWait(String when, String cause, Runnable call) {
        Finding.when(when)
                .cause(cause)
                .readOn(CHAPTER, "The code as it stands")
                .expect(Interleaving.endsByItself(call), "the call returns", "the call waits");
    }

    /** Plays a round for every gap, each time with a new outbox of the class with gaps. */
    private void explore(GatheringOutbox.Limits limits, Function<Rig, Round> round) {
        Subject<Outbox> woven = subject.woven();
        Supplier<Round> rounds = () -> round.apply(new Rig(woven, limits));
        Interleaving.explore(rounds);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An outbox with all that is around it. */
    private static final class Rig {

        final HeldWire wire = new HeldWire();
        final ManualExecutor soon = new ManualExecutor();
        final AtomicInteger fulls = new AtomicInteger();
        final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        final Outbox outbox;
        Runnable onFull = () -> { };

        /** Outside of a turn: atOnce means now. */
        Rig(Subject<Outbox> subject, GatheringOutbox.Limits limits) {
            this(subject, limits, Runnable::run);
        }

        Rig(Subject<Outbox> subject, GatheringOutbox.Limits limits, Executor atOnce) {
            Runnable full = () -> {
                fulls.incrementAndGet();
                onFull.run();
            };
            outbox = subject.make(wire, limits, atOnce, soon, full);
        }

        boolean send(String text) {
            return noted(text, outbox.send(message(text)));
        }

        boolean enqueue(String text) {
            return noted(text, outbox.enqueue(message(text)));
        }

        /** Ends the write under way and runs what comes of it. */
        void endsWrite() {
            wire.endsWrite();
            soon.runAll();
        }

        /** Runs what waits in soon and ends every write, until nothing happens any more. */
        void settle() {
            soon.runAll();
            while (wire.isWriting()) {
                endsWrite();
            }
        }

        void expectAllWritten(String when) {
            soon.runAll();
            Finding finding = Finding.when(when + Interleaving.where() + "; and then send(c)")
                    .cause("between a look at the state and its change, the other thread did the same")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            if (!wire.isWriting()) {
                finding.expect("written: [a, b]", "written: " + wire.messages().stream().sorted().toList());
            }
            send("c");
            settle();
            finding.expect("written: [a, b, c]", "written: " + wire.messages().stream().sorted().toList());
            finding.expect("faults: []", "faults: " + wire.faults());
        }

        void expectOneOf(String limit) {
            boolean within = wire.writes().size() == 1 && taken.size() == 2;
            Finding finding = Finding.when("there was room for one more, and two came at once (limit in " + limit + ")"
                            + Interleaving.where())
                    .cause("between the look at the limit and the change of the count, the other thread looked, too")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect(within, "one of the two is taken", (taken.size() - 1) + " are taken");
            finding.expect("onFull called 1 times", "onFull called " + fulls.get() + " times");
            settle();
            finding.expect("closes: [SLOW_READER]", "closes: " + wire.closes());
            expectNoFaults("there was room for one more, and two came at once");
        }

        void expectClosed(String when) {
            settle();
            Finding finding = Finding.when(when + Interleaving.where())
                    .cause("between a look at the state and its change, the other thread did the same")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect("written: " + taken, "written: " + wire.messages());
            finding.expect("closes: [STOPPING]", "closes: " + wire.closes());
            expectNoFaults(when);
        }

        void expectSilence(String when) {
            List<List<String>> before = wire.writes();
            settle();
            Finding finding = Finding.when(when + Interleaving.where() + "; then the tasks in soon had their turn")
                    .cause("a task that was on its way looks first whether the outbox has ended")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect("writes: " + before, "writes: " + wire.writes());
            finding.expect("the wire closed 0 times", "the wire closed " + wire.closes().size() + " times");
            expectNoFaults(when);
        }

        void expectNoFaults(String when) {
            Finding.when(when)
                    .cause("a write begins when none is under way and the wire is open; so does a close")
                    .readOn(CHAPTER, "The code as it stands")
                    .expect("faults: []", "faults: " + wire.faults());
        }

        private boolean noted(String text, boolean accepted) {
            if (accepted) {
                taken.add(text);
            }
            return accepted;
        }

        private static EncodedMessage message(String text) {
            return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Around the wire of the first connection: from some moment on, no write on it ends. */
    private static final class StuckWire {

        private final AtomicBoolean isTaken = new AtomicBoolean();
        private volatile boolean isStuck;

        void gets() {
            isStuck = true;
        }

        Wire around(Wire wire) {
            return isTaken.getAndSet(true) ? wire : new Wire() {
                @Override
                public void write(List<EncodedMessage> messages, Done done) {
                    if (!isStuck) {
                        wire.write(messages, done);
                    }
                }

                @Override
                public void ping(long number) {
                    wire.ping(number);
                }

                @Override
                public void close(CloseReason reason) {
                    wire.close(reason);
                }

                @Override
                public void abort() {
                    wire.abort();
                }
            };
        }
    }
}
