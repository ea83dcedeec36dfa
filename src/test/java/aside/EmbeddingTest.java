package aside;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A server within another program: the example in the API documentation. */
class EmbeddingTest {

    @Test
    void aProgramStartsAServerOfItsOwnAndStopsIt() throws IOException {
        // @start region="embed"
        ChatServerOptions options = ChatServerOptions.of(it -> {
            it.port = 0;
            it.maxConnections = 100;
        });
        ChatServer server = ChatServer.start(options);
        System.out.println("ws://localhost:" + server.port() + ChatServer.PATH);
        // @end region="embed"

        try (ChatClient alice = ChatClient.join(server, "alice")) {
            server.close();

            assertThat(alice.ending().code()).isEqualTo(1001);
        }
    }
}
