package aside.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import aside.message.ServerMessage;
import aside.registry.UserName;
import aside.testing.Schemas;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas say what the records say: every type, every field, every limit. */
class SchemasTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    /** The record of each schema. A client's records carry no annotation with their type: the codec knows it. */
    private static final Map<String, Class<?>> CLIENT = Map.of(
            "client-join", ClientMessage.Join.class,
            "client-public", ClientMessage.PublicMessage.class,
            "client-private", ClientMessage.PrivateMessage.class);

    @Test
    void everyMessageOfAClientHasASchema() {
        assertThat(CLIENT.values()).hasSameElementsAs(recordsOf(ClientMessage.class));
        assertThat(alternatives("client")).isEqualTo(new TreeSet<>(CLIENT.keySet()));
    }

    @Test
    void everyMessageOfTheServerHasASchema() {
        assertThat(server().values()).hasSameElementsAs(recordsOf(ServerMessage.class));
        assertThat(alternatives("server")).isEqualTo(server().keySet());
    }

    @Test
    void everySchemaHasTheFieldsOfItsRecordInTheirOrder() {
        Map<String, Class<?>> all = new TreeMap<>(server());
        all.putAll(CLIENT);

        assertThat(all).allSatisfy((name, type) -> {
            List<String> fields = new ArrayList<>(List.of("type"));
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(fields::add);
            JsonNode schema = read(name);
            assertThat(List.copyOf(schema.path("properties").propertyNames())).as(name).isEqualTo(fields);
            assertThat(schema.at("/properties/type/const").asString()).as(name)
                    .isEqualTo(name.substring(name.indexOf('-') + 1));
        });
    }

    @Test
    void aFieldThatIsMissingIsRefusedExactlyWhenItsSchemaRequiresIt() {
        JacksonMessageCodec codec = new JacksonMessageCodec(4_000);
        assertThat(CLIENT.keySet()).allSatisfy(name -> {
            JsonNode schema = read(name);
            Set<String> required = new TreeSet<>();
            for (String field : schema.path("properties").propertyNames()) {
                var message = schema.path("examples").path(0).deepCopy().asObject();
                message.remove(field);
                if (isRefused(codec, message.toString())) {
                    required.add(field);
                }
            }
            assertThat(strings(schema.path("required"))).as(name).hasSameElementsAs(required);
        });
    }

    @Test
    void theServerAlwaysSendsWhatItsSchemasRequire() {
        JacksonMessageCodec codec = new JacksonMessageCodec(4_000);
        List<ServerMessage> barest = List.of(
                new ServerMessage.Welcome("a", List.of("a")),
                new ServerMessage.Joined("a"),
                new ServerMessage.Left("a"),
                new ServerMessage.PublicDelivery("a", ""),
                new ServerMessage.PrivateDelivery("a", "b", ""),
                new ServerMessage.Ack("1"),
                new ServerMessage.ErrorReply(ErrorCode.BAD_JSON, "words", ClientMessage.NO_ID));
        assertThat(barest).extracting(Object::getClass).hasSameElementsAs(recordsOf(ServerMessage.class));

        assertThat(barest).allSatisfy(message -> {
            String json = codec.encode(message).toString();
            String name = "server-" + JSON.readTree(json).path("type").asString();
            assertThat(Schemas.problemsFromServer(json)).isEmpty();
            assertThat(JSON.readTree(json).propertyNames()).hasSameElementsAs(strings(read(name).path("required")));
        });
    }

    @Test
    void theErrorCodesAreThoseOfTheCode() {
        assertThat(strings(read("server-error").at("/properties/code/enum")))
                .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
    }

    @Test
    void theLimitsAreThoseOfTheCode() {
        assertThat(read("name").path("maxLength").asInt()).isEqualTo(UserName.MAX_LENGTH);
        assertThat(read("id").path("maxLength").asInt()).isEqualTo(JacksonMessageCodec.MAX_ID_LENGTH);
        assertThat(Stream.of("client-public", "client-private", "server-public", "server-private"))
                .allSatisfy(name -> assertThat(read(name).at("/properties/msg/maxLength").asInt())
                        .isEqualTo(new ChatServerOptions.Builder().maxTextLength));
    }

    @Test
    void everySchemaIsOneAndItsExamplesAreValid() {
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(META_SCHEMA));
        Stream<String> names = Stream.of(server().keySet(), CLIENT.keySet(), Set.of("client", "server", "name", "id"))
                .flatMap(Set::stream);

        assertThat(names).allSatisfy(name -> {
            JsonNode schema = read(name);
            assertThat(schema.path("$schema").asString()).isEqualTo(META_SCHEMA);
            assertThat(meta.validate(schema)).as(name).isEmpty();
            for (JsonNode example : schema.path("examples")) {
                assertThat(Schemas.problems(name, example)).isEmpty();
            }
        });
    }

    @Test
    void theAsyncApiDocumentRefersToEverySchemaOfAMessage() {
        JsonNode channel = read("asyncapi").at("/channels/chat");

        assertThat(channel.path("address").asString()).isEqualTo(ChatServer.PATH);
        Set<String> all = new TreeSet<>(server().keySet());
        all.addAll(CLIENT.keySet());
        assertThat(channel.path("messages").propertyNames()).hasSameElementsAs(all);
        assertThat(all).allSatisfy(name -> assertThat(channel.path("messages").path(name)
                .at("/payload/schema/$ref").asString()).isEqualTo(name + ".json"));
    }

    @Test
    void itsOperationsReferToItsOwnMessagesEachOnce() {
        JsonNode document = read("asyncapi");
        List<String> used = new ArrayList<>();
        document.path("operations").values().forEach(operation -> operation.path("messages").values()
                .forEach(message -> used.add(message.path("$ref").asString().substring(1))));

        assertThat(used).doesNotHaveDuplicates().hasSize(document.at("/channels/chat/messages").size())
                .allSatisfy(pointer -> assertThat(document.at(pointer).isObject()).as(pointer).isTrue());
        assertThat(document.at("/operations/hear/action").asString()).isEqualTo("receive");
        assertThat(document.at("/operations/say/action").asString()).isEqualTo("send");
    }

    private static Map<String, Class<?>> server() {
        Map<String, Class<?>> byName = new TreeMap<>();
        for (JsonSubTypes.Type type : ServerMessage.class.getAnnotation(JsonSubTypes.class).value()) {
            byName.put("server-" + type.name(), type.value());
        }
        return byName;
    }

    private static List<Class<?>> recordsOf(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .<Class<?>>flatMap(type -> type.isRecord() ? Stream.of(type) : recordsOf(type).stream())
                .toList();
    }

    private static Set<String> alternatives(String name) {
        Set<String> names = new TreeSet<>();
        read(name).path("oneOf").values().forEach(one -> names.add(one.path("$ref").asString().replace(".json", "")));
        return names;
    }

    private static boolean isRefused(JacksonMessageCodec codec, String json) {
        try {
            codec.decode(json);
            return false;
        } catch (BadMessageException e) {
            return true;
        }
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static JsonNode read(String name) {
        try (InputStream in = SchemasTest.class.getResourceAsStream("/" + Schemas.FOLDER + name + ".json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
