package aside.ladder;

import aside.connection.CloseReason;
import aside.connection.Wire;
import aside.message.EncodedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A wire on which a write ends when the test says so, and not before: a client that does not read. */
final class HeldWire implements Wire {

    private final List<List<EncodedMessage>> writes = new ArrayList<>();
    private final Queue<Done> unfinished = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> firstWrite = new CompletableFuture<>();

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        synchronized (writes) {
            writes.add(messages);
        }
        unfinished.add(done);
        firstWrite.complete(null);
    }

    /** Waits until something is being written. */
    void awaitWrite() {
        firstWrite.join();
    }

    /** Lets all writes end, and those that they bring. */
    void readEverything() {
        for (Done done = unfinished.poll(); done != null; done = unfinished.poll()) {
            done.written(true);
        }
    }

    /** What was written, in order. */
    List<String> messages() {
        synchronized (writes) {
            return writes.stream().flatMap(List::stream).map(EncodedMessage::toString).toList();
        }
    }

    /** How often it was written. */
    int writes() {
        synchronized (writes) {
            return writes.size();
        }
    }

    @Override
    public void ping(long number) {
        throw new UnsupportedOperationException("no step pings");
    }

    @Override
    public void close(CloseReason reason) {
        throw new UnsupportedOperationException("no step closes");
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException("no step aborts");
    }
}
