package aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits, and how they relate. */
class ChatServerOptionsTest {

    static Stream<Arguments> bad() {
        return Stream.of(
                wrong("--port", options -> options.port = -1),
                wrong("--port", options -> options.port = 65_536),
                wrong("--max-connections", options -> options.maxConnections = 0),
                wrong("--announce-limit", options -> options.announceLimit = -1),
                wrong("--max-text-length", options -> options.maxTextLength = 0),
                wrong("--max-text-length", options -> options.maxTextLength = 10_000),
                wrong("--max-message-size", options -> options.maxMessageSize = 10),
                wrong("--max-connections", options -> options.maxConnections = 1_500_000_000),
                wrong("--outbox-messages", options -> options.outboxMessages = 7),
                wrong("--outbox-bytes", options -> options.outboxBytes = 64 * 1024),
                wrong("--outbox-bytes", options -> {
                    options.outboxBytes = 4_096;
                    options.maxMessageSize = 4_096;
                    options.maxTextLength = 100;
                }),
                wrong("--outbox-total-bytes", options -> options.outboxTotalBytes = 1_000_000),
                wrong("--message-unit", options -> options.messageUnit = 0),
                wrong("--ping-interval", options -> options.pingInterval = Duration.ofMinutes(200_000_000)),
                wrong("--join-deadline", options -> options.joinDeadline = Duration.ofMillis(1)),
                wrong("--write-buffer-size", options -> options.writeBufferSize = 1),
                wrong("--message-rate", options -> options.messageRate = -1),
                wrong("--message-burst", options -> options.messageBurst = 0),
                wrong("--max-refusals", options -> options.maxRefusals = 0),
                wrong("--refusal-window", options -> options.refusalWindow = Duration.ZERO),
                wrong("--ping-interval", options -> options.pingInterval = Duration.ZERO),
                wrong("--handshake-deadline", options -> options.handshakeDeadline = Duration.ofSeconds(-1)),
                wrong("--join-deadline", options -> options.joinDeadline = Duration.ZERO),
                wrong("--close-timeout", options -> options.closeTimeout = Duration.ZERO),
                wrong("--stop-timeout", options -> options.stopTimeout = Duration.ZERO));
    }

    private static Arguments wrong(String option, Consumer<ChatServerOptions.Builder> change) {
        return Arguments.of(option, change);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aValueThatIsNotAllowedIsNamedWithWhatIs(String option, Consumer<ChatServerOptions.Builder> change) {
        assertThatIllegalArgumentException().isThrownBy(() -> ChatServerOptions.of(change))
                .withMessageContaining(option).withMessageMatching(".*(at least|at most).*");
    }

    @Test
    void theDefaultsAreThoseOfTheDesign() {
        ChatServerOptions options = ChatServerOptions.defaults();

        assertThat(options.announceLimit()).isEqualTo(500);
        assertThat(options.maxTextLength()).isEqualTo(4_000);
        assertThat(options.maxMessageSize()).isEqualTo(65_536);
        assertThat(options.outbox().maxMessages()).isEqualTo(256);
        assertThat(options.outbox().maxBytes()).isEqualTo(1_048_576);
        assertThat(options.messageRate().perSecond()).isEqualTo(100);
        assertThat(options.messageRate().burst()).isEqualTo(200);
        assertThat(options.messageRate().maxRefusals()).isEqualTo(1_000);
        assertThat(options.messageRate().refusalWindow()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.pingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.joinDeadline()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"https://Chat.example.org/", "https://chat.example.org:443", "HTTPS://CHAT.EXAMPLE.ORG"})
    void anAllowedOriginIsUnderstoodAsBrowsersSendIt(String given) {
        assertThat(ChatServerOptions.of(options -> options.allowedOrigins = Set.of(given)).allowedOrigins())
                .containsExactly("https://chat.example.org");
    }

    @ParameterizedTest
    @CsvSource({"chat.example.org", "https://chat.example.org/room", "ftp://chat.example.org", "''"})
    void whatIsNoOriginIsRefused(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChatServerOptions.of(options -> options.allowedOrigins = Set.of(given)))
                .withMessage("--allow-origin is '" + given
                        + "'; it must be a scheme and a host, such as https://chat.example.org");
    }

    @Test
    void aServerThatCannotListenSaysSo() {
        ChatServerOptions nowhere = ChatServerOptions.of(options -> options.host = "no.such.host.invalid");

        assertThatThrownBy(() -> ChatServer.start(nowhere))
                .isInstanceOf(java.io.IOException.class);
    }
}
