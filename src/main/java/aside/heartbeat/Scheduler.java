package aside.heartbeat;

import java.time.Duration;

/**
 * Time, as the server sees it. It comes in through constructors, so that a test moves it and no test waits for it.
 * May be used from any thread.
 */
public interface Scheduler {

    /** {@return a clock that only runs forward, in nanoseconds from some moment; only differences mean something} */
    long nanoTime();

    /**
     * Runs a task later, once. Tasks run one at a time and must not block; a task that throws is logged.
     *
     * @param delay how much later; zero means as soon as possible, but never within this call
     * @param task what to do
     * @return takes the task back if it has not started
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** A task that can be taken back. */
    @FunctionalInterface
    interface Cancellable {

        /** Takes the task back if it has not started; calling it again does nothing. */
        void cancel();
    }
}
