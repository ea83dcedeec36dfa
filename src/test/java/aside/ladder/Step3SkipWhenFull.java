package aside.ladder;

import aside.connection.Wire;
import aside.message.EncodedMessage;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Has a bound; a message that finds the queue full is skipped. The tutorial's {@code select} with {@code default}. */
final class Step3SkipWhenFull extends Step2Queue {

    private final int capacity;

    Step3SkipWhenFull(Wire wire, Executor writer, int capacity) {
        super(wire, writer);
        this.capacity = capacity;
    }

    // @start region="step3"
    @Override
    boolean admits(Queue<EncodedMessage> waiting) {
        return waiting.size() < capacity;
    }
    // @end
}
