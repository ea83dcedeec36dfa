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
import aside.testing.Guest;
import aside.testing.Interleaving;
import aside.testing.Names;
import aside.testing.RegistryRaces;
import aside.testing.RegistryWalk;
import aside.testing.Violations;
import aside.testing.WatchedLock;
import aside.testing.WatchedMap;
import aside.testing.WatchedRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** What exercise 5 asks of {@link MyNameRegistry}. The map and the lock are watched. */
@Tag("exercise-5")
@Exercise(number = 5, title = "Names that collide", stars = 2, chapter = "docs/05-names.md",
        yours = MyNameRegistry.class)
class E05NamesCheck {

    private static final String CHAPTER = "docs/05-names.md";
    private static final String TIMELINE = "The lock's timeline";
    private static final String THIS_CLIENT = "This client, not this name";
    private static final String SAME = "When are two names the same?";
    private static final String ONE_SECTION = "between two sections of the lock somebody else may come, and what "
            + "you saw "
            + "in the first is no longer true in the second: look and change in one section of the write lock";

    private final Subject<NameRegistry> subject;

    E05NamesCheck(Subject<NameRegistry> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void whoJoinsIsFoundUntilItLeaves() {
        RegistryWalk.elsewhere(watched()).ifPresent(failure -> {
            throw Finding.when(failure.steps())
                    .cause("when a method returns, its work is done: what another thread does later is not")
                    .readOn(CHAPTER, TIMELINE)
                    .failure(failure.difference().expected(), failure.difference().seen());
        });
        Room room = new Room();
        Guest alice = room.guest("alice", "Alice");
        Finding finding = Finding.when("Alice joins").readOn(CHAPTER, TIMELINE);

        finding.cause("join() says whether the client is in now").expect(true, room.call(() -> room.join(alice)));
        finding.cause("clients are kept in the map that the constructor gets, under the key of their name")
                .expect(Map.of(room.registry.key("Alice"), alice), room.map);
        finding.cause("find() looks the key up")
                .expect(Optional.of(alice), room.call(() -> room.registry.find(alice.name())));
        finding.cause("everyone() copies the values").expect(List.of(alice), room.call(room.registry::everyone));
        Finding leaves = Finding.when("Alice leaves, twice").readOn(CHAPTER, THIS_CLIENT);
        leaves.cause("leave() says whether the client was here").expect(true, room.call(() -> room.leave(alice)));
        leaves.cause("the second time she is gone already").expect(false, room.call(() -> room.leave(alice)));
        leaves.cause("leave() takes the client out of the map").expect(Map.of(), room.map);

        everyAccessIsUnderTheLock();
        RegistryWalk.find(this::watched,
                () -> subject.make(new HashMap<>(), new ReentrantReadWriteLock())).ifPresent(failure -> {
                    throw Finding.when(failure.steps())
                            .cause("a registry keeps its clients in its map, and nothing else anywhere: no limit, no "
                                    + "list that is not kept up to date, nothing that two registries or two callers "
                                    + "share")
                            .readOn(CHAPTER, TIMELINE)
                            .failure(failure.difference().expected(), failure.difference().seen());
                });
    }

    @Check(step = 2, points = 1)
    void namesThatDifferInCaseAreOneName() {
        String cause = "the key unites upper and lower case: lower case first, for ẞ, which is its own upper case; "
                + "then "
                + "upper case: some letters have two small forms, and others become two letters; and change whole "
                + "texts, not chars: letters beyond U+FFFF are two chars";
        for (List<String> pair : List.of(List.of("alice", "ALICE"), List.of("Ж", "ж"), List.of("Straße", "STRASSE"),
                List.of("σίσυφος", "ΣΊΣΥΦΟΣ"), List.of("ς", "σ"), List.of("STRAẞE", "straße"), List.of("𐐨", "𐐀"))) {
            isOneName(pair.get(0), pair.get(1), cause);
        }
        allAreOneName(Names.inSeveralCases(), cause);
    }

    @Check(step = 3, points = 1)
    void namesThatDifferInFormAreOneName() {
        String cause = "one character can be spelled in several ways; Normalizer.normalize(..., NFKC) makes them one, "
                + "before the change of case and once more after it";
        for (List<String> pair : List.of(List.of("é", "e\u0301"), List.of("Ａｌｉｃｅ", "Alice"), List.of("ﬁn", "fin"),
                List.of("가", "\u1100\u1161"), List.of("ΐ", "Ϊ\u0301"), List.of("ǰ", "J\u030c"))) {
            isOneName(pair.get(0), pair.get(1), cause);
        }
        allAreOneName(Names.inSeveralForms(), cause);
    }

    @Check(step = 4, points = 1)
    void differentNamesStayDifferent() {
        String cause = "these are two people: the key must keep all that is not case or form, accents, marks and signs "
                + "too, from the first character to the last; a hash code is the same for many names";
        for (List<String> pair : List.of(List.of("alice", "alicia"), List.of("resume", "résumé"), List.of("a.b", "a-b"),
                List.of("a_b", "ab"), List.of("张三", "张四"), List.of("が", "か"), List.of("a", "\u0430"))) {
            String one = pair.get(0);
            String other = pair.get(1);
            Room room = new Room();
            room.call(() -> room.join(room.guest(one, one)));
            Finding.when(Names.spelled(one) + " joins, and then " + Names.spelled(other)).cause(cause)
                    .readOn(CHAPTER, SAME)
                    .expect(room.call(() -> room.join(room.guest(other, other))), "both are in",
                            "the second is refused");
        }
        NameRegistry registry = new Room().registry;
        Map<String, String> nameOfKey = new HashMap<>();
        for (String name : Names.allDifferent()) {
            String before = nameOfKey.putIfAbsent(registry.key(name), name);
            Finding.when("the keys of " + Names.spelled(String.valueOf(before)) + " and " + Names.spelled(name)
                            + " are compared").cause(cause).readOn(CHAPTER, SAME)
                    .expect(before == null, "two keys", "both have the key " + Names.spelled(registry.key(name)));
        }
    }

    @Check(step = 5, points = 1)
    void theLanguageOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        for (String language : List.of("tr", "lt", "az")) {
            Locale.setDefault(Locale.forLanguageTag(language));
            try {
                String cause = "in Turkish, the small form of I is another letter; toLowerCase() without a locale "
                        + "takes "
                        + "that of the machine; Locale.ROOT is nobody's";
                isOneName("TITLE", "title", cause);
                isOneName("\u00cc", "\u00ec", cause);
                allAreOneName(List.of(List.of("J\u0301i", "j\u0301I"), List.of("\u012e\u0301", "\u012f\u0301"),
                        List.of("\u0130", "i\u0307")), cause);
                boolean isDifferent = !new Room().registry.key("\u0130").equals(new Room().registry.key("i"));
                Finding.when("the machine speaks \"" + language + "\", and the keys of İ and i are compared")
                        .cause(cause).readOn(CHAPTER, SAME).expect(isDifferent, "two keys", "one key");
            } finally {
                Locale.setDefault(before);
            }
        }
    }

    @Check(step = 6, points = 3)
    void ofTwoWhoWantOneNameOneGetsIt() {
        everyAccessIsUnderTheLock();
        Room room = new Room();
        Guest alice = room.guest("Alice", "Alice");
        Guest rival = room.guest("ALICE", "ALICE");
        boolean first = room.call(() -> room.join(alice));
        boolean second = room.call(() -> room.join(rival));
        Finding finding = Finding.when("Alice joins, and then ALICE").readOn(CHAPTER, TIMELINE)
                .cause("put() replaces whoever is there; putIfAbsent() looks and adds in one step");
        finding.expect("true, false", first + ", " + second);
        finding.expect(alice, room.holder());
        races("joins");
    }

    @Check(step = 7, points = 2)
    void leavingTakesOutThisClientAndNobodyElse() {
        everyAccessIsUnderTheLock();
        Room room = new Room();
        Guest old = room.guest("the old Alice", "Alice");
        Guest next = room.guest("the new Alice", "ALICE");
        room.call(() -> room.join(next));
        boolean oldWasHere = room.call(() -> room.leave(old));
        Finding finding = Finding.when("the new Alice is here, and the old Alice, who is not, leaves once more")
                .cause("remove(key) takes out whoever has the name now; remove(key, client) looks first")
                .readOn(CHAPTER, THIS_CLIENT);
        finding.expect("the new Alice has the name", room.holder() == null ? "nobody has the name"
                : room.holder() + " has the name");
        finding.expect(!oldWasHere, "leave() returns false", "leave() returns true");
        races("leaves");
    }

    @Check(step = 8, points = 1)
    void theRealServerRefusesATakenName() throws Exception {
        twoKeysAtTheSameTime();
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

    private WatchedRegistry<String, NameRegistry> watched() {
        return new WatchedRegistry<>(subject::make, (made, name) -> made.key(name.toString()));
    }

    /** The server asks for keys from many threads. */
    private void twoKeysAtTheSameTime() {
        String[] keys = new String[2];
        Interleaving.explore(() -> {
            NameRegistry registry = subject.make(new HashMap<>(), new ReentrantReadWriteLock());
            String alice = registry.key("alice");
            String bob = registry.key("Bob");
            registry.key("alice");
            return new Interleaving.Round(() -> keys[0] = registry.key("alice"), () -> keys[1] = registry.key("Bob"),
                    () -> Finding.when("two threads asked for the keys of alice and Bob" + Interleaving.where())
                            .cause("what one call keeps in a field, the other one overwrites: keep it in a local "
                                    + "variable")
                            .readOn("exercises/e05_names/README.md", "Rules")
                            .expect("\"" + alice + "\" and \"" + bob + "\"",
                                    "\"" + keys[0] + "\" and \"" + keys[1] + "\""));
        });
    }

    private void races(String kind) {
        RegistryRaces.find(() -> subject.<NameRegistry>make(new HashMap<>(), new ReentrantReadWriteLock()), kind)
                .ifPresent(failure -> {
                    throw Finding.when(failure.steps()).cause(ONE_SECTION).readOn(CHAPTER, TIMELINE)
                            .failure(failure.difference().expected(), failure.difference().seen());
                });
    }

    private void everyAccessIsUnderTheLock() {
        Room room = new Room();
        Guest alice = room.guest("Alice", "Alice");
        Guest other = room.guest("ALICE", "ALICE");
        for (Runnable use : List.<Runnable>of(() -> room.join(alice), () -> room.join(other),
                () -> room.registry.find(alice.name()), () -> room.registry.everyone(), () -> room.leave(other),
                () -> room.leave(alice), () -> room.leave(alice))) {
            try {
                use.run();
            } catch (IllegalStateException e) {
                // The watched lock has refused to be upgraded, and has noted it.
                if (room.violations.seen().isEmpty()) {
                    throw e;
                }
            }
            boolean kept = room.lock.release();
            Finding finding = Finding.when("every method is called, with names that are taken and names that are not")
                    .readOn("docs/01-registry.md", "The lock guards the map and nothing else");
            finding.cause("take the lock before you read anything of the map and unlock after the last access; before "
                            + "a change, take the write lock at once; and call nothing of a client but its name")
                    .expect(room.violations.seen().isEmpty(), "the rules of the lock are kept",
                            room.violations.seen().stream().findFirst().orElse(""));
            finding.cause("an early return jumps over unlock(); unlock in finally")
                    .expect(!kept, "the lock is free after each call", "it is still taken");
        }
    }

    private void allAreOneName(Iterable<List<String>> groups, String cause) {
        NameRegistry registry = new Room().registry;
        for (List<String> names : groups) {
            String first = names.getFirst();
            String key = registry.key(first);
            for (String other : names) {
                String otherKey = registry.key(other);
                if (!Objects.equals(key, otherKey)) {
                    throw Finding.when("the keys of " + Names.spelled(first) + " and " + Names.spelled(other)
                                    + " are compared").cause(cause).readOn(CHAPTER, SAME)
                            .failure("both have one key", "two keys: " + Names.spelled(key) + " and "
                                    + Names.spelled(otherKey));
                }
            }
        }
    }

    private void isOneName(String one, String other, String cause) {
        Room room = new Room();
        Finding finding = Finding.when(Names.spelled(one) + " joins, and then " + Names.spelled(other)).cause(cause)
                .readOn(CHAPTER, SAME);
        String keyOfOne = room.registry.key(one);
        String keyOfOther = room.registry.key(other);
        finding.expect(Objects.equals(keyOfOne, keyOfOther), "both have one key",
                "two keys: " + Names.spelled(keyOfOne) + " and " + Names.spelled(keyOfOther));

        room.call(() -> room.join(room.guest(one, one)));
        boolean second = room.call(() -> room.join(room.guest(other, other)));
        finding.expect(!second, "the second is refused", "both are in");
        finding.expect(room.call(() -> room.registry.find(UserName.parse(other).orElseThrow())).isPresent(),
                "find() finds the first by the name of the second", "it finds nobody");
    }

    /** A registry in watched parts. */
    private final class Room {

        private final Violations violations = new Violations();
        private final WatchedLock lock = new WatchedLock(violations);
        private final Map<String, Client> map = new HashMap<>();
        private final NameRegistry registry = subject.make(WatchedMap.of(map, lock, violations, () -> { }), lock);

        private Room() {
            violations.clear();
        }

        private Guest guest(String label, String name) {
            return new Guest(label, name, lock, violations);
        }

        private boolean join(Client client) {
            return registry.join(client);
        }

        private boolean leave(Client client) {
            return registry.leave(client);
        }

        private Client holder() {
            return map.values().stream().findFirst().orElse(null);
        }

        /** Whoever forgot to give the lock back shall not hide what the next call does without it. */
        private <T> T call(Supplier<T> call) {
            try {
                return call.get();
            } finally {
                lock.release();
            }
        }
    }
}
