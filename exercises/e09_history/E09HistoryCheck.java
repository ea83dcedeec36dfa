package e09_history;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.history.History;
import aside.message.EncodedMessage;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.Room;
import aside.testing.Walk;
import aside.testing.Walk.Difference;
import aside.testing.Walk.Step;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;

/** The checks of exercise 9, in the order in which it is best solved. A message is told as its number: {@code #7}. */
@Exercise(number = 9, title = "The room's log", stars = 2, chapter = "docs/09-history.md", yours = MyHistory.class)
@Tag("exercise-9")
class E09HistoryCheck {

    private static final String CHAPTER = "docs/09-history.md";
    private static final String NUMBERS = "Numbers without a gap";
    private static final String FORGETS = "What is forgotten, and who is told";
    private static final String ONE_STEP = "Number and place in one step";

    private static final String CANNOT_TELL = "an empty Optional";
    private static final long PLENTY = 1_000_000;
    private static final int ALL = 100;

    private static final String ONE_STEP_CAUSE = "choosing the number, calling encode, putting the message in and "
            + "forgetting old ones is one step: keep the lock from the first to the last of them";
    private static final String READ_CAUSE = "a reader came in the middle of an append: read under the same lock, or "
            + "make the new state visible all at once";

    private final Subject<History> subject;

    E09HistoryCheck(Subject<History> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void messagesAreNumberedFromOneWithoutAGap() {
        Log log = new Log(subject, 10, PLENTY);
        log.append(8);
        log.append(8);
        EncodedMessage third = log.append(8);

        Finding finding = Finding.when("append() was called 3 times").readOn(CHAPTER, NUMBERS);
        finding.cause("call encode once for each message, with the number of the last message and one")
                .expect("encode got [1, 2, 3]", "encode got " + log.numbers);
        finding.cause("return the message that encode returned, the object itself: it is shared by everyone who gets "
                + "it")
                .expect(third == log.encoded.getLast(), "append() returns the object that encode returned",
                        "append() returns " + (third == null ? "null" : "another object"));
        finding.cause("start no thread: the thread that calls append() also calls encode")
                .expect("encode ran on this thread: [true, true, true]", "encode ran on this thread: "
                        + log.threads.stream().map(it -> it == Thread.currentThread()).toList());
        finding.cause("last() is the number of the last message").expect("last() 3", "last() " + log.history.last());

        Log other = new Log(subject, 10, PLENTY);
        Finding rooms = Finding.when("one history got 3 messages, and another history was made")
                .cause("each history has its own messages and its own numbers: no static fields")
                .readOn(CHAPTER, NUMBERS);
        rooms.expect("last() of the other one: 0", "last() of the other one: " + other.history.last());
        rooms.expect("after(0, 100) of the other one: []", "after(0, 100) of the other one: " + other.after(0, ALL));
        AtomicBoolean otherEnds = new AtomicBoolean();
        log.history.append(seq -> {
            otherEnds.set(Interleaving.endsByItself(() -> other.append(8)));
            return message(seq, 8);
        });
        Finding.when("one history was calling encode, and another thread called append() of another history")
                .cause("each history has a lock of its own: no static lock")
                .readOn(CHAPTER, NUMBERS)
                .expect(otherEnds.get(), "the call returns", "the call waits");
    }

    @Check(step = 2, points = 1)
    void aReaderGetsTheMessagesAfterItsNumberInOrder() {
        Log log = new Log(subject, 10, PLENTY);
        for (int i = 0; i < 5; i++) {
            log.append(8);
        }

        Finding finding = Finding.when("a history for 10 messages got 5").readOn(CHAPTER, NUMBERS)
                .cause("seq is the last message that the reader has: the first one that it gets is seq + 1");
        for (int seq = 0; seq <= 5; seq++) {
            log.expectAfter(finding, seq, ALL);
        }
        Finding some = finding.cause("max limits how many messages are returned, and the reader gets the oldest of "
                + "them:"
                + " it reads on from there");
        log.expectAfter(some, 0, 1);
        log.expectAfter(some, 1, 3);
        log.expectAfter(some, 3, 2);
        log.expectAfter(finding.cause("max may be any number from 1, and much more than there is"), 2,
                Integer.MAX_VALUE);
        finding.cause("return the objects that encode returned, no copies: they are shared by everyone who gets them")
                .expect(log.history.after(4, 1).map(List::getFirst)
                        .filter(it -> it == log.encoded.getLast()).isPresent(),
                        "after(4, 1) gives the object that encode returned", "it gives another object");
    }

    @Check(step = 3, points = 1)
    void theNewestMessagesAreKeptAndNotOneMore() {
        for (int max : List.of(3, 1, 0)) {
            Log log = new Log(subject, max, PLENTY);
            for (int count = 1; count <= 8; count++) {
                log.append(8);
                log.expectAllAfters(Finding.when("a history for " + max + " messages got " + count)
                        .cause("the newest " + max + " are kept: when there is one too many, forget the oldest one, and"
                                + " no other").readOn(CHAPTER, FORGETS));
            }
        }
        Log large = new Log(subject, 300, PLENTY);
        IntStream.rangeClosed(1, 700).forEach(i -> large.append(8));
        Finding finding = Finding.when("a history for 300 messages got 700").readOn(CHAPTER, FORGETS)
                .cause("large numbers are as good as small ones; == between two Long objects holds up to 127 only");
        for (int seq : List.of(0, 399, 400, 555, 699, 700, 701)) {
            large.expectAfter(finding, seq, 2);
        }
    }

    @Check(step = 4, points = 1)
    void theBytesAreBoundedAsWell() {
        for (List<Integer> sizes : List.of(List.of(40, 60, 8), List.of(30, 30, 30, 80, 20), List.of(101, 8),
                List.of(40, 101, 40, 60), List.of(100, 100, 8), Collections.nCopies(30, 25))) {
            Log log = new Log(subject, 10, 100);
            for (int i = 0; i < sizes.size(); i++) {
                log.append(sizes.get(i));
                log.expectAllAfters(Finding.when("a history for 100 bytes got messages of " + sizes.subList(0, i + 1)
                                + " bytes")
                        .cause("keep the newest messages that have 100 bytes or less together; a message that is larger"
                                + " is not kept, and what comes before it goes, too")
                        .readOn(CHAPTER, FORGETS));
            }
        }
        moreBytesThanAnIntHolds();
    }

    @Check(step = 5, points = 1)
    void aHistoryThatCannotTellSaysSo() {
        Log log = new Log(subject, 3, PLENTY);
        for (int i = 0; i < 7; i++) {
            log.append(8);
        }

        Finding finding = Finding.when("a history for 3 messages got 7").readOn(CHAPTER, FORGETS);
        for (long forgotten = 0; forgotten < 4; forgotten++) {
            log.expectAfter(finding.cause("a message that the reader needs is forgotten: no list is right, not an empty"
                    + " one and not one with a gap"), forgotten, ALL);
            log.expectAfter(finding.cause("a message that the reader needs is forgotten, however few it asks for"),
                    forgotten, 1);
        }
        log.expectAfter(finding.cause("the reader has everything up to the oldest message that is kept"), 4, ALL);
        log.expectAfter(finding.cause("the reader has everything: the answer is an empty list"), 7, ALL);
        for (long never : List.of(8L, 1L << 32, (1L << 32) + 5, Long.MAX_VALUE, -1L, Long.MIN_VALUE)) {
            log.expectAfter(finding.cause("this number was never given: the reader comes from somewhere else"), never,
                    ALL);
        }
        Log empty = new Log(subject, 3, PLENTY);
        Finding nothing = Finding.when("a history got no message yet").readOn(CHAPTER, FORGETS)
                .cause("0 is a reader that has nothing, and it misses nothing; 1 was never given");
        empty.expectAfter(nothing, 0, ALL);
        empty.expectAfter(nothing, 1, ALL);
    }

    @Check(step = 6, points = 1)
    void aMessageThatCannotBeWrittenTakesNoNumber() {
        for (Throwable fault : List.of(new IllegalStateException("on purpose"), new AssertionError("on purpose"))) {
            Log log = new Log(subject, 2, PLENTY);
            log.append(8);
            log.append(8);

            Throwable thrown = log.appendFails(fault);

            String when = "a history for 2 messages got 2, and then encode threw " + fault.getClass().getSimpleName();
            Finding finding = Finding.when(when).readOn(CHAPTER, NUMBERS);
            finding.cause("let what encode throws through: the caller acts on it")
                    .expect(thrown == fault, "append() throws it as well", "append() throws "
                            + (thrown == null ? "nothing" : thrown));
            Finding.when(when + "; then another thread called last()").readOn(CHAPTER, ONE_STEP)
                    .cause("a lock that is not given back when encode throws: unlock() belongs in finally")
                    .expect(Interleaving.endsByItself(log.history::last), "the call returns", "the call waits");
            Finding unchanged = finding.cause("call encode first; change fields, and forget messages, only when it has"
                    + " returned");
            unchanged.expect("last() 2", "last() " + log.history.last());
            log.expectAfter(unchanged, 0, ALL);
            log.append(8);
            log.expectAllAfters(Finding.when(when + "; then came a message that can be written")
                    .cause("it gets the number of the one that could not be written").readOn(CHAPTER, NUMBERS));
        }
    }

    @Check(step = 7, points = 1)
    void whatIsReadDoesNotChangeAndChangesNothing() {
        Log log = new Log(subject, 4, PLENTY);
        for (int i = 0; i < 4; i++) {
            log.append(8);
        }
        List<List<EncodedMessage>> read = List.of(log.read(0, ALL), log.read(1, 2), log.read(0, 4));
        log.append(8);
        log.append(8);

        Finding.when("a reader called after(0, 100), after(1, 2) and after(0, 4) on a history with 4 messages, and 2 "
                + "more "
                        + "came")
                .cause("the reader has a view of your list; give it a copy, made under the lock")
                .readOn(CHAPTER, ONE_STEP)
                .expect("the reader still has [#1, #2, #3, #4] and [#2, #3] and [#1, #2, #3, #4]",
                        "the reader still has "
                        + words(() -> read.get(0)) + " and " + words(() -> read.get(1)) + " and "
                        + words(() -> read.get(2)));

        List<EncodedMessage> own = log.read(2, ALL);
        ifAllowed(() -> own.set(0, own.get(1)));
        ifAllowed(own::clear);
        log.expectAllAfters(Finding.when("a reader got a list of 4 messages, and changed it, as far as the list lets "
                + "it")
                .cause("the list belongs to the reader; if it can be changed, the history must not depend on it")
                .readOn(CHAPTER, ONE_STEP));
    }

    @Check(step = 8, points = 1)
    void aForgottenMessageIsNotHeld() {
        Log byCount = new Log(subject, 2, PLENTY);
        Log byBytes = new Log(subject, ALL, 20);
        Log tooLarge = new Log(subject, ALL, 20);
        List<WeakReference<EncodedMessage>> forgotten = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            forgotten.add(byCount.appendWeakly(8));
            forgotten.add(byBytes.appendWeakly(10));
            forgotten.add(tooLarge.appendWeakly(21));
        }
        for (int i = 0; i < 2; i++) {
            byCount.appendWeakly(8);
            byBytes.appendWeakly(10);
        }

        List<Long> held = stillHeld(forgotten);

        Finding.when("24 messages were put into three histories and forgotten, and the garbage collector ran")
                .cause("something still refers to them, so the memory has no bound: a list that only grows, a slot of "
                        + "an"
                        + " array that is not set to null, or a sublist of the old list")
                .readOn(CHAPTER, FORGETS)
                .expect("forgotten messages in memory: 0", "forgotten messages in memory: " + held.size());
        // Otherwise the histories themselves would be garbage.
        byCount.history.last();
        byBytes.history.last();
        tooLarge.history.last();
    }

    @Check(step = 9, points = 1)
    void whateverComesItAgreesWithTheModel() {
        walk(4, PLENTY);
        walk(ALL, 60);
        walk(5, 60);
        walk(1, 20);
        walk(0, 60);
    }

    @Check(step = 10, points = 1)
    void twoAppendsAtOnceGetTwoNumbers() {
        explore(3, PLENTY, log -> new Round(() -> log.append(8), () -> log.append(8), Roles.ALIKE, () ->
                log.expectAtRest("two threads appended a message each", 4)));
        explore(ALL, 24, log -> new Round(() -> log.append(8), () -> log.append(8), Roles.ALIKE, () ->
                log.expectAtRest("two threads appended a message each", 4)));
        explore(3, PLENTY, log -> new Round(() -> log.append(8), () -> log.appendFails(new IllegalStateException()),
                () -> log.expectAtRest("one thread appended a message, and the message of another one could not be "
                        + "written", 3)));
    }

    @Check(step = 11, points = 1)
    void aReaderSeesAnAppendWhollyOrNotAtAll() {
        for (long bytes : List.of(PLENTY, 16L)) {
            seesBeforeOrAfter(2, bytes, "after(0, 100)", log -> log.after(0, ALL), "[#1, #2]", CANNOT_TELL);
            seesBeforeOrAfter(2, bytes, "after(1, 100)", log -> log.after(1, ALL), "[#2]", "[#2, #3]");
            seesBeforeOrAfter(2, bytes, "after(1, 1)", log -> log.after(1, 1), "[#2]", "[#2]");
            seesBeforeOrAfter(2, bytes, "after(2, 100)", log -> log.after(2, ALL), "[]", "[#3]");
            seesBeforeOrAfter(2, bytes, "after(3, 100)", log -> log.after(3, ALL), CANNOT_TELL, "[]");
        }
        seesBeforeOrAfter(2, PLENTY, "after(n, 100) with the n that last() gave",
                log -> log.after(log.history.last(), ALL), "[]", "[#3]");
        aMessageThatCannotBeWrittenIsNeverSeen();
        readersDoNotDisturbEachOther();
    }

    @Check(step = 12, points = 1)
    void inTheRealServerWhoComesBackMissesNothingAndIsToldOfAGap() throws IOException {
        // Without a server first: what is not started ends the check here.
        new Log(subject, 1, PLENTY).append(8);
        try (Room room = Room.of(subject::in, options -> options.historyMessages = 5)) {
            ChatClient alice = room.connect();
            alice.sends("{\"type\":\"join\",\"name\":\"alice\"}");
            List<JsonNode> first = alice.everythingUpToNowWithPositions();
            String id = first.stream().findFirst().map(welcome -> welcome.path("room").asString("")).orElse("");
            says(room, alice, "one", "two", "three");

            Finding back = Finding.when("alice said one, two and three; bob, who has message 1, came back; she said "
                    + "four")
                    .cause("the server reads what bob missed with after(), and the border with last()")
                    .readOn(CHAPTER, "The border");
            ChatClient bob = room.connect();
            bob.joinsAfter("bob", id, 1);
            List<String> heard = new ArrayList<>(heard(bob));
            says(room, alice, "four");
            heard.addAll(heard(bob));
            back.expect("bob reads [resumed true at 3, 2 two, 3 three, 4 four]", "bob reads " + heard);

            says(room, alice, "five", "six", "seven");
            Finding late = Finding.when("the history keeps 5 messages, and alice has said 7; carol, who has message "
                    + "1, came"
                            + " back; dave, who has message 2; and erin, who says that she has message 8")
                    .cause("an empty Optional makes \"resumed\":false, and the client knows that there is a gap")
                    .readOn(CHAPTER, FORGETS);
            late.expect("carol reads [resumed false at 7]", "carol reads " + heardBy(room, "carol", id, 1));
            late.expect("dave reads [resumed true at 7, 3 three, 4 four, 5 five, 6 six, 7 seven]",
                    "dave reads " + heardBy(room, "dave", id, 2));
            late.expect("erin reads [resumed false at 7]", "erin reads " + heardBy(room, "erin", id, 8));
        }
    }

    /** One array is enough for all of them. */
    private void moreBytesThanAnIntHolds() {
        int size = 1 << 24;
        int room = 192;
        byte[] shared = new byte[size];
        History history = subject.make(1_000, (long) room * size);
        for (int i = 0; i < room + 8; i++) {
            history.append(seq -> new EncodedMessage(shared, seq));
        }
        Finding finding = Finding.when("a history for 3 GiB got " + (room + 8) + " messages of 16 MiB")
                .cause("an int holds no more than 2 GiB: count the bytes in a long")
                .readOn(CHAPTER, FORGETS);
        finding.expect("after(7, 1) gives " + CANNOT_TELL, "after(7, 1) gives "
                + (history.after(7, 1).isPresent() ? "messages" : CANNOT_TELL));
        finding.expect("after(8, 1) gives messages", "after(8, 1) gives "
                + (history.after(8, 1).isPresent() ? "messages" : CANNOT_TELL));
    }

    private void walk(int maxMessages, long maxBytes) {
        new Walk<>(() -> new Log(subject, maxMessages, maxBytes), E09HistoryCheck::step).find(25,
                60).ifPresent(failure -> {
            throw Finding.when("a history for " + maxMessages + " messages and " + maxBytes + " bytes: "
                    + failure.steps())
                    .cause("the newest messages that fit are kept, without a gap, and after() gives them or "
                            + CANNOT_TELL)
                    .readOn(CHAPTER, FORGETS)
                    .failure(failure.difference().expected(), failure.difference().seen());
        });
    }

    private static Step<Log> step(SplittableRandom dice) {
        int size = dice.nextInt(4, 25);
        long back = dice.nextInt(-1, 7);
        int max = dice.nextInt(1, 6);
        return switch (dice.nextInt(5)) {
            case 0, 1 -> new Step<>("append " + size + " bytes", log -> {
                log.append(size);
                return log.lastDiffers();
            });
            case 2 -> new Step<>("encode throws", log -> {
                log.appendFails(new IllegalStateException());
                return log.lastDiffers();
            });
            case 3 -> new Step<>("append 70 bytes", log -> {
                log.append(70);
                return log.lastDiffers();
            });
            default -> new Step<>("after(last - " + back + ", " + max + ")", log -> {
                long seq = log.count() - back;
                return Difference.between("after(" + seq + ", " + max + ")", log.model(seq, max), log.after(seq, max));
            });
        };
    }

    /** Plays a round for every gap, each time with a new history of the class with gaps, in which are two messages. */
    private void explore(int maxMessages, long maxBytes, Function<Log, Round> round) {
        Subject<History> woven = subject.woven();
        Supplier<Round> rounds = () -> {
            Log log = new Log(woven, maxMessages, maxBytes);
            log.append(8);
            log.append(8);
            return round.apply(log);
        };
        Interleaving.explore(rounds);
    }

    private void seesBeforeOrAfter(int maxMessages, long maxBytes, String call, Function<Log, String> read,
            String before,
                                   String after) {
        explore(maxMessages, maxBytes, log -> {
            AtomicReference<String> seen = new AtomicReference<>("");
            return new Round(() -> log.append(8), () -> seen.set(read.apply(log)), () -> {
                Finding.when("a history with room for 2 messages had #1 and #2; one thread appended #3, and another "
                        + "one "
                                + "called " + call + Interleaving.where())
                        .cause(READ_CAUSE)
                        .readOn(CHAPTER, ONE_STEP)
                        .expect(List.of(before, after).contains(seen.get()),
                                before.equals(after) ? before : before + " or " + after, seen.get());
                log.expectAtRest("one thread appended #3, and another one called " + call, 3);
            });
        });
    }

    private void aMessageThatCannotBeWrittenIsNeverSeen() {
        explore(2, PLENTY, log -> {
            AtomicReference<String> seen = new AtomicReference<>("");
            return new Round(() -> log.appendFails(new IllegalStateException()),
                    () -> seen.set("last() " + log.history.last() + ", after(0, 100) " + log.after(0, ALL)
                            + ", after(3, 100) " + log.after(3, ALL)),
                    () -> Finding.when("a history had #1 and #2; the message of one thread could not be written, and "
                                    + "another thread read" + Interleaving.where())
                            .cause("a number is given when encode has returned, and not before")
                            .readOn(CHAPTER, ONE_STEP)
                            .expect("last() 2, after(0, 100) [#1, #2], after(3, 100) " + CANNOT_TELL, seen.get()));
        });
    }

    private void readersDoNotDisturbEachOther() {
        explore(2, PLENTY, log -> {
            AtomicReference<String> one = new AtomicReference<>("");
            AtomicReference<String> other = new AtomicReference<>("");
            return new Round(() -> one.set(log.after(0, 1)), () -> other.set(log.after(1, 1)),
                    () -> Finding.when("a history had #1 and #2; one thread called after(0, 1), and another one "
                                    + "after(1, 1)" + Interleaving.where())
                            .cause("what a reader gets is made in local variables, not in a field that another reader "
                                    + "uses")
                            .readOn(CHAPTER, ONE_STEP)
                            .expect("[#1] and [#2]", one.get() + " and " + other.get()));
        });
    }

    /** Nothing but the history may hold them by now. A full collection clears every reference to garbage. */
    private static List<Long> stillHeld(List<WeakReference<EncodedMessage>> messages) {
        List<Long> held = List.of();
        for (int collections = 0; collections < 20; collections++) {
            System.gc();
            held = LongStream.range(0, messages.size())
                    .filter(i -> !messages.get((int) i).refersTo(null)).boxed().toList();
            if (held.isEmpty()) {
                break;
            }
        }
        return held;
    }

    private static void says(Room room, ChatClient speaker, String... texts) {
        for (String text : texts) {
            speaker.says(text);
            // It is in every outbox when the speaker has its own copy.
            room.heardBy(speaker);
        }
    }

    private static List<String> heardBy(Room room, String name, String id, long seq) {
        ChatClient client = room.connect();
        client.joinsAfter(name, id, seq);
        return heard(client);
    }

    /** What was said, without the news of who joins. */
    private static List<String> heard(ChatClient client) {
        return client.everythingUpToNowWithPositions().stream()
                .filter(message -> !message.path("type").asString("").equals("joined"))
                .map(message -> switch (message.path("type").asString("")) {
                    case "welcome" -> "resumed " + message.path("resumed").asString("") + " at "
                            + message.path("seq").asLong();
                    case "public" -> message.path("seq").asLong() + " " + message.path("msg").asString();
                    default -> message.toString();
                })
                .toList();
    }

    private static void ifAllowed(Runnable change) {
        try {
            change.run();
        } catch (UnsupportedOperationException | IndexOutOfBoundsException e) {
            // A list that cannot be changed is fine.
        }
    }

    private static EncodedMessage message(long seq, int bytes) {
        String number = "#" + seq;
        int rest = Math.max(0, bytes - number.length());
        // Two bytes are one character, as in most of what people write.
        return new EncodedMessage((number + ".".repeat(rest % 2) + "é".repeat(rest / 2))
                .getBytes(StandardCharsets.UTF_8), seq);
    }

    /** The numbers of the messages in a list, or what went wrong while it was read. */
    private static String words(Supplier<List<EncodedMessage>> list) {
        try {
            return String.valueOf(list.get()).replaceAll("[.é]", "");
        } catch (RuntimeException | OutOfMemoryError e) {
            return e.getClass().getSimpleName();
        }
    }

    /** A history, and everything that was ever put into it: the model, from which each answer follows. */
    private static final class Log {

        final int maxMessages;
        final long maxBytes;
        final History history;
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        final List<Long> numbers = Collections.synchronizedList(new ArrayList<>());
        /** Of all messages that were encoded; the objects themselves only until a check gives them up. */
        final List<EncodedMessage> encoded = Collections.synchronizedList(new ArrayList<>());
        final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

        Log(Subject<History> subject, int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
            this.history = subject.make(maxMessages, maxBytes);
        }

        EncodedMessage append(int bytes) {
            return history.append(seq -> {
                Interleaving.gap();
                EncodedMessage message = message(seq, bytes);
                numbers.add(seq);
                threads.add(Thread.currentThread());
                encoded.add(message);
                sizes.add(bytes);
                return message;
            });
        }

        WeakReference<EncodedMessage> appendWeakly(int bytes) {
            WeakReference<EncodedMessage> message = new WeakReference<>(append(bytes));
            encoded.clear();
            return message;
        }

        /** What append() throws when encode does. */
        Throwable appendFails(Throwable fault) {
            try {
                history.append(seq -> {
                    Interleaving.gap();
                    if (fault instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) fault;
                });
                return null;
            } catch (RuntimeException | Error e) {
                return e;
            }
        }

        /** The answer of the history. */
        String after(long seq, int max) {
            AtomicReference<Optional<List<EncodedMessage>>> answer = new AtomicReference<>();
            String list = words(() -> {
                answer.set(history.after(seq, max));
                return answer.get() == null ? null : answer.get().orElse(List.of());
            });
            return answer.get() != null && answer.get().isEmpty() ? CANNOT_TELL : list;
        }

        List<EncodedMessage> read(long seq, int max) {
            return history.after(seq, max).orElseThrow(() -> Finding.when("a history with room for 4 messages")
                    .cause("all of them are there").readOn(CHAPTER, FORGETS)
                    .failure("after(" + seq + ", " + max + ") gives a list", CANNOT_TELL));
        }

        int count() {
            return sizes.size();
        }

        /** The answer that is right: of all messages there ever were, the newest that fit, without a gap. */
        String model(long seq, int max) {
            int kept = 0;
            long bytes = 0;
            while (kept < Math.min(count(), maxMessages) && bytes + sizes.get(count() - 1 - kept) <= maxBytes) {
                bytes += sizes.get(count() - 1 - kept);
                kept++;
            }
            if (seq < count() - kept || seq > count()) {
                return CANNOT_TELL;
            }
            return IntStream.rangeClosed((int) seq + 1, count()).limit(max).mapToObj(number -> "#" + number).toList()
                    .toString();
        }

        void expectAfter(Finding finding, long seq, int max) {
            String call = "after(" + seq + ", " + max + ") gives ";
            finding.expect(call + model(seq, max), call + after(seq, max));
        }

        void expectAllAfters(Finding finding) {
            finding.expect("last() " + count(), "last() " + history.last());
            for (int seq = 0; seq <= count() + 1; seq++) {
                expectAfter(finding, seq, ALL);
            }
        }

        Optional<Difference> lastDiffers() {
            return Difference.between("last()", (long) count(), history.last());
        }

        /** After two threads have done something: numbers, messages and bounds. */
        void expectAtRest(String when, int count) {
            Finding finding = Finding.when("a history had #1 and #2; " + when + Interleaving.where())
                    .cause(ONE_STEP_CAUSE).readOn(CHAPTER, ONE_STEP);
            List<Long> expected = LongStream.rangeClosed(1, count).boxed().toList();
            finding.expect("encode got " + expected, "encode got " + numbers);
            expectAllAfters(finding);
        }
    }
}
