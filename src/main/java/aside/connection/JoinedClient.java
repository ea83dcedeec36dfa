package aside.connection;

import aside.message.EncodedMessage;
import aside.message.LogPosition;
import aside.outbox.Outbox;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.Optional;

/**
 * A connection's client as the room sees it. Two of them are never equal, even if they have the same name.
 *
 * <p>The welcome comes first: until it is in the outbox, no other message gets in.
 */
final class JoinedClient implements Client {

    private final UserName name;
    private final Outbox outbox;

    private final Optional<LogPosition> after;

    private volatile boolean welcomed;

    /** Whether the client reads its public messages from the log, until it has everything that it missed. */
    private volatile boolean catchingUp;

    /** Held while the welcome is put into the outbox, which does not block. */
    private final Object door = new Object();

    JoinedClient(UserName name, Outbox outbox, Optional<LogPosition> after) {
        this.name = name;
        this.outbox = outbox;
        this.after = after;
        this.catchingUp = after.isPresent();
    }

    /** Lets the client in: first the welcome, then what it missed. */
    void welcome(EncodedMessage welcome, Runnable missed) {
        synchronized (door) {
            outbox.send(welcome);
            missed.run();
            welcomed = true;
        }
    }

    /** From now on, public messages are handed over. To be called between two messages of the log. */
    void goLive() {
        catchingUp = false;
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
    public Optional<LogPosition> resumesAfter() {
        return after;
    }

    @Override
    public boolean send(EncodedMessage message) {
        if (message.seq() > 0 && catchingUp) {
            // It is in the log, and the client will read it there, in its place.
            return true;
        }
        return isIn() && outbox.send(message);
    }
}
