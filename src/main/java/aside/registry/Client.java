package aside.registry;

import aside.message.EncodedMessage;
import aside.message.LogPosition;
import java.util.Optional;

/**
 * A user who is here, as the rest of the room sees it: a name, and a place to put messages. Both methods may be called
 * from any thread and never block; {@link #send} keeps the order of one caller's messages.
 */
public interface Client {

    /** {@return the name this client has joined under} */
    UserName name();

    /**
     * Puts a message into the client's outbox. It leaves soon, together with everything else that is waiting there.
     *
     * @param message what to send
     * @return false if the client takes no more messages: it is closed, or too slow and dropped for that
     */
    boolean send(EncodedMessage message);

    /** {@return the last public message that this client has from before, if it has come back} */
    default Optional<LogPosition> resumesAfter() {
        return Optional.empty();
    }
}
