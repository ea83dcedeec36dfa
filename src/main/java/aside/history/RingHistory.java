package aside.history;

import aside.message.EncodedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A history in memory, bounded by messages and by bytes: a ring, in which the newest message takes the place of the
 * oldest.
 *
 * <pre>
 *   slots of a ring for 4:   [ 9 ][ 6 ][ 7 ][ 8 ]      oldest 6, last 9; 10 will take the place of 6
 * </pre>
 *
 * <p>The number of a message tells its slot, so reading on from any number is one step and not a search.
 */
public final class RingHistory implements History {

    private final EncodedMessage[] slots;
    private final long maxBytes;

    /** Guards the fields below and the slots. */
    private final Object lock = new Object();
    private long last;
    /** The number of the oldest message that is kept; one more than the last if none is. */
    private long oldest = 1;
    private long bytes;

    /**
     * Makes an empty history.
     *
     * @param maxMessages how many messages are kept at most; 0 keeps none, and counts all the same
     * @param maxBytes how many bytes they may have together
     */
    public RingHistory(int maxMessages, long maxBytes) {
        this.slots = new EncodedMessage[maxMessages];
        this.maxBytes = maxBytes;
    }

    // @start region="append"
    @Override
    public EncodedMessage append(LongFunction<EncodedMessage> encode) {
        synchronized (lock) {
            EncodedMessage message = encode.apply(last + 1);
            last++;
            // First make room: a new message in the slot of a kept one would be read under the wrong number.
            while (oldest < last && (last - oldest >= slots.length || bytes + message.size() > maxBytes)) {
                forgetOldest();
            }
            if (slots.length > 0 && message.size() <= maxBytes) {
                slots[slotOf(last)] = message;
                bytes += message.size();
            } else {
                oldest = last + 1;
            }
            return message;
        }
    }
    // @end region="append"

    @Override
    public long last() {
        synchronized (lock) {
            return last;
        }
    }

    // @start region="after"
    @Override
    public Optional<List<EncodedMessage>> after(long seq, int max) {
        synchronized (lock) {
            if (seq < oldest - 1 || seq > last) {
                return Optional.empty();
            }
            List<EncodedMessage> messages = new ArrayList<>();
            for (long next = seq + 1; next <= last && messages.size() < max; next++) {
                messages.add(slots[slotOf(next)]);
            }
            return Optional.of(messages);
        }
    }
    // @end region="after"

    private void forgetOldest() {
        if (slots.length > 0) {
            bytes -= slots[slotOf(oldest)].size();
            // Otherwise the ring would hold on to more bytes than it counts.
            slots[slotOf(oldest)] = null;
        }
        oldest++;
    }

    private int slotOf(long seq) {
        return (int) (seq % slots.length);
    }
}
