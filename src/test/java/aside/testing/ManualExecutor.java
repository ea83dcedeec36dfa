package aside.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor that runs its tasks when the test says so. */
public final class ManualExecutor implements Executor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs what was given so far and what comes of it, and says how many tasks that were. */
    public int runAll() {
        int count = 0;
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
            count++;
        }
        return count;
    }

    private synchronized Runnable poll() {
        return tasks.poll();
    }
}
