package aside.testing;

import java.time.Duration;

/** Something done on another thread, to see whether it gets through or waits for what this thread holds. */
public final class OtherThread {

    private static final Duration LOOK = Duration.ofMillis(5);

    /** So many looks in a row that find it waiting mean that it waits for us. What just starts up does not wait. */
    private static final int LOOKS = 20;

    private final Thread thread;

    private OtherThread(Runnable task) {
        thread = new Thread(task, "other");
        thread.setDaemon(true);
    }

    /** Runs something on another thread and waits for its end: a race whose order the test decides. */
    public static void elsewhere(Runnable action) {
        Thread thread = Thread.ofVirtual().start(action);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts a task. */
    public static OtherThread does(Runnable task) {
        OtherThread other = new OtherThread(task);
        other.thread.start();
        return other;
    }

    /** Waits until the task has ended, or stands still; true if it has ended. */
    public boolean ends() {
        int waiting = 0;
        while (waiting < LOOKS && !hasEnded()) {
            waiting = thread.getState() == Thread.State.RUNNABLE ? 0 : waiting + 1;
        }
        return !thread.isAlive();
    }

    /** Whether the task has ended; looks for a moment. */
    public boolean hasEnded() {
        try {
            return thread.join(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
