package aside;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.Option;

/**
 * Whatever the options: the server starts and chats, or says which option is wrong and what is allowed. The values
 * come from dice with a fixed seed, and most of them lie at the edges.
 */
@Timeout(120)
class RandomOptionsTest {

    private static final int[] NUMBERS = {Integer.MIN_VALUE, -1, 0, 1, 2, 7, 8, 50, 100, 1_000, 1_023, 1_024, 4_000,
        4_096, 65_536, 67_584, 70_000, 1 << 20, 1 << 24, 1_500_000_000, Integer.MAX_VALUE};

    /** No deadline that a busy machine could miss: only too short to be allowed, or long enough. */
    private static final Duration[] TIMES = {Duration.ofDays(-1), Duration.ZERO, Duration.ofNanos(1),
        Duration.ofMillis(1), Duration.ofMillis(99), Duration.ofMinutes(1), Duration.ofHours(24),
        Duration.ofHours(24).plusMillis(1), Duration.ofMinutes(200_000_000), Duration.ofSeconds(Long.MAX_VALUE)};

    private static final List<Set<String>> ORIGINS = List.of(Set.of(), Set.of("https://chat.example.org/"),
            Set.of("https://Chat.example.org:443"), Set.of("chat.example.org"), Set.of("https://a/b"), Set.of(""));

    @Test
    void theServerStartsAndChatsOrSaysWhichOptionIsWrong() throws Exception {
        SplittableRandom dice = new SplittableRandom(1);
        int started = 0;
        for (int i = 0; i < 3_000; i++) {
            ChatServerOptions.Builder builder = new ChatServerOptions.Builder();
            builder.port = 0;
            List<String> changes = change(builder, dice);
            Optional<ChatServerOptions> options = options(builder, changes);
            // Most combinations are refused; of those that are not, some are enough.
            if (options.isPresent() && started < 60) {
                started++;
                chats(options.get(), changes);
            }
        }
        assertThat(started).as("servers that were started").isEqualTo(60);
    }

    @Test
    void theSmallestOptionsThatAreAllowedServeAClientWithALongText() throws Exception {
        ChatServerOptions smallest = ChatServerOptions.of(it -> {
            it.port = 0;
            it.maxMessageSize = 4_096;
            it.maxTextLength = 100;
            it.outboxMessages = 8;
            it.outboxBytes = 70_000;
            it.outboxTotalBytes = 70_000;
            it.writeBufferSize = 1_024;
            it.reassemblyBytes = 4_096;
            it.messageRate = 0;
        });
        List<ChatClient> crowd = new ArrayList<>();
        try (ChatServer server = ChatServer.start(smallest)) {
            for (int i = 0; i < 200; i++) {
                crowd.add(ChatClient.join(server, "𠀀".repeat(28) + i));
            }

            crowd.getLast().says("x".repeat(100));

            crowd.getLast().receives(ChatClient.publicMessage("𠀀".repeat(28) + 199, "x".repeat(100)));
        } finally {
            crowd.forEach(ChatClient::close);
        }
    }

    /** Changes one to four options, and says which. */
    private static List<String> change(ChatServerOptions.Builder builder, SplittableRandom dice) throws Exception {
        List<Field> fields = Arrays.stream(ChatServerOptions.Builder.class.getFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .filter(field -> !Set.of("host", "port").contains(field.getName())).toList();
        List<String> changes = new ArrayList<>();
        for (int i = dice.nextInt(1, 5); i > 0; i--) {
            Field field = fields.get(dice.nextInt(fields.size()));
            Object value = switch (field.getType().getSimpleName()) {
                case "int" -> NUMBERS[dice.nextInt(NUMBERS.length)];
                case "long" -> (long) NUMBERS[dice.nextInt(NUMBERS.length)];
                case "Duration" -> TIMES[dice.nextInt(TIMES.length)];
                case "Set" -> ORIGINS.get(dice.nextInt(ORIGINS.size()));
                default -> throw new AssertionError("an option of a type that this test does not know: " + field);
            };
            field.set(builder, value);
            changes.add(field.getAnnotation(Option.class).names()[0] + "=" + value);
        }
        return changes;
    }

    private static Optional<ChatServerOptions> options(ChatServerOptions.Builder builder, List<String> changes) {
        try {
            return Optional.of(builder.build());
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).as("the refusal of %s", changes)
                    .matches("--[a-z-]+ (is|must) .*").containsAnyOf("at least", "at most", "must be a scheme");
            return Optional.empty();
        }
    }

    private static void chats(ChatServerOptions options, List<String> changes) throws Exception {
        try (ChatServer server = ChatServer.start(options)) {
            ChatClient alice = ChatClient.join(server, "alice");
            if (allowsAFewMessagesAtOnce(options)) {
                alice.says("a", "1");
                alice.receives(ChatClient.publicMessage("alice", "a"));
                alice.receives(ChatClient.ack("1"));
            }
            if (allowsAFewMessagesAtOnce(options) && options.maxConnections() > 1) {
                ChatClient bob = ChatClient.join(server, "bob");
                bob.whispers("alice", "b", "2");
                bob.receives(ChatClient.ack("2"));
                bob.close();
            }
            alice.close();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with " + changes, e);
        }
    }

    /** A rate of one message a second is allowed, and refuses the second one. */
    private static boolean allowsAFewMessagesAtOnce(ChatServerOptions options) {
        return options.messageRate().perSecond() == 0
                || (long) options.messageRate().burst() * options.messageRate().charactersPerUnit() >= 1_024
                && options.messageRate().burst() >= 8;
    }
}
