package aside.message;

/** Text to messages and back. May be called from any thread. */
public interface MessageCodec {

    /**
     * Reads one message of a client.
     *
     * @param text the text of one message, however many frames it came in
     * @return the message; never one that the protocol refuses
     * @throws BadMessageException if the protocol refuses it; names the code, the field and what is allowed
     */
    ClientMessage decode(String text) throws BadMessageException;

    /**
     * Writes one message of the server.
     *
     * @param message what to say
     * @return one JSON object, {@code type} first
     */
    EncodedMessage encode(ServerMessage message);
}
