package aside.connection;

import aside.message.EncodedMessage;

/**
 * What waits for one client. Both methods that take a message keep this contract:
 *
 * <ol>
 *   <li>They MUST NOT block, whatever the client and the socket do.
 *   <li>They MUST NOT reorder: what one thread puts in leaves in that order.
 *   <li>They MUST NOT skip: when the outbox is full, the client is dropped, not the message.
 *   <li>They may be called from any thread, at any time, after the end too; then they refuse.
 *   <li>At most one write is under way.
 * </ol>
 *
 * <p>Source: the tutorial's {@code send chan []byte}.
 */
public interface Outbox {

    /**
     * Takes a message that leaves at once, together with whatever waits.
     *
     * @param message what to send
     * @return whether it is in the outbox; false if the outbox has ended, or is full and ends now
     */
    boolean send(EncodedMessage message);

    /**
     * Takes a message that leaves soon, in one write with what else is put in meanwhile. No timer is involved.
     *
     * @param message what to send
     * @return whether it is in the outbox; false if the outbox has ended, or is full and ends now
     */
    boolean enqueue(EncodedMessage message);

    /**
     * Takes no more messages, sends what waits, and then closes the wire. Only the first reason counts.
     *
     * @param reason what the client is told
     */
    void close(CloseReason reason);

    /** The socket is gone: takes no more messages and forgets what waits. */
    void discard();

    /** Makes an outbox for each connection. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes an outbox.
         *
         * @param wire where the messages leave
         * @param onFull called once, when the outbox has ended because it was full
         * @return an empty outbox
         */
        Outbox create(Wire wire, Runnable onFull);
    }
}
