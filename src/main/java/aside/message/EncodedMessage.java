package aside.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A server message as it goes over the wire. A message is encoded once, however many clients get it: they share
 * these bytes, so nobody may change them, and each writer asks for a view of its own.
 */
public final class EncodedMessage {

    /** An updater and not an AtomicInteger: one object less for each message. */
    private static final AtomicIntegerFieldUpdater<EncodedMessage> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(EncodedMessage.class, "holders");

    private final byte[] utf8;
    private final long seq;

    /** In how many places the message is waiting. */
    private volatile int holders;

    /**
     * Wraps one JSON object.
     *
     * @param utf8 the JSON in UTF-8; belongs to this object from now on
     */
    public EncodedMessage(byte[] utf8) {
        this(utf8, 0);
    }

    /**
     * Wraps one JSON object that has a number in the room's log.
     *
     * @param utf8 the JSON in UTF-8; belongs to this object from now on
     * @param seq the number; 0 for none
     */
    public EncodedMessage(byte[] utf8, long seq) {
        this.utf8 = utf8;
        this.seq = seq;
    }

    /** {@return the number of a public message in the room's log; 0 for every other message} */
    public long seq() {
        return seq;
    }

    /** {@return the length in bytes} */
    public int size() {
        return utf8.length;
    }

    /** {@return a view of the bytes with a position of its own} Not to be written to. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(utf8);
    }

    /** {@return whether this is the first holder} Counts one more place in which the message is waiting. */
    public boolean hold() {
        return HOLDERS.getAndIncrement(this) == 0;
    }

    /** {@return whether this was the last holder} Counts one place less in which the message is waiting. */
    public boolean release() {
        return HOLDERS.decrementAndGet(this) == 0;
    }

    /** The JSON, for logs and tests. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
