package aside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A parallel stream is seen each time, and never gets a second thread. */
class OneThreadTest {

    @RepeatedTest(20)
    void aParallelStreamIsSeenAndRunsOnOneThread() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        OneThread.run(() -> {
            threads.add(Thread.currentThread());
            assertThat(OneThread.handsWorkOn(() -> IntStream.range(0, 5).parallel()
                    .forEach(number -> threads.add(Thread.currentThread())))).isTrue();
            assertThat(OneThread.handsWorkOn(() -> IntStream.range(0, 5)
                    .forEach(number -> threads.add(Thread.currentThread())))).isFalse();
        });

        assertThat(threads).hasSize(1);
    }

    @Test
    void whatTheTaskThrowsComesOutAsItIs() {
        IllegalStateException thrown = new IllegalStateException("as it is");

        assertThatThrownBy(() -> OneThread.run(() -> {
            throw thrown;
        })).isSameAs(thrown);
    }
}
