package aside.testing;

import java.util.regex.Pattern;

/**
 * The numbers of the room's log in messages of the server. Most tests are about something else and compare messages
 * without them; {@code HistoryTest} is about them.
 */
final class Positions {

    private static final Pattern OF_PUBLIC = Pattern.compile(",\"seq\":\\d+}$");
    private static final Pattern OF_WELCOME =
            Pattern.compile(",\"room\":\"[^\"]*\",\"seq\":\\d+(,\"resumed\":(true|false))?}$");

    private Positions() {
    }

    /** The same message without its number, or without the position of the log. */
    static String without(String json) {
        if (json.startsWith("{\"type\":\"public\"")) {
            return OF_PUBLIC.matcher(json).replaceFirst("}");
        }
        return json.startsWith("{\"type\":\"welcome\"") ? OF_WELCOME.matcher(json).replaceFirst("}") : json;
    }
}
