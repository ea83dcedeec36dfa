package aside.ladder;

import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Has a bound; a client whose queue is full is dropped. It misses the end of the talk, never the middle. */
class Step4DropWhenFull extends Step2Queue {

    private final int capacity;
    private final Runnable onFull;
    private boolean ended;

    /**
     * Makes an empty queue.
     *
     * @param onFull called once, under the lock: it may note that the client is to be dropped, and no more
     */
    Step4DropWhenFull(ClientSocket socket, Executor writer, int capacity, Runnable onFull) {
        super(socket, writer);
        this.capacity = capacity;
        this.onFull = onFull;
    }

    // @start region="step4"
    @Override
    final boolean admits(Queue<EncodedMessage> waiting) {
        if (!ended && waiting.size() == capacity) {
            ended = true;
            waiting.clear();
            onFull.run();
        }
        return !ended;
    }
    // @end
}
