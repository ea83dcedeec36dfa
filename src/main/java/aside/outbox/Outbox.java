package aside.outbox;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import java.util.concurrent.Executor;

/**
 * The messages that are waiting for one client. {@link #send} keeps this contract:
 *
 * <ol>
 *   <li>It MUST NOT block, whatever the client and the socket do.
 *   <li>It MUST NOT reorder: what one thread puts in leaves in that order.
 *   <li>It MUST NOT skip: when the outbox is full, the client is dropped, not the message.
 *   <li>It may be called from any thread, at any time, also after the end; then it refuses.
 *   <li>At most one write is under way.
 * </ol>
 *
 * <p>Source: the tutorial's {@code send chan []byte}.
 */
public interface Outbox {

    /**
     * Takes a message. It leaves soon, in one write with everything else that is waiting by then. No timer is involved.
     *
     * @param message what to send
     * @return whether it is in the outbox; false if the outbox has ended, or is full and ends now
     */
    boolean send(EncodedMessage message);

    /**
     * Takes no more messages, sends those that are waiting, and then closes the socket. Only the first reason counts.
     *
     * @param reason what the client is told
     */
    void close(CloseReason reason);

    /** The socket is gone: takes no more messages, and forgets those that are waiting. */
    void discard();

    /**
     * How much may wait for one client, the write under way included.
     *
     * @param maxMessages in messages
     * @param maxBytes in bytes
     */
    record Limits(int maxMessages, int maxBytes) {
    }

    /** Makes the outbox of each connection. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes an outbox.
         *
         * @param socket where the messages leave; one write at a time
         * @param limits how much may wait
         * @param writer runs a write a moment later, so that more messages can join it; on any thread, and maybe two
         *     tasks at the same time
         * @param onFull called once, when the outbox has ended because it was full
         * @return an empty outbox
         */
        Outbox create(ClientSocket socket, Limits limits, Executor writer, Runnable onFull);
    }
}
