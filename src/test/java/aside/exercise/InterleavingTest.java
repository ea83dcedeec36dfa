package aside.exercise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Races are found at the first run, and only where there is one. */
class InterleavingTest {

    @Test
    void aRaceIsFoundAndItsLineIsNamed() {
        assertThatThrownBy(() -> countTwice(Racing.class))
                .hasMessageContaining("expected: 2")
                .hasMessageContaining("but was: 1")
                .hasMessageContaining("one thread stood at InterleavingTest.java:");
    }

    @Test
    void betweenTwoSynchronizedMethodsIsAGap() {
        assertThatThrownBy(() -> countTwice(TwoSections.class))
                .hasMessageContaining("expected: 2")
                .hasMessageContaining("but was: 1");
    }

    @ParameterizedTest
    @ValueSource(classes = {Synchronized.class, Atomic.class, Spinning.class})
    void whereThereIsNoRaceNoneIsFound(Class<? extends IntSupplier> counter) {
        countTwice(counter);
    }

    @Test
    void whatTheTwoThrowComesOut() {
        assertThatThrownBy(() -> Interleaving.explore(() -> new Round(() -> { }, () -> {
            throw new IllegalStateException("from the second");
        }, Roles.ALIKE, () -> { }))).hasMessage("from the second");
    }

    @Test
    void aTaskThatWaitsIsToldFromOneThatEnds() {
        CountDownLatch never = new CountDownLatch(1);

        assertThat(Interleaving.endsByItself(() -> { })).isTrue();
        assertThat(Interleaving.endsByItself(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).isFalse();
        never.countDown();
    }

    @Test
    void whatAThirdThreadLetsGoOfIsNoReasonToGoOnWithoutTheOther() {
        Interleaving.explore(() -> {
            Object held = new Object();
            AtomicReference<Thread> second = new AtomicReference<>();
            List<String> order = new CopyOnWriteArrayList<>();
            return new Round(() -> {
                hold(held, () -> second.get() != null && second.get().getState() == Thread.State.BLOCKED);
                Interleaving.gap();
                order.add("first");
            }, () -> {
                second.set(Thread.currentThread());
                synchronized (held) {
                    Interleaving.gap();
                    order.add("second");
                }
            }, Roles.ALIKE, () -> assertThat(order).as("order" + Interleaving.where()).isEqualTo(
                    Interleaving.where().isEmpty() ? List.of("first", "second") : List.of("second", "first")));
        });
    }

    /** Lets a third thread hold a lock, until it has seen often enough that somebody waits for it. */
    private static void hold(Object lock, BooleanSupplier isWanted) {
        CountDownLatch isHeld = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            synchronized (lock) {
                isHeld.countDown();
                for (int looks = 0; looks < 20_000; looks += isWanted.getAsBoolean() ? 1 : 0) {
                    Thread.onSpinWait();
                }
            }
        });
        try {
            isHeld.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void countTwice(Class<? extends IntSupplier> counter) {
        Subject<IntSupplier> woven = new Subject<IntSupplier>(counter).woven();
        Interleaving.explore(() -> {
            IntSupplier count = woven.make();
            return new Round(count::getAsInt, count::getAsInt, Roles.ALIKE,
                    () -> assertThat(count.getAsInt() - 1).as("counted" + Interleaving.where()).isEqualTo(2));
        });
    }

    static final class Racing implements IntSupplier {
        private int count;

        Racing() {
        }

        @Override
        public int getAsInt() {
            return ++count;
        }
    }

    static final class Synchronized implements IntSupplier {
        private int count;

        Synchronized() {
        }

        @Override
        public synchronized int getAsInt() {
            return ++count;
        }
    }

    static final class TwoSections implements IntSupplier {
        private int count;

        TwoSections() {
        }

        @Override
        public int getAsInt() {
            int now = read();
            return write(now + 1);
        }

        private synchronized int read() {
            return count;
        }

        private synchronized int write(int now) {
            count = now;
            return now;
        }
    }

    static final class Atomic implements IntSupplier {
        private final AtomicInteger count = new AtomicInteger();

        Atomic() {
        }

        @Override
        public int getAsInt() {
            return count.incrementAndGet();
        }
    }

    static final class Spinning implements IntSupplier {
        private final AtomicBoolean taken = new AtomicBoolean();
        private int count;

        Spinning() {
        }

        @Override
        public int getAsInt() {
            while (!taken.compareAndSet(false, true)) {
                Thread.onSpinWait();
            }
            int now = ++count;
            taken.set(false);
            return now;
        }
    }
}
