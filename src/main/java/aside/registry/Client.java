package aside.registry;

import aside.message.EncodedMessage;

/**
 * A user who is here, as the rest of the room sees it: a name, and a place to put messages. Both methods that take a
 * message may be called from any thread, never block, and keep the order of one caller's messages.
 */
public interface Client {

    /** {@return the name this client has joined under} */
    UserName name();

    /**
     * Puts a message into the client's outbox and lets it leave at once: for a message to one.
     *
     * @param message what to send
     * @return false if the client takes no more messages: it is closed, or too slow and dropped for that
     */
    boolean send(EncodedMessage message);

    /**
     * Puts a message into the client's outbox and lets it leave soon, in one write with what others put there: for a
     * message to many, where a write for each would cost more than all the rest.
     *
     * @param message what to send
     * @return false if the client takes no more messages: it is closed, or too slow and dropped for that
     */
    boolean enqueue(EncodedMessage message);
}
