package e08_outbox;

import aside.ChatServerParts;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import aside.testing.ChatClient;
import aside.testing.HeldSocket;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.ManualExecutor;
import aside.testing.Room;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    private static final Outbox.Limits ROOMY = new Outbox.Limits(256, 1024 * 1024);

    private final Subject<Outbox> subject;

    E08OutboxCheck(Subject<Outbox> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void aMessageLeavesWhenTheWriterHasItsTurn() {
        Rig rig = new Rig(subject, ROOMY);

        boolean taken = rig.send("a");
        rig.writer.runAll();

        Finding finding = Finding.when("an empty outbox got send(a), and the writer had its turn")
                .cause("send() puts the message in and lets the writer run the write; nobody else will")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("send() gave true", "send() gave " + taken);
        finding.expect("writes: " + List.of(List.of("a")), "writes: " + rig.socket.writes());
    }

    @Check(step = 2, points = 1)
    void oneWriteIsUnderWayAtATime() {
        Rig rig = new Rig(subject, ROOMY);

        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");
        rig.writer.runAll();

        Finding.when("the write of a is under way, and send(b) and send(c) came")
                .cause("note that a write is under way, and begin the next when it has ended")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("writes: " + List.of(List.of("a")), "writes: " + rig.socket.writes());
        rig.settle();
        Finding.when("the write of a has ended, and b and c waited")
                .cause("who ends a write must look for what came meanwhile, and let the writer run the next write")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + rig.socket.messages());
    }

    @Check(step = 3, points = 1)
    void whatWaitsLeavesInOneWrite() {
        Rig rig = new Rig(subject, ROOMY);
        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");
        rig.send("d");

        rig.socket.endsWrite();
        rig.writer.runAll();

        Finding.when("b, c and d waited while a was written, and the write of a has ended")
                .cause("a write takes one message; it is to take all that waits, for the system call is the cost")
                .readOn(CHAPTER, "It gathers")
                .expect("writes: " + List.of(List.of("a"), List.of("b", "c", "d")), "writes: " + rig.socket.writes());
    }

    @Check(step = 4, points = 1)
    void whatIsPutInBeforeTheWriterHasItsTurnLeavesInOneWrite() {
        Rig rig = new Rig(subject, ROOMY);
        rig.send("a");
        rig.send("b");
        rig.send("c");
        Finding finding = Finding.when("send(a), send(b), send(c) came before the task in the writer had its turn")
                .cause("send() writes by itself; the write belongs into a task for the writer, which finds all three")
                .readOn(CHAPTER, "It gathers");
        finding.expect("writes: " + List.of(), "writes: " + rig.socket.writes());
        rig.writer.runAll();
        finding.expect("writes: " + List.of(List.of("a", "b", "c")), "writes: " + rig.socket.writes());
    }

    @Check(step = 5, points = 1)
    void nothingOvertakes() {
        Rig rig = new Rig(subject, ROOMY);

        for (String text : List.of("a", "b", "c", "d")) {
            rig.send(text);
        }
        rig.writer.runAll();
        rig.send("e");
        rig.send("f");
        rig.settle();

        Finding.when("one thread sent a, b, c, d; the writer had its turn; and it sent e and f")
                .cause("what one thread puts in leaves in that order: a queue gives back first what came first")
                .readOn(CHAPTER, "The code as it stands")
                .expect("written: " + List.of("a", "b", "c", "d", "e", "f"), "written: " + rig.socket.messages());
        rig.expectNoFaults("one thread sent six messages");
    }

    @Check(step = 6, points = 1)
    void noCallerWaits() {
        Rig full = new Rig(subject, new Outbox.Limits(1, 1_000));
        full.beginsToWrite("a");
        expectNoWait("the outbox was full, and its only write did not end: send(b)",
                "waiting for room makes the sender as slow as the slowest reader; a full outbox ends instead",
                () -> full.send("b"));

        Rig rig = new Rig(subject, ROOMY);
        CountDownLatch gate = new CountDownLatch(1);
        rig.socket.inEachCall(() -> await(gate));
        rig.send("a");
        Interleaving.endsByItself(rig.writer::runAll);
        String lock = "a lock is held while socket.write() is called; a lock guards fields, and no call out";

        expectNoWait("socket.write() had not returned on one thread, and another called send()", lock,
                () -> rig.send("b"));
        expectNoWait("socket.write() had not returned on one thread, and another called close()", lock,
                () -> rig.outbox.close(CloseReason.STOPPING));
        expectNoWait("socket.write() had not returned on one thread, and another called discard()", lock,
                rig.outbox::discard);

        Rig closing = new Rig(subject, ROOMY);
        closing.socket.inEachCall(() -> await(gate));
        Interleaving.endsByItself(() -> {
            closing.outbox.close(CloseReason.STOPPING);
            closing.writer.runAll();
        });
        expectNoWait("socket.close() had not returned on one thread, and another called send()",
                lock.replace("write", "close"), () -> closing.send("a"));
        gate.countDown();
    }

    @Check(step = 7, points = 1)
    void theLimitsCountMessagesAndBytesAndTheWriteUnderWay() {
        Rig messages = new Rig(subject, new Outbox.Limits(3, 1_000));
        List<Boolean> taken = List.of(
                messages.beginsToWrite("a"), messages.send("b"), messages.send("c"), messages.send("d"));
        Finding.when("an outbox for 3 messages got 4, and the write of the first has not ended")
                .cause("what is being written still takes memory: it counts until its write has ended")
                .readOn(CHAPTER, "The code as it stands")
                .expect("taken: " + List.of(true, true, true, false), "taken: " + taken);

        Rig bytes = new Rig(subject, new Outbox.Limits(256, 100));
        taken = List.of(bytes.beginsToWrite("a".repeat(40)), bytes.send("b".repeat(60)), bytes.send("c"));
        Finding.when("an outbox for 100 bytes got 40, 60 and 1, and the write of the first has not ended")
                .cause("bytes count as messages do: those that wait and those being written, 100 of 100 fit")
                .readOn(CHAPTER, "The code as it stands")
                .expect("taken: " + List.of(true, true, false), "taken: " + taken);

        Rig again = new Rig(subject, new Outbox.Limits(3, 30));
        for (int i = 0; i < 10; i++) {
            Finding finding = Finding.when("3 messages of 10 bytes were written to the end, " + i
                            + " times, through an outbox for 3 messages and 30 bytes; then came 3 more")
                    .cause("the end of a write gives back the room that its messages took, all of it")
                    .readOn(CHAPTER, "The code as it stands");
            finding.expect(List.of(true, true, true), List.of(
                    again.beginsToWrite("0123456789"), again.send("0123456789"), again.send("0123456789")));
            again.settle();
        }
    }

    @Check(step = 8, points = 1)
    void aFullOutboxEndsAndSaysSoOnce() {
        Rig rig = new Rig(subject, new Outbox.Limits(2, 1_000));
        AtomicBoolean takenInOnFull = new AtomicBoolean();
        rig.onFull = () -> {
            rig.onFull = () -> { };
            expectNoWait("onFull had not returned on one thread, and another called send()",
                    "a lock is held while onFull is called; a lock guards fields, and no call out",
                    () -> takenInOnFull.set(rig.send("too late")));
        };
        rig.beginsToWrite("a");
        rig.send("b");

        List<Boolean> taken = new ArrayList<>(List.of(rig.send("c"), rig.send("d")));
        rig.settle();
        taken.addAll(List.of(rig.send("e"), rig.send("f")));

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
    void aFullOutboxClosesTheSocketAsASlowReader() {
        Rig rig = new Rig(subject, new Outbox.Limits(2, 1_000));
        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");
        rig.outbox.close(CloseReason.STOPPING);
        Finding finding = Finding.when("an outbox for 2 messages got a, b and c, and the write of a is under way")
                .cause("a close frame may not cut into a write: close the socket when the write has ended")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("closes: " + List.of(), "closes: " + rig.socket.closes());
        rig.settle();
        finding.cause("full is the first reason to close, and the outbox itself closes the socket, after the write")
                .expect("closes: " + List.of(CloseReason.SLOW_READER), "closes: " + rig.socket.closes());
        rig.expectNoFaults("the outbox was full");

        Rig idle = new Rig(subject, new Outbox.Limits(2, 10));
        boolean taken = idle.send("longer than all the room");
        idle.settle();
        finding = Finding.when("an empty outbox for 10 bytes got a message of 24")
                .cause("no write is under way whose end could close the socket: close it now")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("send() gave false", "send() gave " + taken);
        finding.expect("writes: " + List.of(), "writes: " + idle.socket.writes());
        finding.expect("closes: " + List.of(CloseReason.SLOW_READER), "closes: " + idle.socket.closes());
    }

    @Check(step = 10, points = 1)
    void aCloseSendsWhatWaitsFirst() {
        Rig rig = new Rig(subject, ROOMY);
        rig.beginsToWrite("a");
        rig.send("b");

        rig.outbox.close(CloseReason.STOPPING);
        rig.outbox.close(CloseReason.NO_PONG);
        List<Boolean> taken = List.of(rig.send("c"), rig.send("d"));
        rig.settle();

        Finding finding = Finding.when("a was being written, b waited, close(STOPPING) came, close(NO_PONG), and c")
                .cause("a close takes no more messages, but what waits still goes out, and then the socket is closed")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("taken: " + List.of(false, false), "taken: " + taken);
        finding.expect("written: " + List.of("a", "b"), "written: " + rig.socket.messages());
        finding.cause("only the first reason counts").expect("closes: [STOPPING]", "closes: " + rig.socket.closes());
        rig.expectNoFaults("the outbox was closed in mid-write");

        Rig idle = new Rig(subject, ROOMY);
        idle.send("a");
        idle.outbox.close(CloseReason.STOPPING);
        idle.settle();
        finding = Finding.when("send(a) came, and close(STOPPING) before the task in the writer had its turn")
                .cause("what waits goes out before the socket is closed, whether a write is under way or not")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("written: " + List.of("a"), "written: " + idle.socket.messages());
        finding.expect("closes: " + List.of(CloseReason.STOPPING), "closes: " + idle.socket.closes());
        idle.expectNoFaults("the outbox was closed");
    }

    @Check(step = 11, points = 1)
    void whenTheSocketIsGoneNothingIsWrittenAnyMore() {
        theSocketGoes("discard() was called", rig -> {
            rig.outbox.discard();
            rig.socket.endsWrite();
        });
        theSocketGoes("the write failed", rig -> rig.socket.failsWrite());
        theSocketGoes("close(STOPPING) was called, and then discard()", rig -> {
            rig.outbox.close(CloseReason.STOPPING);
            rig.outbox.discard();
            rig.socket.endsWrite();
        });
    }

    @Check(step = 12, points = 1)
    void aWriteMayEndWithinItsCallOrOnAnotherThread() {
        Rig within = new Rig(subject, ROOMY);
        within.socket.inEachCall(within.socket::endsWrite);
        within.beginsToWrite("a");
        within.send("b");
        within.send("c");
        within.writer.runAll();
        Finding.when("each write ended within socket.write(), and a, b and c were put in")
                .cause("what is noted after socket.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + within.socket.messages());

        Rig elsewhere = new Rig(subject, ROOMY);
        elsewhere.socket.inEachCall(() -> Interleaving.endsByItself(elsewhere.socket::endsWrite));
        elsewhere.beginsToWrite("a");
        elsewhere.send("b");
        elsewhere.send("c");
        elsewhere.writer.runAll();
        Finding.when("each write ended on another thread before socket.write() returned, and a, b and c were put in")
                .cause("what is noted after socket.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, "Nobody writes twice at a time")
                .expect("written: " + List.of("a", "b", "c"), "written: " + elsewhere.socket.messages());
    }

    @Check(step = 13, points = 1)
    void twoAtOnceLoseNothing() {
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), () -> rig.send("b"), Roles.ALIKE,
                () -> rig.expectAllWritten("send(a) and send(b) came at once")));
        explore(ROOMY, rig -> new Round(() -> rig.send("a"), () -> rig.send("b"),
                () -> rig.expectAllWritten("send(a) and send(b) came at once")));
        explore(ROOMY, rig -> {
            rig.send("a");
            return new Round(rig.writer::runAll, () -> rig.send("b"),
                    () -> rig.expectAllWritten("a was about to be written, and send(b) came at once"));
        });
        explore(ROOMY, rig -> {
            rig.send("a");
            rig.send("b");
            return new Round(rig.writer::runAll, rig.writer::runAll, Roles.ALIKE,
                    () -> rig.expectAllWritten("a and b were waiting, and the writer ran two tasks at once"));
        });
        explore(ROOMY, rig -> {
            rig.beginsToWrite("a");
            return new Round(rig::endsWrite, () -> rig.send("b"),
                    () -> rig.expectAllWritten("the write of a ended, and send(b) came at once"));
        });
    }

    @Check(step = 14, points = 1)
    void twoAtOnceStayWithinTheLimit() {
        explore(new Outbox.Limits(2, 1_000), rig -> {
            rig.beginsToWrite("a");
            return new Round(() -> rig.send("b"), () -> rig.send("c"), Roles.ALIKE, () -> rig.expectOneOf("messages"));
        });
        explore(new Outbox.Limits(256, 20), rig -> {
            rig.beginsToWrite("0123456789");
            return new Round(() -> rig.send("123456789b"), () -> rig.send("123456789c"), Roles.ALIKE,
                    () -> rig.expectOneOf("bytes"));
        });
        explore(new Outbox.Limits(1, 1_000), rig -> {
            rig.beginsToWrite("a");
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
            rig.beginsToWrite("a");
            rig.send("b");
            return new Round(rig::endsWrite, () -> rig.outbox.close(CloseReason.STOPPING),
                    () -> rig.expectClosed("the write of a ended, b waited, and close(STOPPING) came at once"));
        });
        explore(ROOMY, rig -> {
            rig.send("a");
            return new Round(rig.writer::runAll, () -> rig.outbox.close(CloseReason.STOPPING),
                    () -> rig.expectClosed("a was about to be written, and close(STOPPING) came at once"));
        });
        explore(ROOMY, rig -> new Round(() -> rig.outbox.close(CloseReason.STOPPING),
                () -> rig.outbox.close(CloseReason.STOPPING), Roles.ALIKE,
                () -> rig.expectClosed("close(STOPPING) came twice at once")));
        explore(ROOMY, rig -> {
            rig.beginsToWrite("a");
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
        StuckSocket stuck = new StuckSocket();
        try (Room room = Room.of(
                options -> {
                    ChatServerParts parts = subject.in(options);
                    return parts.withOutbox((socket, limits, writer, onFull) ->
                            parts.outbox().create(stuck.around(socket), limits, writer, onFull));
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
        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");

        end.accept(rig);
        rig.settle();
        List<Boolean> taken = List.of(rig.send("d"), rig.send("e"));
        rig.outbox.close(CloseReason.STOPPING);
        rig.settle();

        Finding finding = Finding.when("a was being written, b and c waited, and " + how + "; then came d, e, a close")
                .cause("the socket is gone: forget what waits, take nothing more, leave the socket alone")
                .readOn(CHAPTER, "The end of an outbox");
        finding.expect("writes: " + List.of(List.of("a")), "writes: " + rig.socket.writes());
        finding.expect("taken: " + List.of(false, false), "taken: " + taken);
        finding.expect("the socket closed 0 times", "the socket closed " + rig.socket.closes().size() + " times");
        finding.expect("onFull called 0 times", "onFull called " + rig.fulls.get() + " times");
    }

    private static void expectNoWait(String when, String cause, Runnable call) {
        Finding.when(when)
                .cause(cause)
                .readOn(CHAPTER, "The code as it stands")
                .expect(Interleaving.endsByItself(call), "the call returns", "the call waits");
    }

    /** Plays a round for every gap, each time with a new outbox of the class with gaps. */
    private void explore(Outbox.Limits limits, Function<Rig, Round> round) {
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

        final HeldSocket socket = new HeldSocket();
        final ManualExecutor writer = new ManualExecutor();
        final AtomicInteger fulls = new AtomicInteger();
        final List<String> taken = Collections.synchronizedList(new ArrayList<>());
        final Outbox outbox;
        Runnable onFull = () -> { };

        Rig(Subject<Outbox> subject, Outbox.Limits limits) {
            Runnable full = () -> {
                fulls.incrementAndGet();
                onFull.run();
            };
            outbox = subject.make(socket, limits, writer, full);
        }

        boolean send(String text) {
            return noted(text, outbox.send(message(text)));
        }

        /** Puts a message in and gives the writer its turn: the write of the message is under way. */
        boolean beginsToWrite(String text) {
            boolean taken = send(text);
            writer.runAll();
            return taken;
        }

        /** Ends the write under way and runs what comes of it. */
        void endsWrite() {
            socket.endsWrite();
            writer.runAll();
        }

        /** Runs what waits in the writer and ends every write, until nothing happens any more. */
        void settle() {
            writer.runAll();
            while (socket.isWriting()) {
                endsWrite();
            }
        }

        void expectAllWritten(String when) {
            writer.runAll();
            Finding finding = Finding.when(when + Interleaving.where() + "; and then send(c)")
                    .cause("between a look at the state and its change, the other thread did the same")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            if (!socket.isWriting()) {
                finding.expect("written: [a, b]", "written: " + socket.messages().stream().sorted().toList());
            }
            send("c");
            settle();
            finding.expect("written: [a, b, c]", "written: " + socket.messages().stream().sorted().toList());
            finding.expect("faults: []", "faults: " + socket.faults());
        }

        void expectOneOf(String limit) {
            boolean within = socket.writes().size() == 1 && taken.size() == 2;
            Finding finding = Finding.when("there was room for one more, and two came at once (limit in " + limit + ")"
                            + Interleaving.where())
                    .cause("between the look at the limit and the change of the count, the other thread looked, too")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect(within, "one of the two is taken", (taken.size() - 1) + " are taken");
            finding.expect("onFull called 1 times", "onFull called " + fulls.get() + " times");
            settle();
            finding.expect("closes: [SLOW_READER]", "closes: " + socket.closes());
            expectNoFaults("there was room for one more, and two came at once");
        }

        void expectClosed(String when) {
            settle();
            Finding finding = Finding.when(when + Interleaving.where())
                    .cause("between a look at the state and its change, the other thread did the same")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect("written: " + taken, "written: " + socket.messages());
            finding.expect("closes: [STOPPING]", "closes: " + socket.closes());
            expectNoFaults(when);
        }

        void expectSilence(String when) {
            List<List<String>> before = socket.writes();
            settle();
            Finding finding = Finding.when(when + Interleaving.where() + "; then the writer had its turn")
                    .cause("a task that was on its way looks first whether the outbox has ended")
                    .readOn(CHAPTER, "Nobody writes twice at a time");
            finding.expect("writes: " + before, "writes: " + socket.writes());
            finding.expect("the socket closed 0 times", "the socket closed " + socket.closes().size() + " times");
            expectNoFaults(when);
        }

        void expectNoFaults(String when) {
            Finding.when(when)
                    .cause("a write begins when none is under way and the socket is open; so does a close")
                    .readOn(CHAPTER, "The code as it stands")
                    .expect("faults: []", "faults: " + socket.faults());
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

    /** Around the socket of the first connection: from some moment on, no write on it ends. */
    private static final class StuckSocket {

        private final AtomicBoolean isTaken = new AtomicBoolean();
        private volatile boolean isStuck;

        void gets() {
            isStuck = true;
        }

        ClientSocket around(ClientSocket socket) {
            return isTaken.getAndSet(true) ? socket : new ClientSocket() {
                @Override
                public void write(List<EncodedMessage> messages, Done done) {
                    if (!isStuck) {
                        socket.write(messages, done);
                    }
                }

                @Override
                public void ping(long number) {
                    socket.ping(number);
                }

                @Override
                public void close(CloseReason reason) {
                    socket.close(reason);
                }

                @Override
                public void abort() {
                    socket.abort();
                }
            };
        }
    }
}
