package aside.jetty;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory for unfinished messages, of all clients together. One message is small; ten thousand clients that each
 * hold back the last byte of one are not. When the memory is used up, the message that takes it for the longest time
 * is evicted. An honest client sends a message in one go, so it is never the oldest for long.
 *
 * <p>May be used from any thread.
 */
final class ReassemblyBudget {

    private final long maxBytes;

    /** The bytes of each unfinished message, by the task that evicts it, in the order in which they took memory. */
    private final Map<Runnable, Long> sizes = new LinkedHashMap<>();
    private long total;

    /**
     * Makes a budget of which nothing is used.
     *
     * @param maxBytes the memory that all unfinished messages together may take
     */
    ReassemblyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * A part of a message has arrived.
     *
     * @param evict frees the message's memory and ends its connection; the same for all parts of one message
     * @param bytes the size of the part
     */
    void grow(Runnable evict, long bytes) {
        // An empty part takes no memory. Counted, it would make a client that holds nothing the first to be evicted.
        if (bytes > 0) {
            makeRoom(evict, bytes).forEach(Runnable::run);
        }
    }

    /** The end of the message has arrived, or its connection has ended. */
    synchronized void release(Runnable evict) {
        Long size = sizes.remove(evict);
        total -= size == null ? 0 : size;
    }

    private synchronized List<Runnable> makeRoom(Runnable evict, long bytes) {
        sizes.merge(evict, bytes, Long::sum);
        total += bytes;
        List<Runnable> oldest = new ArrayList<>();
        while (total > maxBytes) {
            Runnable first = sizes.keySet().iterator().next();
            release(first);
            oldest.add(first);
        }
        return oldest;
    }
}
