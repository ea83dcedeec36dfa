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
import aside.testing.Calls;
import aside.testing.ChatClient;
import aside.testing.Counts;
import aside.testing.ForwardingSocket;
import aside.testing.HeldSocket;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.OutboxWorld;
import aside.testing.Room;
import aside.testing.Walk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 8, in the order in which it is best solved. */
@Exercise(number = 8, title = "The bounded outbox", stars = 3, chapter = "docs/08-outbox.md", yours = MyOutbox.class)
@Tag("exercise-8")
class E08OutboxCheck {

    private static final String CHAPTER = "docs/08-outbox.md";

    private static final String ONE_WRITE = "Nobody writes twice at a time";
    private static final String GATHERS = "It gathers";
    private static final String FULL = "What is full";
    private static final String END = "The end of an outbox";
    private static final String LOCK = "Decide under the lock, call without it";

    /** As in the server. */
    private static final Outbox.Limits ROOMY = new Outbox.Limits(256, 1024 * 1024);

    private final Subject<Outbox> subject;

    E08OutboxCheck(Subject<Outbox> subject) {
        this.subject = subject;
        // What another thread does comes a little later, so every check would see something else of it each time.
        Optional<String> call = Calls.toThreadsClocksOrWaits(subject.type());
        Finding.when("the compiled code of " + subject.type().getSimpleName() + " was read, before any check ran")
                .cause("work for later goes to the writer and nowhere else, no timer is needed, and no method waits")
                .readOn(CHAPTER, LOCK)
                .expect(call.isEmpty(), "no thread, no pool, no clock and no waiting of its own", call.orElse(""));
    }

    @Check(step = 1, points = 1)
    void aMessageLeavesWhenTheWriterHasItsTurn() {
        Rig rig = new Rig(subject, ROOMY);

        boolean taken = rig.send("a");
        rig.writer.runAll();

        Finding finding = Finding.when("an empty outbox got send(a), and the writer had its turn")
                .cause("send() puts the message in and lets the writer run the write; nobody else will")
                .readOn(CHAPTER, GATHERS);
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
                .readOn(CHAPTER, ONE_WRITE)
                .expect("writes: " + List.of(List.of("a")), "writes: " + rig.socket.writes());
        rig.settle();
        Finding.when("the write of a has ended, and b and c waited")
                .cause("the end of a write must check for messages that came in the meantime, and let the writer run "
                        + "the next")
                .readOn(CHAPTER, ONE_WRITE)
                .expect("written: " + List.of("a", "b", "c"), "written: " + rig.socket.messages());
    }

    @Check(step = 3, points = 0.5)
    void whatWaitsLeavesInOneWrite() {
        Rig order = new Rig(subject, ROOMY);
        for (String text : List.of("a", "b", "c", "d")) {
            order.send(text);
        }
        order.writer.runAll();
        order.send("e");
        order.send("f");
        order.settle();
        Finding.when("one thread sent a, b, c, d; the writer had its turn; and it sent e and f")
                .cause("what one thread puts in leaves in that order: a queue gives back first what came first")
                .readOn(CHAPTER, GATHERS)
                .expect("written: " + List.of("a", "b", "c", "d", "e", "f"), "written: " + order.socket.messages());
        order.expectNoFaults("one thread sent six messages");

        Rig rig = new Rig(subject, ROOMY);
        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");
        rig.send("d");

        rig.socket.endsWrite();
        rig.writer.runAll();

        Finding.when("b, c and d waited while a was written, and the write of a has ended")
                .cause("a write takes one message; it should take all that are waiting, for the system call is the "
                        + "cost")
                .readOn(CHAPTER, GATHERS)
                .expect("writes: " + List.of(List.of("a"), List.of("b", "c", "d")), "writes: " + rig.socket.writes());
    }

    @Check(step = 4, points = 0.5)
    void whatIsPutInBeforeTheWriterHasItsTurnLeavesInOneWrite() {
        Rig rig = new Rig(subject, ROOMY);
        rig.send("a");
        rig.send("b");
        rig.send("c");
        Finding finding = Finding.when("send(a), send(b), send(c) came before the task in the writer had its turn")
                .cause("send() writes by itself; the write belongs in a task for the writer, which finds all three")
                .readOn(CHAPTER, GATHERS);
        finding.expect("writes: " + List.of(), "writes: " + rig.socket.writes());
        rig.writer.runAll();
        finding.expect("writes: " + List.of(List.of("a", "b", "c")), "writes: " + rig.socket.writes());

        rig.send("d");
        rig.socket.endsWrite();
        Finding.when("d was waiting, the write of a, b and c ended, and the writer had no turn since")
                .cause("the next write begins within written(); it belongs in a task for the writer, like the first "
                        + "one")
                .readOn(CHAPTER, GATHERS)
                .expect("writes: " + List.of(List.of("a", "b", "c")), "writes: " + rig.socket.writes());
    }

    @Check(step = 5, points = 1)
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

        Rig giving = new Rig(subject, ROOMY);
        giving.writer.inEachExecute(() -> expectNoWait("execute() had not returned on one thread, and another called "
                + "send()",
                lock.replace("socket.write()", "writer.execute()"), () -> giving.outbox.send(Rig.message("b"))));
        giving.send("a");
        giving.writer.inEachExecute(() -> { });
        giving.writer.runAll();
        giving.send("c");
        giving.writer.inEachExecute(() -> expectNoWait("a write ended, execute() had not returned, and another thread "
                + "called"
                + " send()", lock.replace("socket.write()", "writer.execute()"),
                () -> giving.outbox.send(Rig.message("d"))));
        giving.socket.endsWrite();
    }

    @Check(step = 6, points = 1)
    void theLimitsCountMessagesAndBytesAndTheWriteUnderWay() {
        Rig messages = new Rig(subject, new Outbox.Limits(3, 1_000));
        List<Boolean> taken = List.of(
                messages.beginsToWrite("a"), messages.send("b"), messages.send("c"), messages.send("d"));
        Finding.when("an outbox for 3 messages got 4, and the write of the first has not ended")
                .cause("what is being written still takes memory: it counts until its write has ended")
                .readOn(CHAPTER, FULL)
                .expect("taken: " + List.of(true, true, true, false), "taken: " + taken);

        Rig bytes = new Rig(subject, new Outbox.Limits(256, 100));
        taken = List.of(bytes.beginsToWrite("a".repeat(40)), bytes.send("b".repeat(60)), bytes.send("c"));
        Finding.when("an outbox for 100 bytes got 40, 60 and 1, and the write of the first has not ended")
                .cause("bytes count as messages do: those that wait and those being written, 100 of 100 fit")
                .readOn(CHAPTER, FULL)
                .expect("taken: " + List.of(true, true, false), "taken: " + taken);

        Rig letters = new Rig(subject, new Outbox.Limits(256, 9));
        taken = List.of(letters.send("\u00e4\u00f6\u00fc"), letters.send("\u6f22"), letters.send("x"));
        Finding.when("an outbox for 9 bytes got 3 letters of 2 bytes each, 1 of 3 bytes, and 1 of 1 byte")
                .cause("message.size() is in bytes; a character may be up to 4 of them")
                .readOn(CHAPTER, FULL)
                .expect("taken: " + List.of(true, true, false), "taken: " + taken);

        Rig again = new Rig(subject, new Outbox.Limits(3, 30));
        for (int i = 0; i < 10; i++) {
            Finding finding = Finding.when("an outbox for 3 messages and 30 bytes got 3 of 10 bytes, in round " + (i
                    + 1)
                            + "; those of the rounds before were written to the end")
                    .cause("the end of a write gives back the room that its messages took, all of it")
                    .readOn(CHAPTER, FULL);
            finding.expect(List.of(true, true, true), List.of(
                    again.beginsToWrite("0123456789"), again.send("0123456789"), again.send("0123456789")));
            again.settle();
        }
    }

    @Check(step = 7, points = 0.5)
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
                .readOn(CHAPTER, END);
        finding.readOn(CHAPTER, FULL).expect("taken: " + List.of(false, false, false, false), "taken: " + taken);
        finding.cause("onFull is called by the one call that found the outbox full, not by those after it")
                .readOn(CHAPTER, FULL)
                .expect("onFull called once", "onFull called " + Counts.times(rig.fulls.get()));
        finding.cause("the outbox must have ended before onFull is called")
                .readOn(CHAPTER, FULL)
                .expect("send() within onFull gave false", "send() within onFull gave " + takenInOnFull.get());
    }

    @Check(step = 8, points = 0.5)
    void aFullOutboxClosesTheSocketAsASlowReader() {
        Rig rig = new Rig(subject, new Outbox.Limits(2, 1_000));
        rig.beginsToWrite("a");
        rig.send("b");
        rig.send("c");
        rig.outbox.close(CloseReason.STOPPING);
        Finding finding = Finding.when("an outbox for 2 messages got a, b and c, and the write of a is under way")
                .cause("a close frame may not cut into a write: close the socket when the write has ended")
                .readOn(CHAPTER, END);
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
                .readOn(CHAPTER, END);
        finding.expect("send() gave false", "send() gave " + taken);
        finding.expect("writes: " + List.of(), "writes: " + idle.socket.writes());
        finding.expect("closes: " + List.of(CloseReason.SLOW_READER), "closes: " + idle.socket.closes());
    }

    @Check(step = 9, points = 1)
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
                .readOn(CHAPTER, END);
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
                .readOn(CHAPTER, END);
        finding.expect("written: " + List.of("a"), "written: " + idle.socket.messages());
        finding.expect("closes: " + List.of(CloseReason.STOPPING), "closes: " + idle.socket.closes());
        idle.expectNoFaults("the outbox was closed");
    }

    @Check(step = 10, points = 1)
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

    @Check(step = 11, points = 1)
    void aWriteMayEndWithinItsCallOrOnAnotherThread() {
        Rig within = new Rig(subject, ROOMY);
        within.socket.inEachCall(within.socket::endsWrite);
        within.beginsToWrite("a");
        within.send("b");
        within.send("c");
        within.writer.runAll();
        Finding.when("each write ended within socket.write(), and a, b and c were put in")
                .cause("what is noted after socket.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, ONE_WRITE)
                .expect("written: " + List.of("a", "b", "c"), "written: " + within.socket.messages());

        Rig elsewhere = new Rig(subject, ROOMY);
        elsewhere.socket.inEachCall(() -> Interleaving.endsByItself(elsewhere.socket::endsWrite));
        elsewhere.beginsToWrite("a");
        elsewhere.send("b");
        elsewhere.send("c");
        elsewhere.writer.runAll();
        Finding.when("each write ended on another thread before socket.write() returned, and a, b and c were put in")
                .cause("what is noted after socket.write() returns comes too late: the write has ended by then")
                .readOn(CHAPTER, ONE_WRITE)
                .expect("written: " + List.of("a", "b", "c"), "written: " + elsewhere.socket.messages());
    }

    @Check(step = 12, points = 1)
    void theRulesHoldInEveryOrder() {
        for (Outbox.Limits limits : List.of(new Outbox.Limits(40, 50), new Outbox.Limits(3, 1_000),
                new Outbox.Limits(1, 30), new Outbox.Limits(700, 1_000_000))) {
            AtomicReference<Worlds> failed = new AtomicReference<>();
            Optional<Walk.Failure> failure = new Walk<>(() -> new Worlds(subject, limits, failed), E08OutboxCheck::step)
                    .find(limits.maxMessages() > 100 ? 2 : 40, limits.maxMessages() > 100 ? 1_000 : 60);
            failure.ifPresent(it -> {
                OutboxWorld.Fault fault = Optional.ofNullable(failed.get()).flatMap(Worlds::fault)
                        .orElseGet(() -> new OutboxWorld.Fault(it.difference(), "the exception names it", LOCK));
                throw Finding.when("the outbox has room for " + limits.maxMessages() + " messages and "
                        + limits.maxBytes()
                                + " bytes: " + it.steps()).cause(fault.cause()).readOn(CHAPTER, fault.heading())
                        .failure(it.difference().expected(), it.difference().seen());
            });
        }
        Rig many = new Rig(subject, new Outbox.Limits(700, 1_000_000));
        int taken = 0;
        for (int i = 0; i < 700; i++) {
            taken += many.send("message " + i) ? 1 : 0;
        }
        Finding.when("an outbox for 700 messages got 700")
                .cause("the limits are those that the outbox is made with, and there are no others")
                .readOn(CHAPTER, FULL)
                .expect("700 messages taken", Counts.of(taken, "message") + " taken");
    }

    /** Two outboxes that know nothing of each other. */
    private static final class Worlds {

        private final List<OutboxWorld> all;
        private final AtomicReference<Worlds> failed;

        Worlds(Subject<Outbox> subject, Outbox.Limits limits, AtomicReference<Worlds> failed) {
            this.failed = failed;
            OutboxWorld.Maker maker = subject::make;
            all = List.of(new OutboxWorld(maker, limits), new OutboxWorld(maker, limits));
        }

        Optional<Walk.Difference> in(int world, Function<OutboxWorld, Optional<Walk.Difference>> step) {
            Optional<Walk.Difference> difference = step.apply(all.get(world));
            difference.ifPresent(it -> failed.set(this));
            return difference;
        }

        Optional<OutboxWorld.Fault> fault() {
            return all.stream().map(OutboxWorld::fault).flatMap(Optional::stream).findFirst();
        }
    }

    private static Walk.Step<Worlds> step(SplittableRandom dice) {
        int world = dice.nextInt(5) == 0 ? 1 : 0;
        String which = world == 0 ? "" : "in the second outbox, ";
        String text = choose(dice, "a", "b", "c", "", "%s", "0123456789", "\u00fc\u00e4", "\u6f22\u5b57",
                "\ud83d\ude00", "<b>",
                " ", "a message that is longer than all the room that there is for messages");
        CloseReason reason = choose(dice, CloseReason.STOPPING, CloseReason.NO_PONG, CloseReason.SLOW_READER);
        OutboxWorld.Reaction reaction = choose(dice, OutboxWorld.Reaction.values());
        return switch (dice.nextInt(100)) {
            case 0, 1 -> in(world, which + "close(" + reason + ")", it -> it.close(reason));
            case 2 -> in(world, which + "discard()", OutboxWorld::discard);
            case 3 -> in(world, which + "the write under way fails", it -> it.endsWrite(false));
            case 4, 5 -> in(world, which + "from now on, writes end within write()", it -> it.writesEndWithin(true));
            case 6, 7 -> in(world, which + "from now on, writes take their time", it -> it.writesEndWithin(false));
            case 8, 9 -> in(world, which + "onFull " + reaction.words(), it -> it.inOnFull(reaction));
            case 10 -> in(world, which + "the next call comes on a thread that is interrupted",
                    OutboxWorld::interruptTheNextCall);
            case 11 -> in(world, which + "the next call comes on another thread",
                    OutboxWorld::theNextCallComesOnAnotherThread);
            case 12, 13, 14 -> in(world, which + "send(the same message once more)", OutboxWorld::sendAgain);
            case 15, 16, 17, 18 -> in(world, which + "the writer runs one task", OutboxWorld::runOne);
            default -> dice.nextInt(10) < 6 ? in(world, which + "send(" + text + ")", it -> it.send(text))
                    : dice.nextBoolean() ? in(world, which + "the writer has its turn", OutboxWorld::runAll)
                    : in(world, which + "the write under way ends", it -> it.endsWrite(true));
        };
    }

    private static Walk.Step<Worlds> in(int world, String words, Function<OutboxWorld,
            Optional<Walk.Difference>> step) {
        return new Walk.Step<>(words, worlds -> worlds.in(world, step));
    }

    @SafeVarargs
    private static <V> V choose(SplittableRandom dice, V... values) {
        return values[dice.nextInt(values.length)];
    }

    @Check(step = 13, points = 1)
    void twoAtOnceLoseNothing() {
        together("an empty outbox", "", ROOMY, Act.SEND_B, Act.SEND_C);
        together("a was waiting", "a", ROOMY, Act.RUN, Act.SEND_B);
        together("a and b were waiting", "ab", ROOMY, Act.RUN, Act.RUN);
        together("a was being written", "a.", ROOMY, Act.SEND_B, Act.SEND_C);
        together("a was being written", "a.", ROOMY, Act.END, Act.SEND_B);
        together("a was being written", "a.", ROOMY, Act.END_AND_RUN, Act.SEND_B);
        together("a was being written, and b was waiting", "a.b", ROOMY, Act.END, Act.SEND_C);
        together("a was being written, and b was waiting", "a.b", ROOMY, Act.END_AND_RUN, Act.SEND_C);
        together("a was being written, and b was waiting", "a.b", ROOMY, Act.END_AND_RUN, Act.RUN);
        together("the write of a had ended, and b was waiting", "a.b!", ROOMY, Act.RUN, Act.SEND_C);
    }

    @Check(step = 14, points = 1)
    void twoAtOnceStayWithinTheLimit() {
        Outbox.Limits messages = new Outbox.Limits(2, 1_000);
        Outbox.Limits bytes = new Outbox.Limits(256, 2);
        Outbox.Limits one = new Outbox.Limits(1, 1_000);
        together("a was being written, and there was room for 1 message more", "a.", messages, Act.SEND_B, Act.SEND_C);
        together("a was waiting, and there was room for 1 message more", "a", messages, Act.SEND_B, Act.SEND_C);
        together("a was being written, and there was room for 1 byte more", "a.", bytes, Act.SEND_B, Act.SEND_C);
        together("a was being written, and there was no room", "a.", one, Act.SEND_B, Act.SEND_C);
        together("a was being written, and there was no room", "a.", one, Act.END, Act.SEND_B);
        together("a was being written, and there was no room", "a.", one, Act.CLOSE, Act.SEND_B);
        together("a was being written, and there was no room", "a.", one, Act.DISCARD, Act.SEND_B);
        together("a was waiting, and there was no room", "a", one, Act.RUN, Act.SEND_B);
    }

    @Check(step = 15, points = 1)
    void anEndAtTheSameTimeIsAnEnd() {
        together("an empty outbox", "", ROOMY, Act.SEND_B, Act.CLOSE);
        together("an empty outbox", "", ROOMY, Act.SEND_B, Act.DISCARD);
        together("an empty outbox", "", ROOMY, Act.CLOSE, Act.CLOSE_FOR_ANOTHER_REASON);
        together("an empty outbox", "", ROOMY, Act.CLOSE, Act.DISCARD);
        together("a was waiting", "a", ROOMY, Act.RUN, Act.CLOSE);
        together("a was waiting", "a", ROOMY, Act.RUN, Act.DISCARD);
        together("a was waiting", "a", ROOMY, Act.SEND_B, Act.CLOSE);
        together("a was being written", "a.", ROOMY, Act.END, Act.CLOSE);
        together("a was being written", "a.", ROOMY, Act.END_AND_RUN, Act.CLOSE);
        together("a was being written", "a.", ROOMY, Act.FAIL, Act.CLOSE);
        together("a was being written", "a.", ROOMY, Act.FAIL, Act.SEND_B);
        together("a was being written, and b was waiting", "a.b", ROOMY, Act.END_AND_RUN, Act.CLOSE);
        together("a was being written, and b was waiting", "a.b", ROOMY, Act.END_AND_RUN, Act.DISCARD);
        together("a was being written, and close(STOPPING) had come", "a.x", ROOMY, Act.END_AND_RUN, Act.RUN);
        together("a was being written, and close(STOPPING) had come", "a.x", ROOMY, Act.END_AND_RUN, Act.SEND_B);
        together("a was being written, and close(STOPPING) had come", "a.x", ROOMY, Act.END_AND_RUN, Act.DISCARD);
        together("a was waiting, and close(STOPPING) had come", "ax", ROOMY, Act.RUN, Act.RUN);
        together("the write of a had ended, and close(STOPPING) had come", "a.x!", ROOMY, Act.RUN,
                Act.CLOSE_FOR_ANOTHER_REASON);
    }

    /** What a thread does to an outbox, and to the model of it. */
    private enum Act {
        SEND_B("send(b)", rig -> rig.send("b"), model -> model.send("b")),
        SEND_C("send(c)", rig -> rig.send("c"), model -> model.send("c")),
        CLOSE("close(STOPPING)", rig -> rig.outbox.close(CloseReason.STOPPING),
                model -> model.close(CloseReason.STOPPING)),
        CLOSE_FOR_ANOTHER_REASON("close(NO_PONG)", rig -> rig.outbox.close(CloseReason.NO_PONG),
                model -> model.close(CloseReason.NO_PONG)),
        DISCARD("discard()", rig -> rig.outbox.discard(), model -> model.gone = true),
        RUN("the turn of the writer", rig -> rig.writer.runAll(), Model::run),
        END("the end of the write", rig -> rig.socket.endsWrite(), Model::end),
        END_AND_RUN("the end of the write and the turn of the writer", Rig::endsWrite, model -> {
            model.end();
            model.run();
        }),
        FAIL("the failure of the write", rig -> rig.socket.failsWrite(), Model::fail);

        private final String words;
        private final Consumer<Rig> onRig;
        private final Consumer<Model> onModel;

        Act(String words, Consumer<Rig> onRig, Consumer<Model> onModel) {
            this.words = words;
            this.onRig = onRig;
            this.onModel = onModel;
        }
    }

    /** The outbox as one would write it if only one thread existed. */
    private static final class Model {

        private final Outbox.Limits limits;
        private final List<String> taken = new ArrayList<>();
        private final List<String> waiting = new ArrayList<>();
        private final List<String> leaving = new ArrayList<>();
        private CloseReason reason;
        private boolean full;
        private boolean gone;

        Model(Outbox.Limits limits) {
            this.limits = limits;
        }

        void send(String text) {
            if (reason != null || gone) {
                return;
            }
            int count = waiting.size() + leaving.size();
            // Each text is of one byte.
            if (count == limits.maxMessages() || count == limits.maxBytes()) {
                full = true;
                reason = CloseReason.SLOW_READER;
            } else {
                waiting.add(text);
                taken.add(text);
            }
        }

        void close(CloseReason why) {
            reason = reason == null && !gone ? why : reason;
        }

        void run() {
            if (leaving.isEmpty()) {
                leaving.addAll(waiting);
                waiting.clear();
            }
        }

        void end() {
            leaving.clear();
        }

        void fail() {
            end();
            gone = true;
        }

        void settle() {
            for (int i = 0; i < 3; i++) {
                run();
                end();
            }
        }
    }

    /**
     * How two things at once came out.
     *
     * @param taken what send() gave true for, up to the end
     * @param written what was written; nothing is said of it when the end came without a close
     * @param closes the reasons with which the socket was closed; nothing is said of it when the socket was gone
     * @param full whether onFull was called, and how often
     */
    private record Outcome(Set<String> taken, Set<String> written, List<CloseReason> closes, String full) {

        @Override
        public String toString() {
            return "taken " + taken + ", written " + written + ", closes " + closes + ", onFull " + full;
        }
    }

    /**
     * Two things at once, each of them stopped in each gap; then everything comes to rest, and one message more comes.
     * It
     * must come out as it does in one order or the other.
     *
     * @param when how it was before, in words
     * @param before the same: a letter is sent, a dot lets the writer begin to write it, x closes, ! ends a write
     */
    private void together(String when, String before, Outbox.Limits limits, Act first, Act second) {
        Subject<Outbox> woven = subject.woven();
        List<Outcome> right = List.of(inOrder(before, limits, first, second), inOrder(before, limits, second, first));
        boolean mayBeGone = Stream.of(first, second).anyMatch(it -> it == Act.DISCARD || it == Act.FAIL);
        Interleaving.explore(() -> {
            Rig rig = new Rig(woven, limits);
            prepare(before, rig::send, rig.writer::runAll, rig.socket::endsWrite,
                    () -> rig.outbox.close(CloseReason.STOPPING));
            return new Round(() -> first.onRig.accept(rig), () -> second.onRig.accept(rig),
                    first == second ? Roles.ALIKE : Roles.DIFFERENT, () -> {
                        rig.writer.runAll();
                        // A write that is under way: whoever does not know of it begins another one now.
                        rig.sendIfItWrites("y");
                        rig.settle();
                        List<String> resting = rig.socket.messages();
                        boolean wasTaken = rig.send("z");
                        rig.settle();
                        rig.expectOutcome(when + "; " + first.words + " and " + second.words + " came at once"
                                + Interleaving.where() + "; then send(y), all came to rest, and send(z)", right,
                                        mayBeGone,
                                resting, wasTaken);
                    });
        });
    }

    private static Outcome inOrder(String before, Outbox.Limits limits, Act first, Act second) {
        Model model = new Model(limits);
        prepare(before, model::send, model::run, model::end, () -> model.close(CloseReason.STOPPING));
        first.onModel.accept(model);
        second.onModel.accept(model);
        model.run();
        if (!model.leaving.isEmpty()) {
            model.send("y");
        }
        model.settle();
        model.send("z");
        Set<String> taken = new TreeSet<>(model.taken);
        return new Outcome(taken, taken, model.reason == null ? List.of() : List.of(model.reason),
                model.full ? "called once" : "never called");
    }

    private static void prepare(String before, Consumer<String> send, Runnable run, Runnable end, Runnable close) {
        before.chars().forEach(step -> {
            switch (step) {
                case '.' -> run.run();
                case '!' -> end.run();
                case 'x' -> close.run();
                default -> send.accept(Character.toString(step));
            }
        });
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
                    .readOn(CHAPTER, END);
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
                .cause("the socket is gone: forget what is waiting, take nothing more, leave the socket alone")
                .readOn(CHAPTER, END);
        finding.expect("writes: " + List.of(List.of("a")), "writes: " + rig.socket.writes());
        finding.expect("taken: " + List.of(false, false), "taken: " + taken);
        finding.expect("the socket never closed", "the socket " + (rig.socket.closes().isEmpty() ? "never closed"
                : "closed " + Counts.times(rig.socket.closes().size())));
        finding.expect("onFull never called", "onFull " + (rig.fulls.get() == 0 ? "never called" : "called"));
        finding.expect("nothing else asked of the socket", rig.socket.events().contains("abort")
                ? "socket.abort() called"
                : "nothing else asked of the socket");
    }

    private static void expectNoWait(String when, String cause, Runnable call) {
        Finding.when(when)
                .cause(cause)
                .readOn(CHAPTER, LOCK)
                .expect(Interleaving.endsByItself(call), "the call returns", "the call waits");
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
        final Writer writer = new Writer();
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

        /** A message that comes while a write is under way; one that is at rest stays so, or it would be woken. */
        void sendIfItWrites(String text) {
            if (socket.isWriting()) {
                send(text);
                writer.runAll();
            }
        }

        void expectOutcome(String when, List<Outcome> right, boolean mayBeGone, List<String> resting, boolean zTaken) {
            Finding finding = Finding.when(when)
                    .cause("two threads both saw the state before either changed it: decide and note it in one atomic "
                            + "step")
                    .readOn(CHAPTER, ONE_WRITE);
            finding.expect("faults: []", "faults: " + socket.faults());
            if (zTaken && !socket.closes().isEmpty()) {
                finding.expect("after the close, send(z) gives false", "after the close, send(z) gives true");
            }
            Set<String> written = new TreeSet<>(socket.messages());
            finding.expect(written.size() + " messages written", socket.messages().size() + " messages written");
            Outcome seen = new Outcome(new TreeSet<>(taken), written, socket.closes(),
                    fulls.get() == 0 ? "never called" : "called " + Counts.times(fulls.get()));
            // What waited for z was not at rest before it came, but forgotten.
            boolean atRest = !zTaken || resting.size() == written.size() - 1;
            boolean isRight = atRest && right.stream().anyMatch(it -> it.taken().equals(seen.taken())
                    && it.full().equals(seen.full())
                    && (mayBeGone || it.closes().equals(seen.closes()))
                    && (mayBeGone ? it.taken().containsAll(written) && seen.closes().size() <= 1
                            && (seen.closes().isEmpty() || it.closes().equals(seen.closes()))
                            : it.full().equals("called once") ? it.taken().containsAll(written)
                            : it.written().equals(written)));
            finding.expect(isRight, right.stream().distinct().map(Outcome::toString).collect(Collectors.joining("\n")),
                    seen + (atRest ? "" : ", but before z came only " + resting));
        }

        void expectNoFaults(String when) {
            Finding.when(when)
                    .cause("a write begins when none is under way and the socket is open; so does a close")
                    .readOn(CHAPTER, ONE_WRITE)
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

    /** A writer that may do something while it is given a task, and that does not run in circles. */
    private static final class Writer implements Executor {

        private static final int RESTLESS = 200;

        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private volatile Runnable within = () -> { };

        void inEachExecute(Runnable task) {
            within = task;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            Runnable now = within;
            // Once: what it does may give the writer another task.
            within = () -> { };
            now.run();
        }

        void runAll() {
            int runs = 0;
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                next.run();
                runs++;
                Finding.when("the writer ran its tasks, one after the other")
                        .cause("to ask again and again whether a write has ended is a wait as well: the end of the "
                                + "write itself"
                                + " gives the writer the next task")
                        .readOn(CHAPTER, ONE_WRITE)
                        .expect(runs < RESTLESS, "the writer comes to rest",
                                "a task gives the writer the next one, " + RESTLESS + " times");
            }
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
            return isTaken.getAndSet(true) ? socket : new ForwardingSocket(socket) {
                @Override
                public void write(List<EncodedMessage> messages, Done done) {
                    if (!isStuck) {
                        super.write(messages, done);
                    }
                }
            };
        }
    }
}
