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
import aside.testing.OtherThread;
import aside.testing.RecordingClient;
import aside.testing.Violations;
import aside.testing.WatchedLock;
import aside.testing.WatchedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/**
 * What exercise 1 asks of {@link MyClientRegistry}. The map and the lock that it gets are watched: they note who looks
 * at the map without the lock.
 */
@Tag("exercise-1")
@Exercise(number = 1, title = "Who is here", stars = 1, chapter = "docs/01-registry.md", yours = MyClientRegistry.class)
class E01RegistryCheck {

    private static final String CHAPTER = "docs/01-registry.md";
    private static final UserName ALICE = UserName.parse("alice").orElseThrow();
    private static final UserName BOB = UserName.parse("bob").orElseThrow();

    private final Subject<ClientRegistry> subject;
    private final Violations violations = new Violations();
    private final WatchedLock lock = new WatchedLock(violations);
    private final Map<UserName, Client> map = new HashMap<>();
    private Runnable onAccess = () -> { };
    private final ClientRegistry registry;

    private final RecordingClient alice = new RecordingClient("alice");
    private final RecordingClient otherAlice = new RecordingClient("alice");
    private final RecordingClient bob = new RecordingClient("bob");

    E01RegistryCheck(Subject<ClientRegistry> subject) {
        this.subject = subject;
        registry = subject.make(WatchedMap.of(map, lock, violations, () -> onAccess.run()), lock);
        // Before anybody else knows the map, the constructor needs no lock.
        violations.clear();
        List.of(alice, otherAlice, bob).forEach(client -> client.onMessage(this::called));
    }

    @Check(step = 1, points = 1)
    void whoJoinsIsFoundUntilItLeaves() {
        Finding finding = Finding.when("alice joins").readOn(CHAPTER, "The code as it stands");

        finding.cause("join() says whether the client is in now").expect(true, registry.join(alice));
        finding.cause("clients are kept in the map that the constructor gets, by name")
                .expect(Map.of(ALICE, alice), map);
        finding.cause("find() looks the name up").expect(Optional.of(alice), registry.find(ALICE));
        finding.cause("nobody is no error: Optional.empty()").expect(Optional.empty(), registry.find(BOB));

        registry.join(bob);
        Finding.when("alice and bob have joined, and everyone() is asked")
                .cause("everyone() lists the clients in the map, each once")
                .readOn(CHAPTER, "The code as it stands")
                .expect(Set.of(alice, bob), Set.copyOf(registry.everyone()));

        Finding leaves = Finding.when("alice leaves, twice").readOn(CHAPTER, "The code as it stands");
        leaves.cause("leave() says whether the client was here").expect(true, registry.leave(alice));
        leaves.cause("the second time she is gone already").expect(false, registry.leave(alice));
        leaves.cause("leave() takes the client out of the map").expect(Map.of(BOB, bob), map);
        leaves.cause("leave() takes the client out of the map").expect(Optional.empty(), registry.find(ALICE));
    }

    @Check(step = 2, points = 1)
    void aTakenNameIsRefusedAndItsHolderStays() {
        registry.join(alice);

        boolean second = registry.join(otherAlice);

        Finding finding = Finding.when("alice joins, and then another client by the same name")
                .cause("put() replaces whoever is there; putIfAbsent() looks and adds in one step")
                .readOn(CHAPTER, "What can go wrong");
        finding.expect(second == false, "join() returns false to the second", "it returns true");
        finding.expect(map.get(ALICE) == alice, "the first alice still has the name", holder());
    }

    @Check(step = 3, points = 1)
    void aLateLeaveDoesNotTakeTheNextHolderOut() {
        registry.join(alice);
        registry.leave(alice);
        registry.join(otherAlice);

        boolean wasHere = registry.leave(alice);

        Finding finding = Finding.when("alice leaves, another client joins by her name, and the first leaves once more")
                .cause("removing by name alone takes out whoever has the name now; remove(name, client) looks first")
                .readOn(CHAPTER, "What can go wrong");
        finding.expect(map.get(ALICE) == otherAlice, "the second alice stays", holder());
        finding.expect(wasHere == false, "leave() returns false: the first is not here any more", "it returns true");
    }

    @Check(step = 4, points = 2)
    void everyLookAtTheMapIsUnderTheRightLock() {
        try {
            useAll();
        } catch (IllegalStateException e) {
            // The watched lock has refused to be upgraded, and has noted it.
            if (violations.seen().isEmpty()) {
                throw e;
            }
        }

        Finding.when("every method is called, with names that are there and names that are not")
                .cause("lock before the first look at the map and unlock after the last, in finally; what changes the "
                        + "map needs the write lock from the first look on; a copy is made under the lock, too")
                .readOn(CHAPTER, "What can go wrong")
                .expect(violations.seen().isEmpty(), "every access under the right lock", firstViolation());
    }

    @Check(step = 5, points = 1)
    void whatEveryoneReturnsIsACopy() {
        registry.join(alice);
        List<Client> before = registry.everyone();
        registry.join(bob);
        violations.clear();

        String seen = before.toString();

        Finding finding = Finding.when("everyone() is asked, bob joins, and then the list is read")
                .cause("values() is a view: it reads the map whenever it is read itself, long after the unlock; copy "
                        + "it, with List.copyOf(), under the lock")
                .readOn(CHAPTER, "What can go wrong");
        finding.expect(violations.seen().isEmpty(), "a list that does not point into the map",
                "reading it reads the map: " + firstViolation());
        finding.expect("[alice]", seen);
    }

    @Check(step = 6, points = 1)
    void theLockIsFreeAfterwardsAlsoIfTheMapFails() {
        for (int access = 1; access <= 3; access++) {
            isFreeAfter("join(alice)", access, () -> registry.join(alice));
            isFreeAfter("join(alice), where another alice is,", access, () -> registry.join(otherAlice));
            isFreeAfter("find(alice)", access, () -> registry.find(ALICE));
            isFreeAfter("find(bob), who is not here,", access, () -> registry.find(BOB));
            isFreeAfter("everyone()", access, registry::everyone);
            isFreeAfter("leave(alice), of an alice who is not here,", access, () -> registry.leave(otherAlice));
            isFreeAfter("leave(alice)", access, () -> registry.leave(alice));
        }
    }

    @Check(step = 7, points = 1)
    void twoReadersGetInTogether() {
        registry.join(alice);
        for (Reader first : readers()) {
            for (Reader second : readers()) {
                getInTogether(first, second);
            }
        }
    }

    @Check(step = 8, points = 1)
    void whoComesWhileTheLockIsTakenWaits() {
        registry.join(alice);
        waitsForTheLock("join(bob)", true, () -> registry.join(bob));
        waitsForTheLock("find(bob)", Optional.of(bob), () -> registry.find(BOB));
        waitsForTheLock("everyone()", Set.of(alice, bob), () -> Set.copyOf(registry.everyone()));
        waitsForTheLock("leave(alice)", true, () -> registry.leave(alice));
    }

    @Check(step = 9, points = 1)
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

    private void useAll() {
        registry.find(ALICE);
        registry.join(alice);
        registry.join(otherAlice);
        registry.join(bob);
        registry.find(ALICE);
        registry.everyone().forEach(Client::name);
        registry.leave(otherAlice);
        registry.leave(alice);
        registry.leave(alice);
        registry.everyone().forEach(Client::name);
    }

    /** A method that only looks. */
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
                secondGotThrough.set(OtherThread.does(second.call()).ends());
            }
        };

        first.call().run();
        onAccess = () -> { };

        Finding.when("one thread is inside of " + first.name() + ", and another one calls " + second.name())
                .cause("looking needs the read lock alone; with the write lock, or synchronized, readers queue up")
                .readOn(CHAPTER, "The code as it stands")
                .expect(secondGotThrough.get(), "both look at the same time", "the second waits for the first");
    }

    private void waitsForTheLock(String method, Object expected, Supplier<Object> call) {
        AtomicReference<Object> result = new AtomicReference<>("nothing");
        CountDownLatch foundBusy = lock.foundBusy();
        lock.writeLock().lock();
        OtherThread other = OtherThread.does(() -> result.set(call.get()));
        while (foundBusy.getCount() > 0 && !other.hasEnded()) {
            Thread.onSpinWait();
        }
        lock.writeLock().unlock();
        other.ends();

        Finding.when(method + " is called while another thread holds the lock, which gives it back soon")
                .cause("tryLock() gives up when the lock is taken; lock() waits")
                .readOn(CHAPTER, "What can go wrong")
                .expect(expected, result.get());
    }

    private void isFreeAfter(String method, int failingAccess, Runnable call) {
        AtomicInteger accesses = new AtomicInteger();
        onAccess = () -> {
            if (accesses.incrementAndGet() == failingAccess) {
                throw new MapFailure();
            }
        };
        String end = "returns";
        try {
            call.run();
        } catch (MapFailure e) {
            end = "ends with an exception that the map has thrown";
        }
        onAccess = () -> { };
        Finding.when(method + " " + end)
                .cause("an exception or an early return jumps over unlock(); unlock in finally")
                .readOn(CHAPTER, "What can go wrong")
                .expect(lock.isFree(), "the lock is free", "it is still taken, and everybody else waits for ever");
    }

    private void called() {
        if (lock.mayRead()) {
            violations.note("calls out to a client while it holds the lock");
        }
    }

    private String holder() {
        Client holder = map.get(ALICE);
        return holder == null ? "nobody has the name" : (holder == alice ? "the first" : "the second") + " has it";
    }

    private String firstViolation() {
        return violations.seen().stream().findFirst().orElse("");
    }

    /** What a map throws that fails. */
    private static final class MapFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
