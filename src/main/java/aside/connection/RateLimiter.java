package aside.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast one client may send: a token bucket, and an end to patience. Not thread-safe: a connection's messages come
 * one at a time.
 */
public final class RateLimiter {

    /** What a limiter says to a message. */
    public enum Verdict {
        /** Let it pass. */
        PASS,
        /** Too fast: refuse this message. */
        REFUSE,
        /** Refused too often: end the connection. */
        FLOODING
    }

    /**
     * How fast is too fast.
     *
     * @param perSecond messages a second in the long run; 0 turns the limit off
     * @param burst messages at once after a pause
     * @param maxRefusals so many refused messages within {@code refusalWindow} are flooding
     * @param refusalWindow see {@code maxRefusals}
     */
    public record Limits(int perSecond, int burst, int maxRefusals, Duration refusalWindow) {
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Limits limits;
    private final LongSupplier nanoTime;

    /** The bucket, in message-nanoseconds: one message costs a second's worth, each nanosecond adds the rate. */
    private long tokens;
    private long filledAt;

    /** When the latest refusals were, oldest overwritten first; allocated for those who are refused at all. */
    private long[] refusals = {};
    private long refused;

    /**
     * Makes a limiter with a full bucket.
     *
     * @param limits how fast is too fast
     * @param nanoTime a clock that only runs forward, in nanoseconds
     */
    public RateLimiter(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.tokens = capacity();
        this.filledAt = nanoTime.getAsLong();
    }

    /**
     * Judges the next message.
     *
     * @return what to do with it
     */
    public Verdict next() {
        if (limits.perSecond() == 0) {
            return Verdict.PASS;
        }
        long now = nanoTime.getAsLong();
        fill(now);
        if (tokens >= NANOS_PER_SECOND) {
            tokens -= NANOS_PER_SECOND;
            return Verdict.PASS;
        }
        return isOneTooMany(now) ? Verdict.FLOODING : Verdict.REFUSE;
    }

    private void fill(long now) {
        // After a pause that fills the bucket in any case, the product below could overflow.
        long elapsed = Math.min(now - filledAt, capacity() / limits.perSecond() + 1);
        tokens = Math.min(capacity(), tokens + elapsed * limits.perSecond());
        filledAt = now;
    }

    private long capacity() {
        return limits.burst() * NANOS_PER_SECOND;
    }

    private boolean isOneTooMany(long now) {
        if (refusals.length == 0) {
            refusals = new long[limits.maxRefusals()];
        }
        refusals[(int) (refused++ % refusals.length)] = now;
        long oldest = refusals[(int) (refused % refusals.length)];
        return refused >= refusals.length && now - oldest <= limits.refusalWindow().toNanos();
    }
}
