package aside.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A reentrant read-write lock that sees how it is used. It refuses in words to be upgraded, where another lock would
 * hang, and can let somebody in at every moment at which it is free.
 */
public final class WatchedLock implements ReadWriteLock {

    private final ReentrantReadWriteLock inner = new ReentrantReadWriteLock();
    private final Lock readLock = new Watched(inner.readLock());
    private final Lock writeLock = new Watched(inner.writeLock());
    private final Violations violations;
    private final CountDownLatch foundBusy = new CountDownLatch(1);
    private volatile Runnable inGaps = () -> { };

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

    boolean mayRead() {
        return inner.getReadHoldCount() > 0 || mayWrite();
    }

    boolean mayWrite() {
        return inner.isWriteLockedByCurrentThread();
    }

    /** Whether nobody holds it. */
    public boolean isFree() {
        return !inner.isWriteLocked() && inner.getReadLockCount() == 0;
    }

    /** Reaches zero when somebody comes while the lock is taken. */
    public CountDownLatch foundBusy() {
        return foundBusy;
    }

    private final class Watched implements Lock {

        private final Lock one;

        Watched(Lock one) {
            this.one = one;
        }

        @Override
        public void lock() {
            if (!tryLock()) {
                one.lock();
            }
        }

        @Override
        public void lockInterruptibly() throws InterruptedException {
            if (!tryLock()) {
                one.lockInterruptibly();
            }
        }

        @Override
        public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
            return tryLock() || one.tryLock(time, unit);
        }

        @Override
        public boolean tryLock() {
            if (this == writeLock && mayRead() && !mayWrite()) {
                violations.note("takes the write lock while it holds the read lock: it would wait for itself");
                throw new IllegalStateException("a read lock cannot be upgraded to a write lock");
            }
            gap();
            if (one.tryLock()) {
                return true;
            }
            foundBusy.countDown();
            return false;
        }

        @Override
        public void unlock() {
            one.unlock();
            gap();
        }

        @Override
        public Condition newCondition() {
            return one.newCondition();
        }

        private void gap() {
            if (!mayRead()) {
                inGaps.run();
            }
        }
    }
}
