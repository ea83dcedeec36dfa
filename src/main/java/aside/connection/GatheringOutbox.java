package aside.connection;

import aside.message.EncodedMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The outbox that gathers: all that waits when a write begins leaves in that write. The system call is what a message
 * costs, so two messages in one write cost little more than one.
 *
 * <pre>
 *          send, enqueue               full, close()            all written
 *   OPEN ------------------> OPEN ----------------> CLOSING ------------------> CLOSED
 *     |                                                |        wire.close()       ^
 *     +------------------------------------------------+---------------------------+
 *                       discard(), or a write has failed
 * </pre>
 *
 * <p>The one rule: the lock guards the fields and nothing else. The wire and the executors are called without it, so
 * a write that ends within its own call, or on another thread at once, finds the lock free.
 */
public final class GatheringOutbox implements Outbox {

    private enum State { OPEN, CLOSING, CLOSED }

    private final Wire wire;
    private final Limits limits;
    private final Executor atOnce;
    private final Executor soon;
    private final Runnable onFull;
    private final Runnable flush = this::flush;

    /** Guards all fields below. */
    private final Object lock = new Object();
    private final Queue<EncodedMessage> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private CloseReason reason = CloseReason.SLOW_READER;
    /** Messages and bytes that wait or are being written: what the limits count. */
    private int messages;
    private int bytes;
    private boolean writing;
    /** Whether a flush is on its way through {@link #soon}. */
    private boolean flushComes;

    /**
     * How much may wait for one client, the write under way included.
     *
     * @param maxMessages in messages
     * @param maxBytes in bytes
     */
    public record Limits(int maxMessages, int maxBytes) {

        /**
         * From so many waiting messages on, who puts one in writes them out itself: else a burst that nobody had time
         * to write yet would look like a slow reader. It also slows down who fills the room faster than it can be
         * emptied.
         *
         * @return a quarter of the limit
         */
        public int crowd() {
            return Math.max(1, maxMessages / 4);
        }
    }

    /**
     * Makes an empty outbox.
     *
     * @param wire where the messages leave
     * @param limits how much may wait
     * @param atOnce runs the writes of {@link #send}
     * @param soon runs the writes of {@link #enqueue}, a little later, so that more is gathered meanwhile
     * @param onFull called once, when the outbox has ended because it was full
     */
    public GatheringOutbox(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
        this.wire = wire;
        this.limits = limits;
        this.atOnce = atOnce;
        this.soon = soon;
        this.onFull = onFull;
    }

    @Override
    public boolean send(EncodedMessage message) {
        return add(message, atOnce);
    }

    @Override
    public boolean enqueue(EncodedMessage message) {
        return add(message, soon);
    }

    @Override
    public void close(CloseReason why) {
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
            reason = why;
        }
        flush();
    }

    @Override
    public void discard() {
        synchronized (lock) {
            state = State.CLOSED;
            waiting.clear();
        }
    }

    // @start region="add"
    private boolean add(EncodedMessage message, Executor flusher) {
        boolean full;
        boolean crowded;
        boolean needsFlush;
        synchronized (lock) {
            if (state != State.OPEN) {
                return false;
            }
            full = messages == limits.maxMessages() || bytes + message.size() > limits.maxBytes();
            if (full) {
                state = State.CLOSING;
                waiting.clear();
            } else {
                waiting.add(message);
                messages++;
                bytes += message.size();
            }
            crowded = full || waiting.size() >= limits.crowd();
            // The end of a write looks for what came meanwhile, and a flush on its way takes all with it.
            needsFlush = !writing && (crowded || flusher == atOnce || !flushComes);
            flushComes |= needsFlush && !crowded && flusher == soon;
        }
        if (full) {
            onFull.run();
        }
        if (needsFlush && crowded) {
            flush();
        } else if (needsFlush) {
            flusher.execute(flush);
        }
        return !full;
    }
    // @end region="add"

    // @start region="flush"
    private void flush() {
        List<EncodedMessage> batch;
        synchronized (lock) {
            flushComes = false;
            if (writing || waiting.isEmpty() && state != State.CLOSING) {
                return;
            }
            batch = List.copyOf(waiting);
            waiting.clear();
            writing = true;
            if (batch.isEmpty()) {
                state = State.CLOSED;
            }
        }
        if (batch.isEmpty()) {
            wire.close(reason);
        } else {
            wire.write(batch, written -> written(batch, written));
        }
    }
    // @end region="flush"

    // @start region="written"
    private void written(List<EncodedMessage> batch, boolean written) {
        synchronized (lock) {
            writing = false;
            messages -= batch.size();
            for (EncodedMessage message : batch) {
                bytes -= message.size();
            }
            if (!written) {
                state = State.CLOSED;
                waiting.clear();
            }
            flushComes = !waiting.isEmpty() || state == State.CLOSING;
            if (!flushComes) {
                return;
            }
        }
        // Not here and now: the write may have ended within its own call, and others wait for their turn, too.
        soon.execute(flush);
    }
    // @end region="written"
}
