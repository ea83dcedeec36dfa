package aside.jetty;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What the pings of one connection carry. A payload is random, so only a client that has read a ping can answer it: if
 * the payload were the ping's number, a client that reads nothing could go on answering forever.
 *
 * <p>The last two are remembered, as many as the heartbeat waits for. May be used from any thread.
 */
final class PingPayloads {

    /** Shared: each of these takes memory and time to make, and each connection needs eight bytes in 20 seconds. */
    private static final SecureRandom RANDOM = new SecureRandom();

    private long lastPayload;
    private long lastNumber = -1;
    private long payloadBefore;
    private long numberBefore = -1;

    synchronized ByteBuffer payloadFor(long number) {
        payloadBefore = lastPayload;
        numberBefore = lastNumber;
        lastPayload = RANDOM.nextLong();
        lastNumber = number;
        return ByteBuffer.allocate(Long.BYTES).putLong(0, lastPayload);
    }

    /** The number of the ping that a pong answers; empty for a pong that answers none of the last two. */
    synchronized Optional<Long> numberOf(ByteBuffer pong) {
        if (pong.remaining() != Long.BYTES || lastNumber < 0) {
            return Optional.empty();
        }
        long payload = pong.getLong(pong.position());
        if (payload == lastPayload) {
            return Optional.of(lastNumber);
        }
        return payload == payloadBefore && numberBefore >= 0 ? Optional.of(numberBefore) : Optional.empty();
    }
}
