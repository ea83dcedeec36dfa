package aside.ladder;

import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Has a bound, and writes all that waits at once. */
final class Step5Gather extends Step4DropWhenFull {

    Step5Gather(ClientSocket socket, Executor writer, int capacity, Runnable onFull) {
        super(socket, writer, capacity, onFull);
    }

    // @start region="step5"
    @Override
    List<EncodedMessage> takeFrom(Queue<EncodedMessage> waiting) {
        List<EncodedMessage> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
    // @end
}
