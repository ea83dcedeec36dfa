package aside.connection;

import aside.message.EncodedMessage;
import java.util.List;

/** What a connection needs of its socket. Every method may be called from any thread and returns without blocking. */
public interface Wire {

    /**
     * Writes messages, each as one text frame, in one write to the socket where they fit. The caller waits for the
     * answer before it writes again.
     *
     * @param messages in the order in which they leave; at least one
     * @param done hears once, maybe within this call, that all is handed to the operating system, or has failed
     */
    void write(List<EncodedMessage> messages, Done done);

    /**
     * Sends a ping (RFC 6455, section 5.5.2).
     *
     * @param number comes back in the pong
     */
    void ping(long number);

    /**
     * Sends a close frame and waits for the peer to close. Not while a write is under way.
     *
     * @param reason what to tell the peer
     */
    void close(CloseReason reason);

    /** Cuts the connection without a word. */
    void abort();

    /** The end of a write. */
    @FunctionalInterface
    interface Done {

        /**
         * Says how the write ended.
         *
         * @param written false if the connection failed; nothing can be written any more
         */
        void written(boolean written);
    }
}
