package aside.outbox;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * The outbox that gathers: a write takes everything that is waiting when it begins. The system call is the expensive
 * part of sending a message, so two messages in one write cost little more than one.
 *
 * <pre>
 *              send                  full, close()            all written
 *   OPEN ------------------> OPEN ----------------> CLOSING ------------------> CLOSED
 *     |                                                |       socket.close()      ^
 *     +------------------------------------------------+---------------------------+
 *                       discard(), or a write has failed
 * </pre>
 *
 * <p>The lock guards the fields and nothing else. The socket, the writer and {@code onFull} are called without it, so
 * a write that ends within its own call, or on another thread at once, finds the lock free.
 */
public final class GatheringOutbox implements Outbox {

    private enum State { OPEN, CLOSING, CLOSED }

    /** One for all: a message that waits in several outboxes must be counted by one budget. */
    private static final OutboxBudget UNLIMITED = new OutboxBudget(Long.MAX_VALUE / 2);

    private final ClientSocket socket;
    private final Limits limits;
    private final Executor writer;
    private final Runnable onFull;
    private final OutboxBudget budget;
    private final Runnable flush = this::flush;

    /** Guards all fields below. */
    private final Object lock = new Object();
    private final Queue<EncodedMessage> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private CloseReason reason = CloseReason.SLOW_READER;
    /** Messages and bytes that are waiting or being written: the limits count these. */
    private int messages;
    private long bytes;
    private boolean writing;
    /** Whether a flush has been given to the writer and has not begun. */
    private boolean flushScheduled;

    /**
     * Makes an empty outbox that shares memory with others.
     *
     * @param socket where the messages leave
     * @param limits how much may wait
     * @param writer runs the writes a moment later, so that more messages can join them
     * @param onFull called once, when the outbox has ended because it was full
     * @param budget how much may wait in all outboxes together
     */
    public GatheringOutbox(ClientSocket socket, Limits limits, Executor writer, Runnable onFull, OutboxBudget budget) {
        this.socket = socket;
        this.limits = limits;
        this.writer = writer;
        this.onFull = onFull;
        this.budget = budget;
    }

    /**
     * Makes an empty outbox with limits of its own only.
     *
     * @param socket where the messages leave
     * @param limits how much may wait
     * @param writer runs the writes a moment later, so that more messages can join them
     * @param onFull called once, when the outbox has ended because it was full
     */
    public GatheringOutbox(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
        this(socket, limits, writer, onFull, UNLIMITED);
    }

    // @start region="send"
    @Override
    public boolean send(EncodedMessage message) {
        boolean full;
        boolean crowded;
        boolean needsFlush;
        synchronized (lock) {
            if (state != State.OPEN) {
                return false;
            }
            full = messages == limits.maxMessages() || bytes + message.size() > maxBytes();
            if (full) {
                state = State.CLOSING;
                forgetWaiting();
            } else {
                waiting.add(message);
                budget.add(message);
                messages++;
                bytes += message.size();
            }
            crowded = full || waiting.size() >= crowd();
            // The end of a write checks for new messages, and a scheduled flush takes everything with it.
            needsFlush = !writing && (crowded || !flushScheduled);
            flushScheduled |= needsFlush && !crowded;
        }
        if (full) {
            onFull.run();
        }
        if (needsFlush && crowded) {
            flush();
        } else if (needsFlush) {
            writer.execute(flush);
        }
        return !full;
    }
    // @end region="send"

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
            forgetWaiting();
        }
    }

    private long maxBytes() {
        return Math.min(limits.maxBytes(), budget.free());
    }

    /**
     * From this many waiting messages on, the sender flushes them itself: otherwise a burst that the writer had no time
     * for yet would look like a slow reader. It also slows down a sender that fills the room faster than it empties.
     */
    private int crowd() {
        return Math.max(1, limits.maxMessages() / 4);
    }

    /** Under the lock. */
    private void forgetWaiting() {
        waiting.forEach(budget::remove);
        waiting.clear();
    }

    // @start region="flush"
    private void flush() {
        List<EncodedMessage> batch;
        synchronized (lock) {
            flushScheduled = false;
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
            socket.close(reason);
        } else {
            socket.write(batch, written -> written(batch, written));
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
                budget.remove(message);
            }
            if (!written) {
                state = State.CLOSED;
                forgetWaiting();
            }
            flushScheduled = !waiting.isEmpty() || state == State.CLOSING;
            if (!flushScheduled) {
                return;
            }
        }
        // Not within this call: the write may have ended within its own call, and other clients are waiting, too.
        writer.execute(flush);
    }
    // @end region="written"
}
