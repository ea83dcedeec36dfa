package aside.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** An executor that keeps its tasks until the test runs them. May be used from any thread. */
public final class TaskQueue implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what waits, and what that brings, until nothing waits. */
    public void runAll() {
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
        }
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return tasks.isEmpty();
    }
}
