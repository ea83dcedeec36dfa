package aside.outbox;

import aside.message.EncodedMessage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that is waiting in all outboxes together. A message that waits for a thousand clients is in memory once,
 * so it counts once; all outboxes of a server share one budget. May be used from any thread.
 *
 * <p>One client may have at most as much waiting as is still free. So clients that do not read can never take
 * everything: the more of them there are, the less each of them gets, and a part always stays free for the others. It
 * is how network switches share their memory between ports (Choudhury and Hahne, dynamic queue length thresholds).
 */
public final class OutboxBudget {

    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    /**
     * Makes a budget of which nothing is used.
     *
     * @param maxBytes how many bytes may wait in all outboxes together
     */
    public OutboxBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** {@return the bytes that are in use} */
    public long used() {
        return used.get();
    }

    /** {@return how many bytes one outbox may have waiting now; can be negative, since two threads may add at once} */
    public long free() {
        return maxBytes - used.get();
    }

    /**
     * A message has been put into one outbox.
     *
     * @param message the message
     */
    public void add(EncodedMessage message) {
        if (message.hold()) {
            used.addAndGet(message.size());
        }
    }

    /**
     * A message has left one outbox.
     *
     * @param message the message
     */
    public void remove(EncodedMessage message) {
        if (message.release()) {
            used.addAndGet(-message.size());
        }
    }
}
