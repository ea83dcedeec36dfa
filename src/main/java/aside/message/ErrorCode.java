package aside.message;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a message was not delivered. A code is part of the protocol: programs act on it, its words may change. */
public enum ErrorCode {
    /** Not one JSON object. */
    BAD_JSON("bad-json"),
    /** A field is missing or of the wrong type. */
    BAD_MESSAGE("bad-message"),
    /** The field {@code type} is none that the protocol knows. */
    UNKNOWN_TYPE("unknown-type"),
    /** The first message on a connection must be a join. */
    NOT_JOINED("not-joined"),
    /** A connection joins once. */
    ALREADY_JOINED("already-joined"),
    /** The name breaks the rules for names. */
    BAD_NAME("bad-name"),
    /** Somebody else has the name. */
    NAME_TAKEN("name-taken"),
    /** Nobody by that name is here. */
    USER_OFFLINE("user-offline"),
    /** The text is too long. */
    MESSAGE_TOO_LONG("message-too-long"),
    /** The client sends faster than it may. */
    RATE_LIMITED("rate-limited");

    private final String wireName;

    ErrorCode(String wireName) {
        this.wireName = wireName;
    }

    /** {@return the code as it stands in the JSON} */
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
