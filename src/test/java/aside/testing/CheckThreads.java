package aside.testing;

/**
 * The threads of one piece of a check: those that it starts are in it, too. A check that is over can end them, however
 * wrong the student's code is: woven code asks in each gap and at each turn of a loop whether it may go on.
 */
public class CheckThreads extends ThreadGroup {

    private volatile long steps;
    private volatile boolean isStopped;

    /** Thrown out of code that may not go on. */
    private static final class Stopped extends Error {

        private static final long serialVersionUID = 1L;

        Stopped() {
            super("the check is over", null, false, false);
        }
    }

    /** A group without threads. */
    public CheckThreads() {
        super("check");
    }

    /** Says that the check of this thread gets on: what runs for long from now on is not what ran for long before. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public static void getsOn() {
        if (Thread.currentThread().getThreadGroup() instanceof CheckThreads group) {
            // A step that is lost to another thread's does no harm: the number has changed all the same.
            group.steps++;
        }
    }

    /** Called by woven code. */
    public static void mayGoOn() {
        if (Thread.currentThread().getThreadGroup() instanceof CheckThreads group && group.isStopped) {
            throw new Stopped();
        }
    }

    /** Ends its threads as soon as they come by {@link #mayGoOn}. */
    public void end() {
        isStopped = true;
    }

    /** Changes whenever the check gets on. */
    public long steps() {
        return steps;
    }
}
