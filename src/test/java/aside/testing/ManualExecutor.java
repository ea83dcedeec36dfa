package aside.testing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** An executor that runs its tasks when the test says so, on the thread that says it. */
public final class ManualExecutor implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what was given so far and what comes of it, and says how many tasks that were. */
    public int runAll() {
        int count = 0;
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
            count++;
        }
        return count;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return tasks.isEmpty();
    }
}
