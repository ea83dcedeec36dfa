package aside.testing;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a task on the only thread of a pool, and sees when work is handed to other threads of that pool. A parallel
 * stream works in the pool of the thread that starts it. Here it asks for more threads, gets none, and so everything
 * happens on one thread, the same way every time.
 */
public final class OneThread {

    private OneThread() {
    }

    /** The pool's thread, and whether it asked for another one while it was watched. */
    private static final class Worker extends ForkJoinWorkerThread {

        private boolean isWatched;
        private boolean hasAskedForHelp;

        Worker(ForkJoinPool pool) {
            super(pool);
        }
    }

    /** Runs a task to its end; what it throws comes out as it is. */
    public static void run(Runnable task) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ForkJoinPool pool = new ForkJoinPool(2, onlyOne(), null, false);
        try {
            // Not as a task that throws: the pool would make a copy of the exception.
            pool.submit(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    thrown.set(e);
                }
            }).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("ended before its time", e);
        } finally {
            pool.shutdownNow();
        }
        switch (thrown.get()) {
            case null -> { }
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    /**
     * Runs something within a task that {@link #run} runs.
     *
     * @param part what to run
     * @return whether it handed work to other threads of the pool, as a parallel stream does
     */
    public static boolean handsWorkOn(Runnable part) {
        if (!(Thread.currentThread() instanceof Worker worker)) {
            part.run();
            return false;
        }
        worker.hasAskedForHelp = false;
        worker.isWatched = true;
        try {
            part.run();
        } finally {
            worker.isWatched = false;
        }
        return worker.hasAskedForHelp;
    }

    private static ForkJoinWorkerThreadFactory onlyOne() {
        AtomicReference<Worker> only = new AtomicReference<>();
        return pool -> {
            Worker worker = new Worker(pool);
            if (only.compareAndSet(null, worker)) {
                return worker;
            }
            if (Thread.currentThread() instanceof Worker asking && asking.isWatched) {
                asking.hasAskedForHelp = true;
            }
            return null;
        };
    }
}
