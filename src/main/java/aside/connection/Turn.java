package aside.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Does at the end of a turn what was asked for during it. A turn is the handling of all that one read of a socket
 * brought: when it holds sixteen messages for one recipient, they leave in one write and not in sixteen. Outside of a
 * turn, everything is done at once. May be used from any thread; a turn belongs to its thread.
 */
public final class Turn implements Executor {

    private final ThreadLocal<Queue<Runnable>> atTheEnd = new ThreadLocal<>();

    /** Makes a turn that nobody has taken yet. */
    public Turn() {
    }

    /**
     * Runs one turn.
     *
     * @param turn what it consists of
     */
    public void run(Runnable turn) {
        Queue<Runnable> tasks = new ArrayDeque<>();
        atTheEnd.set(tasks);
        try {
            turn.run();
        } finally {
            finish();
            atTheEnd.remove();
        }
    }

    /** Does now what was asked for so far. Outside of a turn there is nothing to do. */
    public void finish() {
        Queue<Runnable> tasks = atTheEnd.get();
        while (tasks != null && !tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Override
    public void execute(Runnable task) {
        Queue<Runnable> tasks = atTheEnd.get();
        if (tasks == null) {
            task.run();
        } else {
            tasks.add(task);
        }
    }
}
