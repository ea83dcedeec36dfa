package aside.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas of the protocol, as the server hands them out. */
public final class Schemas {

    /** Where they are on the class path. */
    public static final String FOLDER = "aside/protocol/";

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Optional<Schema>> BY_NAME = new ConcurrentHashMap<>();

    private Schemas() {
    }

    /** What is wrong with a value that this schema describes; empty if nothing is. */
    public static List<String> problems(String schemaName, JsonNode value) {
        return problemsWith(schemaName, value.toString());
    }

    /** What is wrong with a message from a client; empty if nothing is. */
    public static List<String> problemsFromClient(String json) {
        return problemsWith("client-" + typeOf(json), json);
    }

    /** What is wrong with a message from the server; empty if nothing is. */
    public static List<String> problemsFromServer(String json) {
        return problemsWith("server-" + typeOf(json), json);
    }

    private static List<String> problemsWith(String schemaName, String json) {
        return BY_NAME.computeIfAbsent(schemaName, Schemas::load)
                .map(schema -> schema.validate(json, InputFormat.JSON).stream()
                        .map(error -> schemaName + error + " in " + ChatClient.shortened(json))
                        .toList())
                .orElse(List.of("there is no schema " + schemaName + " for " + ChatClient.shortened(json)));
    }

    private static String typeOf(String json) {
        return JSON.readTree(json).path("type").asString("no-type");
    }

    private static Optional<Schema> load(String name) {
        String file = FOLDER + name + ".json";
        return Schemas.class.getResource("/" + file) == null ? Optional.empty()
                : Optional.of(REGISTRY.getSchema(SchemaLocation.of("classpath:" + file)));
    }
}
