package aside;

import java.nio.channels.Selector;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Does what may wait a little, on the thread that watches the sockets: at the end of each of its rounds, when all that
 * has come is read, and before it looks again. May be used from any thread.
 *
 * <p>The one rule: a round is short. A message to ten thousand is ten thousand writes, and after a few of them the
 * thread looks at the sockets again. So a private message does not wait until the whole room is served, and what is
 * said meanwhile leaves in one write with what waits already.
 */
final class Rounds implements Executor {

    /** So many writes take some hundred microseconds; to look at the sockets costs less than one. */
    private static final int TASKS_IN_ROUND = 32;

    private final SelectorManager selectors;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asked = new AtomicBoolean();

    /**
     * Makes rounds in which nothing is to be done yet.
     *
     * @param selectors have the threads that watch the sockets; of several, the first does it all
     */
    Rounds(SelectorManager selectors) {
        this.selectors = selectors;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        ask();
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            // When Jetty has stopped there is none: no socket is open, and there is nothing left to do for them.
            Optional.ofNullable(selectors.getBean(ManagedSelector.class))
                    .ifPresent(selector -> selector.submit(this::round));
        }
    }

    private void round(Selector selector) {
        try {
            for (int i = 0; i < TASKS_IN_ROUND && !tasks.isEmpty(); i++) {
                tasks.remove().run();
            }
        } finally {
            asked.set(false);
            if (!tasks.isEmpty()) {
                ask();
            }
        }
    }
}
