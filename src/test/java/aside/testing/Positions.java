package aside.testing;

import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The numbers of the room's log in messages of the server. Most tests are about something else and compare messages
 * without them; {@code HistoryTest} is about them.
 */
final class Positions {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, List<String>> FIELDS =
            Map.of("public", List.of("seq"), "welcome", List.of("room", "seq", "resumed"));

    private Positions() {
    }

    /** The same message without its number, or without the position of the log. */
    static String without(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode message && message.has("seq")) {
                message.remove(FIELDS.getOrDefault(message.path("type").asString(""), List.of()));
                return JSON.writeValueAsString(message);
            }
            return text;
        } catch (JacksonException e) {
            // Not JSON: a test's own words, or a wrong answer's.
            return text;
        }
    }
}
