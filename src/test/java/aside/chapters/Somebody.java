package aside.chapters;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client without a socket: it keeps what it gets, or refuses it. */
class Somebody implements Client {

    private final UserName name;
    private final List<String> inbox = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    Somebody(String name) {
        this.name = UserName.parse(name).orElseThrow();
    }

    /** Takes no more messages from now on, as a client whose outbox has ended. */
    void goes() {
        gone = true;
    }

    List<String> inbox() {
        return inbox;
    }

    @Override
    public UserName name() {
        return name;
    }

    @Override
    public boolean send(EncodedMessage message) {
        return !gone && inbox.add(message.toString());
    }

    @Override
    public String toString() {
        return name.toString();
    }

    /** Runs something on another thread and waits for its end: a race whose order the test decides. */
    static void elsewhere(Runnable action) {
        Thread thread = Thread.ofVirtual().start(action);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
