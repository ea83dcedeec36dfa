package aside.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A reentrant read-write lock that sees how it is used. It refuses in words to be upgraded, where another lock would
 * hang, and can let somebody in at every moment at which it is free.
 */
public final class WatchedLock implements ReadWriteLock {

    private final ReentrantReadWriteLock inner = new ReentrantReadWriteLock();
    private final Lock readLock = new WatchedHalf(inner.readLock(), this::beforeReading, this::busy, this::gap);
    private final Lock writeLock = new WatchedHalf(inner.writeLock(), this::beforeWriting, this::busy, this::gap);
    private final Violations violations;
    private volatile Runnable inGaps = () -> { };
    private volatile CountDownLatch foundBusy = new CountDownLatch(1);
    private final AtomicInteger refusals = new AtomicInteger();
    private final ThreadLocal<String> readLine = new ThreadLocal<>();

    /** A lock that nobody holds; what it sees goes to {@code violations}. */
    public WatchedLock(Violations violations) {
        this.violations = violations;
    }

    @Override
    public Lock readLock() {
        return readLock;
    }

    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /** Runs this from now on just before the lock is taken and just after it is given back by who has none of it. */
    public void inGaps(Runnable intruder) {
        inGaps = intruder;
    }

    /** Whether this thread may read what the lock guards. */
    public boolean mayRead() {
        return inner.getReadHoldCount() > 0 || mayWrite();
    }

    /** Whether this thread may change what the lock guards. */
    public boolean mayWrite() {
        return inner.isWriteLockedByCurrentThread();
    }

    /** Whether nobody holds it. */
    public boolean isFree() {
        return !inner.isWriteLocked() && inner.getReadLockCount() == 0;
    }

    /** Reaches zero when, from now on, somebody comes while the lock is taken. */
    public CountDownLatch foundBusy() {
        foundBusy = new CountDownLatch(1);
        return foundBusy;
    }

    /** How often somebody has found the lock taken. */
    public int refusals() {
        return refusals.get();
    }

    /** Gives back what this thread still holds; true if it held anything. */
    public boolean release() {
        boolean held = mayRead();
        while (inner.getReadHoldCount() > 0) {
            inner.readLock().unlock();
        }
        while (inner.isWriteLockedByCurrentThread()) {
            inner.writeLock().unlock();
        }
        return held;
    }

    private void beforeReading() {
        readLine.set(Violations.line());
        gap();
    }

    private void beforeWriting() {
        if (mayRead() && !mayWrite()) {
            violations.note("takes the write lock while it holds the read lock, which it took at " + readLine.get()
                    + ": it would wait for itself");
            throw new IllegalStateException("a read lock (" + readLine.get() + ") cannot be upgraded to a write lock: "
                    + "the thread would wait for itself");
        }
        gap();
    }

    private void busy() {
        refusals.incrementAndGet();
        foundBusy.countDown();
    }

    private void gap() {
        if (!mayRead()) {
            inGaps.run();
        }
    }
}
