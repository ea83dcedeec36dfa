package aside.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all clients together have sent of messages whose end has not come. One message is small; ten thousand clients
 * that each hold back the last byte of one are not. May be used from any thread.
 *
 * <p>The one rule: when the space is used up, the message that was begun first is given up. An honest client sends a
 * message in one go, so it is never the oldest for long.
 */
public final class UnfinishedMessages {

    private final long maxBytes;

    /** The space of each message that is held, by what gives it up, in the order in which they began. */
    private final Map<Runnable, Long> sizes = new LinkedHashMap<>();
    private long total;

    /**
     * Makes an empty space.
     *
     * @param maxBytes the bytes in memory that all messages together may take
     */
    public UnfinishedMessages(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * A part of a message has come.
     *
     * @param giveUp frees the message's space and ends its connection; the same for all parts of one message
     * @param bytes how much the part takes
     */
    void grows(Runnable giveUp, long bytes) {
        makeRoom(giveUp, bytes).forEach(Runnable::run);
    }

    /** The message's end has come, or its connection's. */
    synchronized void ends(Runnable giveUp) {
        Long size = sizes.remove(giveUp);
        total -= size == null ? 0 : size;
    }

    private synchronized List<Runnable> makeRoom(Runnable giveUp, long bytes) {
        sizes.merge(giveUp, bytes, Long::sum);
        total += bytes;
        List<Runnable> oldest = new ArrayList<>();
        while (total > maxBytes) {
            Runnable first = sizes.keySet().iterator().next();
            ends(first);
            oldest.add(first);
        }
        return oldest;
    }
}
