package e05_names;

import static aside.testing.ChatClient.joined;
import static aside.testing.ChatClient.left;
import static aside.testing.ChatClient.privateMessage;

import aside.ChatServer;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.registry.Client;
import aside.registry.UserName;
import aside.testing.ChatClient;
import aside.testing.OtherThread;
import aside.testing.RecordingClient;
import aside.testing.Violations;
import aside.testing.WatchedLock;
import aside.testing.WatchedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;

/**
 * What exercise 5 asks of {@link MyNameRegistry}. The lock is watched: it lets an intruder in at each moment at which
 * it is free.
 */
@Tag("exercise-5")
@Exercise(number = 5, title = "Names that collide", stars = 2, chapter = "docs/05-names.md",
        yours = MyNameRegistry.class)
class E05NamesCheck {

    private static final String CHAPTER = "docs/05-names.md";
    private static final String ONE_SECTION = "look and change under one write lock, and keep it in between: somebody "
            + "may come meanwhile, and what you saw is not true any more";

    private final Subject<NameRegistry> subject;

    E05NamesCheck(Subject<NameRegistry> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void whoJoinsIsFoundUntilItLeaves() {
        Room room = new Room();
        RecordingClient alice = new RecordingClient("Alice");
        Finding finding = Finding.when("Alice joins").readOn(CHAPTER, "The code as it stands");

        finding.cause("join() says whether the client is in now").expect(true, room.registry.join(alice));
        finding.cause("clients are kept in the map that the constructor gets, under the key of their name")
                .expect(Map.of(room.registry.key("Alice"), alice), room.map);
        finding.cause("find() looks the key up").expect(Optional.of(alice), room.registry.find(alice.name()));
        finding.cause("everyone() copies the values").expect(List.of(alice), room.registry.everyone());

        Finding leaves = Finding.when("Alice leaves, twice").readOn(CHAPTER, "The code as it stands");
        leaves.cause("leave() says whether the client was here").expect(true, room.registry.leave(alice));
        leaves.cause("the second time she is gone already").expect(false, room.registry.leave(alice));
        leaves.cause("leave() takes the client out of the map").expect(Map.of(), room.map);
        room.expectNoViolation(leaves.cause("lock before the first look at the map, and unlock after the last"));
    }

    @Check(step = 2, points = 2)
    void namesThatDifferInCaseAreOneName() {
        String cause = "the key unites upper and lower case; upper case first: some letters have two small forms, and "
                + "others become two letters";
        for (List<String> pair : List.of(List.of("alice", "ALICE"), List.of("Ж", "ж"), List.of("Straße", "STRASSE"),
                List.of("σίσυφος", "ΣΊΣΥΦΟΣ"), List.of("ς", "σ"))) {
            isOneName(pair.get(0), pair.get(1), cause);
        }
    }

    @Check(step = 3, points = 2)
    void namesThatDifferInFormAreOneName() {
        String cause = "one character can be spelled in several ways; Normalizer.normalize(..., NFKC) makes them one, "
                + "before the change of case and once more after it";
        for (List<String> pair : List.of(List.of("é", "e\u0301"), List.of("Ａｌｉｃｅ", "Alice"), List.of("ﬁn", "fin"),
                List.of("가", "\u1100\u1161"), List.of("ΐ", "Ϊ\u0301"), List.of("ǰ", "J\u030c"))) {
            isOneName(pair.get(0), pair.get(1), cause);
        }
    }

    @Check(step = 4, points = 1)
    void differentNamesStayDifferent() {
        for (List<String> pair : List.of(List.of("alice", "alicia"), List.of("resume", "résumé"), List.of("a.b", "a-b"),
                List.of("a_b", "ab"), List.of("张三", "张四"), List.of("が", "か"))) {
            String one = pair.get(0);
            String other = pair.get(1);
            Room room = new Room();
            room.registry.join(new RecordingClient(one));
            Finding.when(one + " joins, and then " + other)
                    .cause("these are two people; the key must not throw away accents, marks or signs")
                    .readOn(CHAPTER, "When are two names the same?")
                    .expect(room.registry.join(new RecordingClient(other)), "both are in", other + " is refused");
        }
    }

    @Check(step = 5, points = 1)
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            isOneName("TITLE", "title", "in Turkish, the small form of I is another letter; toLowerCase() without a "
                    + "locale takes that of the machine; Locale.ROOT is nobody's");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Check(step = 6, points = 3)
    void ofTwoWhoWantOneNameOneGetsIt() {
        boolean wasIntruded = true;
        for (int gap = 1; wasIntruded; gap++) {
            Room room = new Room();
            RecordingClient alice = new RecordingClient("Alice");
            RecordingClient rival = new RecordingClient("ALICE");
            AtomicBoolean rivalIsIn = new AtomicBoolean();
            Intruder intruder = new Intruder(gap, () -> rivalIsIn.set(room.registry.join(rival)));
            room.lock.inGaps(intruder);

            boolean aliceIsIn = room.registry.join(alice);
            wasIntruded = intruder.hasEnded();

            Finding finding = Finding.when("Alice joins; when the lock is free for the " + nth(gap)
                    + " time, ALICE joins from another thread").cause(ONE_SECTION)
                    .readOn(CHAPTER, "The lock's timeline");
            room.expectNoViolation(finding);
            finding.expect(!wasIntruded || aliceIsIn != rivalIsIn.get(), "join() returns true to one of them",
                    "it returns " + aliceIsIn + " to both");
            finding.expect(room.holder() == (aliceIsIn ? alice : rival),
                    "the map holds the one who was told that she is in", "it holds " + room.holder());
        }
    }

    @Check(step = 7, points = 2)
    void leavingTakesOutThisClientAndNobodyElse() {
        aStrangerByTheNameLeaves();
        boolean wasIntruded = true;
        for (int gap = 1; wasIntruded; gap++) {
            Room room = new Room();
            RecordingClient old = new RecordingClient("Alice");
            RecordingClient next = new RecordingClient("ALICE");
            room.registry.join(old);
            AtomicBoolean oldHadLeft = new AtomicBoolean();
            AtomicBoolean nextIsIn = new AtomicBoolean();
            Intruder intruder = new Intruder(gap, () -> {
                oldHadLeft.set(room.registry.leave(old));
                nextIsIn.set(room.registry.join(next));
            });
            room.lock.inGaps(intruder);

            boolean oldLeaves = room.registry.leave(old);
            wasIntruded = intruder.hasEnded();

            Finding finding = Finding.when("Alice leaves; when the lock is free for the " + nth(gap) + " time, she "
                    + "leaves from another thread as well, and another Alice joins").cause(ONE_SECTION)
                    .readOn(CHAPTER, "The lock's timeline");
            room.expectNoViolation(finding);
            finding.expect(!nextIsIn.get() || room.holder() == next, "the other Alice stays",
                    "leave() has taken her out, or put something else in her place");
            finding.expect(!wasIntruded || oldLeaves != oldHadLeft.get(), "one of the two leaves returns true",
                    "both return " + oldLeaves);
        }
    }

    @Check(step = 8, points = 1)
    void theRealServerRefusesATakenName() throws Exception {
        try (ChatServer server = subject.inServer()) {
            ChatClient alice = ChatClient.join(server, "Alice");
            ChatClient second = ChatClient.connect(server);

            second.sends("{\"type\":\"join\",\"name\":\"ＡＬＩＣＥ\"}");
            second.receivesError("name-taken");
            second.sends("{\"type\":\"join\",\"name\":\"Bob\"}");
            second.next();
            alice.receives(joined("Bob"));
            second.whispers("aLiCe", "psst");
            alice.receives(privateMessage("Bob", "Alice", "psst"));
            second.leaves();
            alice.receives(left("Bob"));
        }
    }

    private void aStrangerByTheNameLeaves() {
        Room room = new Room();
        RecordingClient old = new RecordingClient("Alice");
        RecordingClient next = new RecordingClient("ALICE");
        room.registry.join(next);
        boolean oldWasHere = room.registry.leave(old);
        Finding.when("an Alice leaves who is not here, while another one is")
                .cause("remove(key) takes out whoever has the name now; remove(key, client) looks first")
                .readOn(CHAPTER, "The code as it stands")
                .expect(room.holder() == next && !oldWasHere, "leave() returns false, and the other one stays",
                        "it returns " + oldWasHere + ", and the name belongs to "
                                + Optional.ofNullable(room.holder()).map(Client::toString).orElse("nobody"));
    }

    private void isOneName(String one, String other, String cause) {
        Room room = new Room();
        Finding finding = Finding.when(one + " joins, and then " + other).cause(cause)
                .readOn(CHAPTER, "When are two names the same?");
        String keyOfOne = room.registry.key(one);
        String keyOfOther = room.registry.key(other);
        finding.expect(keyOfOne.equals(keyOfOther), "both have one key", "key(\"" + one + "\") is " + spelled(keyOfOne)
                + ", key(\"" + other + "\") is " + spelled(keyOfOther));

        room.registry.join(new RecordingClient(one));
        boolean second = room.registry.join(new RecordingClient(other));
        finding.expect(!second, "the second is refused", "both are in");
        finding.expect(room.registry.find(UserName.parse(other).orElseThrow()).isPresent(),
                "find(" + other + ") finds " + one, "it finds nobody");
    }

    private static String spelled(String text) {
        return "\"" + text + "\" (" + String.join(" ",
                text.codePoints().mapToObj(c -> String.format("U+%04X", c)).toList()) + ")";
    }

    private static String nth(int number) {
        return switch (number) {
            case 1 -> "first";
            case 2 -> "second";
            case 3 -> "third";
            default -> number + "th";
        };
    }

    /** A registry in watched parts. */
    private final class Room {

        private final Violations violations = new Violations();
        private final WatchedLock lock = new WatchedLock(violations);
        private final Map<String, Client> map = new HashMap<>();
        private final NameRegistry registry =
                subject.make(WatchedMap.of(map, lock, violations, () -> { }), lock);

        private Client holder() {
            return map.values().stream().findFirst().orElse(null);
        }

        private void expectNoViolation(Finding finding) {
            finding.expect(violations.seen().isEmpty(), "every access to the map under the right lock",
                    violations.seen().stream().findFirst().orElse(""));
        }
    }

    /** Does something from another thread in one of the gaps in which the lock is free. */
    private static final class Intruder implements Runnable {

        private final Thread intruded = Thread.currentThread();
        private final int inGap;
        private final Runnable task;
        private int gap;
        private Optional<OtherThread> thread = Optional.empty();

        Intruder(int inGap, Runnable task) {
            this.inGap = inGap;
            this.task = task;
        }

        @Override
        public void run() {
            if (Thread.currentThread() == intruded && ++gap == inGap) {
                thread = Optional.of(OtherThread.does(task));
                // If it waits for something else than the lock, this is no gap, and it goes on later.
                thread.get().ends();
            }
        }

        /** Whether there was such a gap; then all is done now. */
        boolean hasEnded() {
            return thread.map(OtherThread::ends).isPresent();
        }
    }
}
