package e01_registry;

import static aside.testing.ChatClient.joined;
import static aside.testing.ChatClient.left;
import static aside.testing.ChatClient.privateMessage;

import aside.ChatServer;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import aside.testing.ChatClient;
import aside.testing.Guest;
import aside.testing.Interleaving;
import aside.testing.RegistryRaces;
import aside.testing.RegistryWalk;
import aside.testing.Violations;
import aside.testing.Walk.Failure;
import aside.testing.WatchedLock;
import aside.testing.WatchedMap;
import aside.testing.WatchedRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/**
 * What exercise 1 asks of {@link MyClientRegistry}. The map and the lock that it gets are watched: they note each
 * access
 * to the map without the lock.
 */
@Tag("exercise-1")
@Exercise(number = 1, title = "Who is here", stars = 1, chapter = "docs/01-registry.md", yours = MyClientRegistry.class)
class E01RegistryCheck {

    private static final String CHAPTER = "docs/01-registry.md";
    private static final String COPY = "A copy, made under the lock";
    private static final String GUARDS = "The lock guards the map and nothing else";
    private static final String ONE_STEP = "Look and change in one step";
    private static final String WRONG = "What can go wrong";
    private static final UserName ALICE = UserName.parse("alice").orElseThrow();
    private static final UserName BOB = UserName.parse("bob").orElseThrow();

    /** Whoever has tried so often to get the lock goes on trying. */
    private static final int TRIES = 1_000;

    /** The same, where each pause takes time. */
    private static final int TRIES_WITH_A_PAUSE = 20;

    private final Subject<ClientRegistry> subject;
    private final Violations violations = new Violations();
    private final WatchedLock lock = new WatchedLock(violations);
    private final Map<UserName, Client> map = new HashMap<>();
    private Runnable onAccess = () -> { };
    private final ClientRegistry registry;

    private final Guest alice = new Guest("alice", "alice", lock, violations);
    private final Guest otherAlice = new Guest("another alice", "alice", lock, violations);
    private final Guest bob = new Guest("bob", "bob", lock, violations);

    E01RegistryCheck(Subject<ClientRegistry> subject) {
        this.subject = subject;
        registry = subject.make(WatchedMap.of(map, lock, violations, () -> onAccess.run()), lock);
        // Before anybody else knows the map, the constructor needs no lock.
        violations.clear();
    }

    @Check(step = 1, points = 0.5)
    void whoJoinsIsFoundUntilItLeaves() {
        RegistryWalk.elsewhere(watched()).ifPresent(failure -> {
            throw failed(failure, "when a method returns, its work is done: what another thread does later is not",
                    GUARDS);
        });
        Finding finding = Finding.when("alice joins").readOn(CHAPTER, GUARDS);

        finding.cause("join() says whether the client is in now").expect(true, call(() -> registry.join(alice)));
        finding.cause("clients are kept in the map that the constructor gets, by name")
                .expect(Map.of(ALICE, alice), map);
        finding.cause("find() looks the name up; two UserName objects may be equals, and are not the same object")
                .expect(Optional.of(alice), call(() -> registry.find(ALICE)));
        finding.cause("nobody is no error: Optional.empty()")
                .expect(Optional.empty(), call(() -> registry.find(BOB)));
        call(() -> registry.join(bob));
        Finding.when("alice and bob have joined, and everyone() is asked")
                .cause("everyone() lists the clients in the map, each once").readOn(CHAPTER, COPY)
                .expect(Set.of(alice, bob), Set.copyOf(call(registry::everyone)));
        Finding leaves = Finding.when("alice leaves, twice").readOn(CHAPTER, ONE_STEP);
        leaves.cause("leave() says whether the client was here").expect(true, call(() -> registry.leave(alice)));
        leaves.cause("the second time she is gone already").expect(false, call(() -> registry.leave(alice)));
        leaves.cause("leave() takes the client out of the map").expect(Map.of(BOB, bob), map);

        RegistryWalk.find(this::watched, () -> subject.make(new HashMap<>(), new ReentrantReadWriteLock()))
                .ifPresent(failure -> {
                    throw failed(failure, "a registry keeps its clients in its map, and nothing else anywhere: no "
                            + "limit, no list beside the map that is not kept up to date, nothing that two registries "
                            + "or two callers share", GUARDS);
                });
    }

    @Check(step = 2, points = 1)
    void aTakenNameIsRefusedAndItsHolderStays() {
        call(() -> registry.join(alice));

        boolean second = call(() -> registry.join(otherAlice));

        Finding finding = Finding.when("alice joins, and then another client by the same name")
                .cause("put() replaces whoever is there; putIfAbsent() looks and adds in one step")
                .readOn(CHAPTER, ONE_STEP);
        finding.expect(map.get(ALICE) == alice, "alice has the name", holder());
        finding.expect(!second, "join() returns false to the second", "it returns true");
    }

    @Check(step = 3, points = 1)
    void aLateLeaveDoesNotTakeTheNextHolderOut() {
        call(() -> registry.join(alice));
        call(() -> registry.leave(alice));
        call(() -> registry.join(otherAlice));

        boolean wasHere = call(() -> registry.leave(alice));

        Finding finding = Finding.when("alice leaves, another alice joins, and the first one leaves once more")
                .cause("removing by name takes out whoever has the name now; remove(name, client) looks first")
                .readOn(CHAPTER, ONE_STEP);
        finding.expect(map.get(ALICE) == otherAlice, "another alice has the name", holder());
        finding.expect(!wasHere, "leave() returns false: the first one is no longer here", "it returns true");
    }

    @Check(step = 4, points = 1)
    void theLockGuardsTheMapAndNothingElse() {
        Finding finding = Finding.when("every method is called, with names that are there and names that are not");
        useAll();

        List<String> calls = violations.seen().stream().filter(it -> it.contains("of a client")).toList();
        List<String> accesses = violations.seen().stream().filter(it -> !it.contains("of a client")).toList();
        finding.cause("take the lock before you read anything of the map and unlock after the last access, in finally; "
                        + "before a change, take the write lock at once; a copy is made under the lock, too")
                .readOn(CHAPTER, accesses.stream().anyMatch(it -> it.contains("everyone")) ? COPY : GUARDS)
                .expect(accesses.isEmpty(), "every access to the map under the right lock", first(accesses));
        finding.cause("a client is foreign code: it may be slow, or call the registry again; ask for its name, and do "
                        + "everything else after the unlock. A log line that holds the client calls its toString()")
                .readOn(CHAPTER, GUARDS)
                .expect(calls.isEmpty(), "while the lock is held, of a client only name() is called", first(calls));
    }

    @Check(step = 5, points = 1)
    void whatEveryoneReturnsIsACopy() {
        call(() -> registry.join(alice));
        List<Client> before = call(registry::everyone);
        call(() -> registry.join(bob));
        violations.clear();

        String seen = before.toString();

        Finding finding = Finding.when("alice joins, everyone() is asked, bob joins, and then the list is read")
                .cause("values() is a view: it reads the map whenever it is read itself, long after the unlock; copy "
                        + "it, with List.copyOf(), under the lock")
                .readOn(CHAPTER, COPY);
        finding.expect(violations.seen().isEmpty(), "a list that does not point into the map",
                "reading it reads the map: " + first(violations.seen()));
        finding.expect("[alice]", seen);

        empty(call(registry::everyone));
        Finding.when("alice and bob are here, a caller empties the list it got, and everyone() is asked again")
                .cause("each caller gets a list of its own, or one that nobody can change, such as List.copyOf()")
                .readOn(CHAPTER, COPY)
                .expect(Set.of(alice, bob), Set.copyOf(call(registry::everyone)));
    }

    @Check(step = 6, points = 1)
    void theLockIsFreeAfterwardsAlsoIfTheMapFails() {
        for (Supplier<Error> error : List.<Supplier<Error>>of(MapFailure::new, () -> null)) {
            boolean failed = true;
            for (int access = 1; failed; access++) {
                failed = isFreeAfter("join(alice)", access, error, () -> registry.join(alice));
                failed |= isFreeAfter("join(another alice)", access, error, () -> registry.join(otherAlice));
                failed |= isFreeAfter("find(alice)", access, error, () -> registry.find(ALICE));
                failed |= isFreeAfter("find(bob), who is not here,", access, error, () -> registry.find(BOB));
                failed |= isFreeAfter("everyone()", access, error, registry::everyone);
                failed |= isFreeAfter("leave(another alice), who is not here,", access, error,
                        () -> registry.leave(otherAlice));
                failed |= isFreeAfter("leave(alice)", access, error, () -> registry.leave(alice));
            }
        }
    }

    @Check(step = 7, points = 0.5)
    void twoReadersGetInTogether() {
        registry.join(alice);
        lock.release();
        for (Reader first : readers()) {
            for (Reader second : readers()) {
                getInTogether(first, second);
            }
        }
    }

    @Check(step = 8, points = 1)
    void whoComesWhileTheLockIsTakenWaits() throws InterruptedException {
        call(() -> registry.join(alice));
        for (Interrupt interrupt : Interrupt.values()) {
            waitsForTheLock("join(bob)", lock.readLock(), interrupt, true, () -> registry.join(bob));
            waitsForTheLock("leave(bob)", lock.readLock(), interrupt, true, () -> registry.leave(bob));
            waitsForTheLock("join(bob)", lock.writeLock(), interrupt, true, () -> registry.join(bob));
            waitsForTheLock("find(bob)", lock.writeLock(), interrupt, Optional.of(bob), () -> registry.find(BOB));
            waitsForTheLock("everyone()", lock.writeLock(), interrupt, Set.of(alice, bob),
                    () -> Set.copyOf(registry.everyone()));
            waitsForTheLock("leave(bob)", lock.writeLock(), interrupt, true, () -> registry.leave(bob));
        }
    }

    @Check(step = 9, points = 1)
    void twoAtTheSameTimeAreOneAfterTheOther() {
        RegistryRaces.find(() -> subject.<ClientRegistry>make(new HashMap<>(), new ReentrantReadWriteLock()), "")
                .ifPresent(failure -> {
                    throw failed(failure, "between two sections of the lock somebody else may come, and what you saw "
                            + "in the first is no longer true in the second: look and change in one", ONE_STEP);
                });
    }

    @Check(step = 10, points = 1)
    void theRealServerChatsThroughIt() throws Exception {
        try (ChatServer server = subject.inServer()) {
            ChatClient first = ChatClient.join(server, "alice");
            ChatClient second = ChatClient.join(server, "bob");
            first.receives(joined("bob"));

            second.whispers("ALICE", "psst");
            first.receives(privateMessage("bob", "alice", "psst"));
            second.leaves();
            first.receives(left("bob"));
        }
    }

    private WatchedRegistry<UserName, ClientRegistry> watched() {
        return new WatchedRegistry<>(subject::make, (made, name) -> name);
    }

    private static AssertionError failed(Failure failure, String cause, String heading) {
        return Finding.when(failure.steps()).cause(cause).readOn(CHAPTER, heading)
                .failure(failure.difference().expected(), failure.difference().seen());
    }

    /** Each method by itself, so that what one of them gets wrong hides nothing of the others. */
    private void useAll() {
        for (Runnable use : List.<Runnable>of(() -> registry.find(ALICE), () -> registry.join(alice),
                () -> registry.join(otherAlice), () -> registry.join(bob), () -> registry.find(ALICE),
                () -> registry.everyone().forEach(Client::name), () -> registry.leave(otherAlice),
                () -> registry.leave(alice), () -> registry.leave(alice),
                () -> registry.everyone().forEach(Client::name))) {
            int before = violations.seen().size();
            try {
                use.run();
            } catch (IllegalStateException e) {
                // The watched lock has refused to be upgraded, and has noted it.
                if (violations.seen().size() == before) {
                    throw e;
                }
            } finally {
                lock.release();
            }
        }
    }

    /** Whoever forgot to give the lock back shall not hide what the next call does without it. */
    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            lock.release();
        }
    }

    private static void empty(List<Client> list) {
        try {
            list.clear();
        } catch (UnsupportedOperationException e) {
            // Nobody can change it: it is as good as a copy.
            return;
        }
    }

    /** A method that only reads. */
    private record Reader(String name, Runnable call) {
    }

    private List<Reader> readers() {
        return List.of(new Reader("find()", () -> registry.find(ALICE)), new Reader("everyone()", registry::everyone));
    }

    private void getInTogether(Reader first, Reader second) {
        AtomicBoolean firstIsIn = new AtomicBoolean();
        AtomicBoolean secondGotThrough = new AtomicBoolean(true);
        onAccess = () -> {
            if (firstIsIn.compareAndSet(false, true)) {
                secondGotThrough.set(Interleaving.endsByItself(second.call()));
            }
        };

        first.call().run();
        onAccess = () -> { };
        lock.release();

        Finding.when("one thread is inside " + first.name() + ", and another one calls " + second.name())
                .cause("reading needs only the read lock; with the write lock, or synchronized, readers queue up")
                .readOn(CHAPTER, "The tutorial's idea")
                .expect(secondGotThrough.get(), "both read at the same time", "the second waits for the first");
    }

    /** Whether the thread that waits is interrupted. */
    private enum Interrupt {
        NO, YES
    }

    private void waitsForTheLock(String method, Lock held, Interrupt interrupt, Object expected,
            Supplier<Object> call) throws InterruptedException {
        AtomicReference<Object> result = new AtomicReference<>("nothing");
        int before = lock.refusals();
        Thread other = new Thread(() -> {
            try {
                result.set(call.get());
            } catch (RuntimeException e) {
                // A method that is interrupted may say so and have done nothing: then it is called once more.
                if (interrupt == Interrupt.NO) {
                    throw e;
                }
                Thread.interrupted();
                result.set(call.get());
            }
        });
        held.lock();
        other.start();
        while (other.isAlive() && !waits(other, lock.refusals() - before)) {
            Thread.onSpinWait();
        }
        if (interrupt == Interrupt.YES) {
            other.interrupt();
        }
        held.unlock();
        other.join();

        Finding.when(method + " is called while another thread holds the lock, which gives it back later"
                        + (interrupt == Interrupt.YES ? "; the thread that waits is interrupted" : ""))
                .cause("a lock that is taken says nothing about the name: tryLock() gives up, with or without a time, "
                        + "and lockInterruptibly() when the thread is interrupted; lock() waits")
                .readOn(CHAPTER, WRONG)
                .expect(expected, result.get());
    }

    /** In the lock's queue, or in a loop that has tried often. */
    private static boolean waits(Thread thread, int tries) {
        return switch (thread.getState()) {
            case WAITING -> true;
            case TIMED_WAITING -> tries >= TRIES_WITH_A_PAUSE;
            case NEW, RUNNABLE, BLOCKED, TERMINATED -> tries >= TRIES;
        };
    }

    /** True if the map has failed. */
    private boolean isFreeAfter(String method, int failingAccess, Supplier<Error> error, Runnable call) {
        AtomicInteger accesses = new AtomicInteger();
        onAccess = () -> {
            if (accesses.incrementAndGet() == failingAccess) {
                throw Optional.ofNullable(error.get()).orElseThrow(IllegalArgumentException::new);
            }
        };
        String end = "returns";
        try {
            call.run();
        } catch (MapFailure | IllegalArgumentException e) {
            end = "ends with an exception that the map has thrown";
        }
        onAccess = () -> { };
        Finding.when(method + " " + end)
                .cause("an exception or an early return jumps over unlock(); unlock in finally")
                .readOn(CHAPTER, GUARDS)
                .expect(lock.isFree(), "the lock is free", "it is still taken, and everybody else waits forever");
        return accesses.get() >= failingAccess;
    }

    private String holder() {
        Client holder = map.get(ALICE);
        return holder == null ? "nobody has the name" : holder + " has the name";
    }

    private static String first(List<String> seen) {
        return seen.stream().findFirst().orElse("");
    }

    /** What a map throws that fails: no RuntimeException, which somebody might catch. */
    private static final class MapFailure extends Error {

        private static final long serialVersionUID = 1L;
    }
}
