package aside.ladder;

import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Waits for nobody: what cannot be written yet waits in a queue, without a bound. */
class Step2Queue implements Step {

    private final ClientSocket socket;
    private final Executor writer;

    /** Guards the fields below. */
    private final Object lock = new Object();
    private final Queue<EncodedMessage> waiting = new ArrayDeque<>();
    private boolean writing;

    /**
     * Makes an empty queue.
     *
     * @param socket where the messages leave
     * @param writer goes on after a write: doing so within its end could nest without end
     */
    Step2Queue(ClientSocket socket, Executor writer) {
        this.socket = socket;
        this.writer = writer;
    }

    // @start region="step2"
    @Override
    public final boolean send(EncodedMessage message) {
        synchronized (lock) {
            if (!admits(waiting)) {
                return false;
            }
            waiting.add(message);
            if (writing) {
                return true;
            }
            writing = true;
        }
        writeNext();
        return true;
    }

    private void writeNext() {
        List<EncodedMessage> next;
        synchronized (lock) {
            if (waiting.isEmpty()) {
                writing = false;
                return;
            }
            next = takeFrom(waiting);
        }
        socket.write(next, written -> writer.execute(this::writeNext));
    }

    /** Whether one more message may wait. Under the lock. */
    boolean admits(Queue<EncodedMessage> waiting) {
        return true;
    }

    /** Takes out what is written next. Under the lock. */
    List<EncodedMessage> takeFrom(Queue<EncodedMessage> waiting) {
        return List.of(waiting.remove());
    }
    // @end
}
