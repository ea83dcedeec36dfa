package aside.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.testing.OtherThread;
import aside.testing.RecordingClient;
import aside.testing.Violations;
import aside.testing.WatchedLock;
import aside.testing.WatchedMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockedClientRegistryTest {

    private static final UserName ALICE = UserName.parse("alice").orElseThrow();

    private final Violations violations = new Violations();
    private final WatchedLock lock = new WatchedLock(violations);
    private final Map<UserName, Client> map = new HashMap<>();
    private Runnable onAccess = () -> { };
    private final ClientRegistry registry =
            new LockedClientRegistry(WatchedMap.of(map, lock, violations, () -> onAccess.run()), lock);

    private final RecordingClient alice = new RecordingClient("alice");
    private final RecordingClient otherAlice = new RecordingClient("Alice");
    private final RecordingClient bob = new RecordingClient("bob");

    @Test
    void theFirstHasTheNameUntilItLeaves() {
        assertThat(registry.join(alice)).isTrue();
        assertThat(registry.join(otherAlice)).isFalse();
        assertThat(registry.find(ALICE)).contains(alice);

        assertThat(registry.leave(alice)).isTrue();

        assertThat(registry.find(ALICE)).isEmpty();
        assertThat(registry.join(otherAlice)).isTrue();
    }

    @Test
    void aLateLeaveDoesNotEvictTheNextHolderOfTheName() {
        registry.join(alice);
        registry.leave(alice);
        registry.join(otherAlice);

        assertThat(registry.leave(alice)).isFalse();

        assertThat(registry.find(ALICE)).contains(otherAlice);
    }

    @Test
    void everyAccessIsUnderTheRightLockAndNobodyIsCalledMeanwhile() {
        List.of(alice, otherAlice, bob).forEach(client -> client.onMessage(this::noteCallUnderTheLock));
        registry.join(alice);
        registry.join(otherAlice);
        registry.join(bob);
        registry.find(ALICE);
        registry.everyone();
        registry.leave(otherAlice);
        registry.leave(alice);

        assertThat(violations.seen()).isEmpty();
    }

    @Test
    void everyoneIsACopyThatDoesNotPointIntoTheMap() {
        registry.join(alice);

        List<Client> before = registry.everyone();
        registry.join(bob);

        assertThat(before).containsExactly(alice);
        assertThat(registry.everyone()).containsExactlyInAnyOrder(alice, bob);
        assertThat(violations.seen()).isEmpty();
    }

    @Test
    void theLockIsFreeAfterTheMapHasFailed() {
        onAccess = () -> {
            throw new IllegalStateException("the map failed");
        };

        for (ThrowingCallable call : List.<ThrowingCallable>of(() -> registry.join(alice), () -> registry.leave(alice),
                () -> registry.find(ALICE), registry::everyone)) {
            assertThatThrownBy(call).hasMessage("the map failed");
            assertThat(lock.isFree()).isTrue();
        }
    }

    @Test
    void twoReadersAreInAtTheSameTime() {
        registry.join(alice);
        AtomicBoolean firstIsIn = new AtomicBoolean();
        AtomicBoolean secondGotThrough = new AtomicBoolean();
        onAccess = () -> {
            if (firstIsIn.compareAndSet(false, true)) {
                secondGotThrough.set(OtherThread.does(registry::everyone).ends());
            }
        };

        registry.find(ALICE);

        assertThat(secondGotThrough).isTrue();
    }

    @ParameterizedTest
    @MethodSource("locks")
    void worksWithAnyLockAndAnyMap(ReadWriteLock any) {
        ClientRegistry other = new LockedClientRegistry(
                new TreeMap<>((a, b) -> a.equals(b) ? 0 : a.toString().compareTo(b.toString())), any);

        assertThat(other.join(alice)).isTrue();
        assertThat(other.join(otherAlice)).isFalse();
        assertThat(other.everyone()).containsExactly(alice);
        assertThat(other.leave(alice)).isTrue();
    }

    static List<ReadWriteLock> locks() {
        return List.of(new ReentrantReadWriteLock(true), new StampedLock().asReadWriteLock());
    }

    private void noteCallUnderTheLock() {
        if (lock.mayRead()) {
            violations.note("is called while the lock is held");
        }
    }
}
