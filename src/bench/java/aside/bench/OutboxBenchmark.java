package aside.bench;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The outbox by itself, over a wire on which every write ends at once and does nothing. */
public class OutboxBenchmark {

    private static final EncodedMessage MESSAGE = new EncodedMessage(new byte[140]);

    /** An outbox, and the tasks that a writer thread would run. */
    @State(Scope.Thread)
    public static class Empty {

        private final Queue<Runnable> writer = new ArrayDeque<>();
        private final Outbox outbox = new GatheringOutbox(new NoWire(), new Outbox.Limits(256, 1024 * 1024),
                writer::add, () -> { });
    }

    /** How many messages one flush finds. */
    @State(Scope.Thread)
    public static class Waiting {

        /** In messages. */
        @Param({"1", "8", "32"})
        public int waiting;
    }

    private static final class NoWire implements ClientSocket {

        @Override
        public void write(List<EncodedMessage> messages, Done done) {
            done.written(true);
        }

        @Override
        public void ping(long number) {
        }

        @Override
        public void close(CloseReason reason) {
        }

        @Override
        public void abort() {
        }
    }

    /** Messages that wait for the writer, and the writer's one flush. */
    @Benchmark
    public void sendAndFlush(Empty it, Waiting messages) {
        for (int i = 0; i < messages.waiting; i++) {
            it.outbox.send(MESSAGE);
        }
        it.writer.remove().run();
    }
}
