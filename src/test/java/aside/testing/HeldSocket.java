package aside.testing;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;

/**
 * A client's socket without a network: a write stays under way until the test ends it, or ends within its call.
 * Misuse of {@link ClientSocket} is kept as a fault. May be used from any thread.
 */
public final class HeldSocket implements ClientSocket {

    private final List<List<String>> writes = new ArrayList<>();
    private final Queue<Done> underWay = new ArrayDeque<>();
    private final List<CloseReason> closes = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    /** Runs within each write and close, after it is noted. */
    private Runnable within = () -> { };

    /** A socket whose writes end within their own call. */
    public static HeldSocket open() {
        HeldSocket socket = new HeldSocket();
        socket.inEachCall(socket::endsWrite);
        return socket;
    }

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        List<String> texts = messages.stream().map(EncodedMessage::toString).toList();
        Runnable task;
        synchronized (this) {
            if (!underWay.isEmpty()) {
                faults.add("the write of " + texts + " began while the write of " + writes.getLast()
                        + " was under way");
            }
            if (!closes.isEmpty()) {
                faults.add("the write of " + texts + " began after the close");
            }
            if (texts.isEmpty()) {
                faults.add("a write of nothing began");
            }
            writes.add(texts);
            events.add("write " + texts);
            underWay.add(done);
            task = within;
        }
        task.run();
    }

    @Override
    public void close(CloseReason reason) {
        Runnable task;
        synchronized (this) {
            if (!underWay.isEmpty()) {
                faults.add("the socket was closed while the write of " + writes.getLast() + " was under way");
            }
            if (!closes.isEmpty()) {
                faults.add("the socket was closed twice");
            }
            closes.add(reason);
            events.add("close " + reason);
            task = within;
        }
        task.run();
    }

    @Override
    public synchronized void ping(long number) {
        events.add("ping " + number);
    }

    @Override
    public synchronized void abort() {
        events.add("abort");
    }

    /** Runs something within each write and close from now on, before it returns. */
    public synchronized void inEachCall(Runnable task) {
        within = task;
    }

    /** Ends the oldest write under way: all is written. Does nothing if there is none. */
    public void endsWrite() {
        end(true);
    }

    /** Ends the oldest write under way: the connection has failed. */
    public void failsWrite() {
        end(false);
    }

    /** The writes so far, in order, each with its messages. */
    public synchronized List<List<String>> writes() {
        return List.copyOf(writes);
    }

    /** The messages of all writes so far, in order. */
    public synchronized List<String> messages() {
        return writes.stream().flatMap(List::stream).collect(Collectors.toList());
    }

    /** Whether a write is under way. */
    public synchronized boolean isWriting() {
        return !underWay.isEmpty();
    }

    /** The reasons with which the socket was closed. */
    public synchronized List<CloseReason> closes() {
        return List.copyOf(closes);
    }

    /** What was asked of the socket so far: {@code write [a, b]}, {@code close STOPPING}, {@code ping 1}. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** What broke the contract of the socket. */
    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    private void end(boolean written) {
        Done done;
        synchronized (this) {
            done = underWay.poll();
        }
        if (done != null) {
            done.written(written);
        }
    }
}
