package aside.connection;

import aside.message.EncodedMessage;
import aside.outbox.Outbox;
import aside.registry.Client;
import aside.registry.UserName;

/**
 * A connection's client as the room sees it. Two of them are never equal, even if they have the same name.
 *
 * <p>The welcome comes first: until it is in the outbox, no other message gets in.
 */
final class JoinedClient implements Client {

    private final UserName name;
    private final Outbox outbox;

    private volatile boolean welcomed;

    /** Held while the welcome is put into the outbox, which does not block. */
    private final Object door = new Object();

    JoinedClient(UserName name, Outbox outbox) {
        this.name = name;
        this.outbox = outbox;
    }

    void welcome(EncodedMessage welcome) {
        synchronized (door) {
            outbox.send(welcome);
            welcomed = true;
        }
    }

    private boolean isIn() {
        if (welcomed) {
            return true;
        }
        // The client may have read its welcome before the flag is set. From then on it must get everything: wait.
        synchronized (door) {
            return welcomed;
        }
    }

    @Override
    public UserName name() {
        return name;
    }

    @Override
    public boolean send(EncodedMessage message) {
        return isIn() && outbox.send(message);
    }
}
