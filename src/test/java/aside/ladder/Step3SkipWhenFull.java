package aside.ladder;

import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Has a bound; a message that finds the queue full is skipped. The tutorial's {@code select} with {@code default}. */
final class Step3SkipWhenFull extends Step2Queue {

    private final int capacity;

    Step3SkipWhenFull(ClientSocket socket, Executor writer, int capacity) {
        super(socket, writer);
        this.capacity = capacity;
    }

    // @start region="step3"
    @Override
    boolean admits(Queue<EncodedMessage> waiting) {
        return waiting.size() < capacity;
    }
    // @end
}
