package aside.testing;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A client without a connection that keeps what it gets. May be used from any thread. */
public class RecordingClient implements Client {

    private final UserName name;
    private final List<EncodedMessage> got = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log;
    private volatile boolean taking = true;
    private volatile Runnable onMessage = () -> { };

    /** A client of this name. */
    public RecordingClient(String name) {
        this(name, Collections.synchronizedList(new ArrayList<>()));
    }

    /** A client of this name that notes each message in a log, too, which it shares with others. */
    public RecordingClient(String name, List<String> log) {
        this.name = UserName.parse(name).orElseThrow();
        this.log = log;
    }

    /** Takes no more messages, as one does that is closed or whose outbox is full. */
    public RecordingClient refuses() {
        taking = false;
        return this;
    }

    /** Runs something whenever a message comes, before it is taken. */
    public void onMessage(Runnable task) {
        onMessage = task;
    }

    /** What it got, in order. */
    public List<String> got() {
        return messages().stream().map(EncodedMessage::toString).toList();
    }

    /** What it got, in order, as it was encoded. */
    public List<EncodedMessage> messages() {
        synchronized (got) {
            return List.copyOf(got);
        }
    }

    @Override
    public UserName name() {
        return name;
    }

    @Override
    public boolean send(EncodedMessage message) {
        onMessage.run();
        if (taking) {
            got.add(message);
            log.add(name + " got " + message);
        }
        return taking;
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
