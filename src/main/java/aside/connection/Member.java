package aside.connection;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;

/** The client as the room sees it. Two members are never equal, even if they are called the same. */
final class Member implements Client {

    private final UserName name;
    private final Outbox outbox;

    /** Until the client has its welcome it is not in for the others either: the welcome comes first. */
    private volatile boolean welcomed;

    /** Held while the welcome goes into the outbox, which does not block. */
    private final Object door = new Object();

    Member(UserName name, Outbox outbox) {
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
        // The client may have read its welcome already, and who has read it is in: wait until that is written down.
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

    @Override
    public boolean enqueue(EncodedMessage message) {
        return isIn() && outbox.enqueue(message);
    }
}
