package aside.history;

import aside.message.EncodedMessage;
import aside.message.LogPosition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Sends a client that has come back what it missed, in pieces: the next one when the last has left. So 500 messages
 * neither fill its outbox nor drop a client that reads. Messages that are appended in the meantime are read from the
 * log as well, each in its place; when there is none left, the client is live.
 *
 * <pre>
 *   log    ... 14 15 16 17 18 19 20 21 22 23
 *                 |--piece-|--piece-|--live-->
 *              the client has 14
 * </pre>
 *
 * <p>A client that reads more slowly than the room talks falls off the end of the log, and is dropped as a slow reader:
 * a gap that nobody tells it of would be worse.
 */
public final class Replay {

    private final RoomLog log;
    private final Piece limits;
    private final Predicate<EncodedMessage> send;
    private final Executor writer;
    private final Runnable caughtUp;
    private final Runnable lost;

    /** Messages of the piece that have not left, and one more while the piece is put together. */
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean running;

    /* Touched by one step at a time: the next begins when the piece of the last has left. */
    private LogPosition position;

    /**
     * How large a piece is at most.
     *
     * @param messages in messages, at least 1
     * @param bytes in bytes; one message is sent even if it is longer
     */
    public record Piece(int messages, int bytes) {
    }

    /**
     * Prepares a replay.
     *
     * @param log the room's log
     * @param position the last message that the client has
     * @param limits how large a piece is
     * @param send puts a message into the client's outbox; says whether it took it
     * @param writer runs a step later
     * @param caughtUp called once, between two messages, when the client has everything
     * @param lost called once if the log no longer reaches back to where the client is
     */
    public Replay(RoomLog log, LogPosition position, Piece limits, Predicate<EncodedMessage> send, Executor writer,
                  Runnable caughtUp, Runnable lost) {
        this.log = log;
        this.position = position;
        this.limits = limits;
        this.send = send;
        this.writer = writer;
        this.caughtUp = caughtUp;
        this.lost = lost;
    }

    /**
     * Sends the first piece.
     *
     * @return false if the log does not reach back so far, or is another log; then nothing is sent, now or later
     */
    public boolean start() {
        if (log.after(position, 1).isEmpty()) {
            return false;
        }
        running = true;
        step();
        return true;
    }

    /**
     * Messages have left. The next piece follows when this one is written.
     *
     * @param messages what was written
     */
    public void written(List<EncodedMessage> messages) {
        if (!running) {
            // Most writes of a connection come after its replay.
            return;
        }
        // A client that is catching up gets numbered messages from here only.
        int replayed = (int) messages.stream().filter(message -> message.seq() > 0).count();
        if (replayed > 0 && underWay.addAndGet(-replayed) == 0) {
            writer.execute(this::step);
        }
    }

    // @start region="step"
    private void step() {
        underWay.set(1);
        // Between two messages: one that is appended now is either in this piece or handed over, not both, not neither.
        boolean more = log.between(end -> {
            Optional<List<EncodedMessage>> missed = log.after(position, limits.messages());
            if (missed.isEmpty()) {
                running = false;
                lost.run();
                return false;
            }
            sendPiece(missed.get());
            if (position.seq() < end.seq()) {
                return true;
            }
            running = false;
            caughtUp.run();
            return false;
        });
        if (more && underWay.decrementAndGet() == 0) {
            writer.execute(this::step);
        }
    }
    // @end region="step"

    private void sendPiece(List<EncodedMessage> missed) {
        int bytes = 0;
        for (EncodedMessage message : missed) {
            bytes += message.size();
            if (bytes > limits.bytes() && bytes > message.size()) {
                return;
            }
            underWay.incrementAndGet();
            if (!send.test(message)) {
                // The client takes no more messages: it is closed, and nothing is written any longer.
                return;
            }
            position = new LogPosition(position.room(), message.seq());
        }
    }
}
