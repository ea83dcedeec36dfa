package aside.outbox;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import java.util.List;

/**
 * One client's WebSocket, as the server writes to it. Every method may be called from any thread and returns without
 * blocking.
 */
public interface ClientSocket {

    /**
     * Writes messages, each as one text frame, in one write to the socket where they fit. The caller waits for the
     * end of this write before it begins the next one.
     *
     * @param messages in the order in which they leave; at least one
     * @param done called once, maybe within this call, when everything is handed to the operating system, or has failed
     */
    void write(List<EncodedMessage> messages, Done done);

    /**
     * Sends a ping (RFC 6455, section 5.5.2).
     *
     * @param number identifies the ping: the same number is reported with its pong
     */
    void ping(long number);

    /**
     * Sends a close frame and waits for the peer to close. Not while a write is under way.
     *
     * @param reason what to tell the peer
     */
    void close(CloseReason reason);

    /** Cuts the connection without a close frame. What has not been sent is lost. */
    void abort();

    /** Called at the end of a write. */
    @FunctionalInterface
    interface Done {

        /**
         * Says how the write ended.
         *
         * @param written false if the connection has failed; nothing can be written any longer
         */
        void written(boolean written);
    }
}
