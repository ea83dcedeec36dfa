package aside.message;

/**
 * A place in a room's log: after the public message with this number.
 *
 * @param room which log, a random id that is new at each start of the log
 * @param seq the number of a public message; 0 for the beginning
 */
public record LogPosition(String room, long seq) {

    /** The longest room id that a client may name, in characters. */
    public static final int MAX_ROOM_LENGTH = 64;
}
