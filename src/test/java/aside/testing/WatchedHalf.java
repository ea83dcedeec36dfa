package aside.testing;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * One of the two locks of a {@link WatchedLock}.
 *
 * @param real does the work
 * @param before runs before each attempt to take it
 * @param busy runs when it is taken
 * @param after runs when it is given back
 */
record WatchedHalf(Lock real, Runnable before, Runnable busy, Runnable after) implements Lock {

    @Override
    public void lock() {
        if (!tryLock()) {
            real.lock();
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!tryLock()) {
            real.lockInterruptibly();
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // The time is over at once: to whoever holds the lock, any time may be too short.
        return tryLock();
    }

    @Override
    public boolean tryLock() {
        before.run();
        boolean taken = real.tryLock();
        if (!taken) {
            busy.run();
        }
        return taken;
    }

    @Override
    public void unlock() {
        real.unlock();
        after.run();
    }

    @Override
    public Condition newCondition() {
        return real.newCondition();
    }
}
