package aside.testing;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client without a connection: it keeps what it is sent. Two guests of one name are two clients. */
public final class Guest implements Client {

    private final UserName name;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Runnable onCall;

    private Guest(String name, Runnable onCall) {
        this.name = UserName.parse(name).orElseThrow();
        this.onCall = onCall;
    }

    /** A guest of this name. */
    public static Guest named(String name) {
        return named(name, () -> { });
    }

    /** A guest of this name; {@code onCall} runs whenever somebody calls it, on the thread that does. */
    public static Guest named(String name, Runnable onCall) {
        return new Guest(name, onCall);
    }

    /** What it was sent, in order. */
    public List<String> received() {
        return received;
    }

    @Override
    public UserName name() {
        return name;
    }

    @Override
    public boolean send(EncodedMessage message) {
        onCall.run();
        return received.add(message.toString());
    }

    @Override
    public boolean enqueue(EncodedMessage message) {
        return send(message);
    }

    /** The name. */
    @Override
    public String toString() {
        return name.toString();
    }
}
