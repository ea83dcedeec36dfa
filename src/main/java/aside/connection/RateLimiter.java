package aside.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast one client may send: a token bucket, and a limit to how often it is refused. Not thread-safe: a
 * connection's messages arrive one at a time.
 *
 * <p>A message costs one unit, and a long one costs several: decoding 64 KiB takes a hundred times as long as decoding
 * a sentence, so a limit that counts messages only would limit nothing.
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
     * @param perSecond units a second in the long run; 0 turns the limit off
     * @param burst units at once after a pause
     * @param charactersPerUnit a message costs one unit for each of these begun
     * @param maxRefusals this many refused units within {@code refusalWindow} are flooding
     * @param refusalWindow see {@code maxRefusals}
     */
    public record Limits(int perSecond, int burst, int charactersPerUnit, int maxRefusals, Duration refusalWindow) {

        /**
         * What a message costs.
         *
         * @param characters its length
         * @return the units, at least 1
         */
        int unitsOf(int characters) {
            return Math.max(1, Math.ceilDiv(characters, charactersPerUnit));
        }
    }

    /** A ping is six bytes, so hundreds of them come in one read, and each is answered. Nobody needs many. */
    private static final int UNITS_OF_CONTROL_FRAME = 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Limits limits;
    private final LongSupplier nanoTime;

    /** The bucket, in unit-nanoseconds: one unit costs a second's worth, each nanosecond adds the rate. */
    private long tokens;
    private long filledAt;

    /** When the latest units were refused, oldest overwritten first; allocated at the first refusal. */
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
     * @param characters its length
     * @return what to do with it
     */
    public Verdict nextMessage(int characters) {
        return next(limits.unitsOf(characters));
    }

    /**
     * Judges the next ping or pong.
     *
     * @return what to do with it
     */
    public Verdict nextControlFrame() {
        return next(UNITS_OF_CONTROL_FRAME);
    }

    private Verdict next(int cost) {
        if (limits.perSecond() == 0) {
            return Verdict.PASS;
        }
        long now = nanoTime.getAsLong();
        fill(now);
        // A message that costs more than the whole bucket passes when the bucket is full, and empties it.
        int units = Math.min(cost, limits.burst());
        if (tokens >= units * NANOS_PER_SECOND) {
            tokens -= units * NANOS_PER_SECOND;
            return Verdict.PASS;
        }
        return areTooMany(units, now) ? Verdict.FLOODING : Verdict.REFUSE;
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

    private boolean areTooMany(int units, long now) {
        if (refusals.length == 0) {
            refusals = new long[limits.maxRefusals()];
        }
        for (int i = 0; i < units; i++) {
            refusals[(int) (refused++ % refusals.length)] = now;
        }
        long oldest = refusals[(int) (refused % refusals.length)];
        return refused >= refusals.length && now - oldest <= limits.refusalWindow().toNanos();
    }
}
