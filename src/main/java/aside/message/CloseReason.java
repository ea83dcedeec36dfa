package aside.message;

/**
 * Why a connection ends: the close code, the words, and whether a client should come back by itself. Codes from 4000
 * are our own (RFC 6455, section 7.4.2). The words are fixed: the message of an exception stays in the log.
 */
public enum CloseReason {
    /** The server stops. */
    STOPPING(1001, "server stopping", true),
    /** A frame that breaks RFC 6455; Jetty sends it. */
    PROTOCOL_ERROR(1002, "protocol error", false),
    /** A binary frame. */
    BINARY(1003, "binary frames are not supported", false),
    /** A text message that is not UTF-8. */
    NOT_UTF8(1007, "not UTF-8", false),
    /** A message over the limit. */
    TOO_BIG(1009, "message too big", false),
    /** A fault of the server. */
    INTERNAL_ERROR(1011, "internal error", true),
    /** No place for one more connection, or no memory for its unfinished message. */
    SERVER_FULL(1013, "server full", true),
    /** The client reads more slowly than the room talks. */
    SLOW_READER(4001, "slow reader", true),
    /** The client does not answer pings. */
    NO_PONG(4002, "no pong", true),
    /** The client did not join in time. */
    NOT_JOINED_IN_TIME(4003, "did not join in time", false),
    /** The client goes on sending faster than it may. */
    FLOODING(4004, "flooding", false);

    private final int code;
    private final String words;
    private final boolean reconnect;

    CloseReason(int code, String words, boolean reconnect) {
        this.code = code;
        this.words = words;
        this.reconnect = reconnect;
    }

    /** {@return the close code, as in RFC 6455, section 7.4} */
    public int code() {
        return code;
    }

    /** {@return the reason in the close frame, at most 123 bytes (RFC 6455, section 5.5)} */
    public String words() {
        return words;
    }

    /** {@return whether a client should connect again by itself, after a pause} */
    public boolean reconnect() {
        return reconnect;
    }
}
