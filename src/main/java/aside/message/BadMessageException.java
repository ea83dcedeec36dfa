package aside.message;

/** A client's message that the protocol refuses. Its message is written for that client and is safe to send. */
public final class BadMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** For programs. */
    private final ErrorCode code;
    /** What the client called the message; empty if it did not. */
    private final String id;

    /**
     * Refuses a message.
     *
     * @param code what was wrong
     * @param id what the client called the message, or {@link ClientMessage#NO_ID}
     * @param words what was wrong and what is allowed
     */
    public BadMessageException(ErrorCode code, String id, String words) {
        // Bad input is a normal event, and a flood of it must stay cheap: no stack trace.
        super(words, null, false, false);
        this.code = code;
        this.id = id;
    }

    /** {@return what was wrong} */
    public ErrorCode code() {
        return code;
    }

    /** {@return what the client called the message, or {@link ClientMessage#NO_ID}} */
    public String id() {
        return id;
    }

    /** {@return the answer to the client} */
    public ServerMessage.ErrorReply toReply() {
        return new ServerMessage.ErrorReply(code, getMessage(), id);
    }
}
