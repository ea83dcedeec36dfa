package aside.integration;

import static aside.testing.ChatClient.left;
import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 08: the bounded outbox. Its contract is checked step by step in {@code GatheringOutboxTest}. */
class OutboxTest {

    /** Larger than what the sockets on both sides can hold, so that the outbox fills. */
    private static final String LONG_TEXT = "x".repeat(3_900);

    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> {
        options.messageRate = 0;
        options.closeTimeout = Duration.ofMinutes(1);
    });

    @Test
    void aSlowReaderIsDroppedAndToldWhyAndTheOthersMissNothing() {
        List<ChatClient> all = server.joinAll("alice", "bob", "carol");
        all.get(1).stopsReading();

        int sent = 0;
        boolean dropped = false;
        while (!dropped) {
            all.get(0).says(LONG_TEXT + sent);
            // Both read each message before the next one is sent: they are never behind.
            dropped = hearsThatBobLeft(all.get(0), sent) | hearsThatBobLeft(all.get(2), sent);
            sent++;
        }
        all.get(1).readsAgain();

        List<String> heard = all.get(1).everythingUntilTheEnd();
        all.get(1).isClosedFor(CloseReason.SLOW_READER);
        assertThat(heard).as("the beginning of what was sent, in order").hasSizeLessThan(sent)
                .containsExactlyElementsOf(IntStream.range(0, heard.size()).mapToObj(OutboxTest::message).toList());
    }

    @Test
    void theNameOfADroppedReaderIsFreeThoughItsSocketIsNot() {
        List<ChatClient> all = server.joinAll("alice", "bob");
        all.get(1).stopsReading();
        int sent = 0;
        do {
            all.get(0).says(LONG_TEXT + sent);
        } while (!hearsThatBobLeft(all.get(0), sent++));

        server.join("bob");

        all.get(0).receives(ChatClient.joined("bob"));
    }

    @Test
    void messagesOfOneSenderArriveCompleteAndInOrderHoweverManyAreGathered() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        for (int i = 0; i < 2_000; i++) {
            all.get(0).says("m" + i);
            // A window: nobody falls behind, and yet there is always something to gather.
            if (i >= 100) {
                all.get(0).receives(publicMessage("alice", "m" + (i - 100)));
                all.get(1).receives(publicMessage("alice", "m" + (i - 100)));
            }
        }

        for (int i = 1_900; i < 2_000; i++) {
            all.get(1).receives(publicMessage("alice", "m" + i));
        }
    }

    /** Reads the message, and before it the news that Bob left, if that has come. */
    private static boolean hearsThatBobLeft(ChatClient client, int number) {
        String next = client.nextText();
        boolean heard = next.equals(left("bob"));
        assertThat(heard ? client.nextText() : next).isEqualTo(message(number));
        return heard;
    }

    private static String message(int number) {
        return publicMessage("alice", LONG_TEXT + number);
    }
}
