package aside.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server hands out its own protocol. */
class ProtocolFilesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @Test
    void theFolderAnswersWithTheAsyncApiDocument() throws Exception {
        HttpResponse<String> response = get("/protocol/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type ->
                assertThat(type).startsWith("application/json"));
        assertThat(JSON.readTree(response.body()).path("asyncapi").asString()).isEqualTo("3.0.0");
    }

    @Test
    void everySchemaThatTheDocumentRefersToIsThere() throws Exception {
        JsonNode messages = JSON.readTree(get("/protocol/asyncapi.json").body()).at("/channels/chat/messages");

        assertThat(messages.size()).isEqualTo(10);
        for (JsonNode message : messages.values()) {
            HttpResponse<String> schema = get("/protocol/" + message.at("/payload/schema/$ref").asString());
            assertThat(schema.statusCode()).isEqualTo(200);
            assertThat(schema.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
            assertThat(schema.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(JSON.readTree(schema.body()).path("title").asString())
                    .isEqualTo(message.path("name").asString());
        }
    }

    @Test
    void thePageIsStillAtTheRoot() throws Exception {
        assertThat(get("/").headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(get("/protocol/nothing.json").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.get().port() + path)).build(),
                BodyHandlers.ofString());
    }
}
