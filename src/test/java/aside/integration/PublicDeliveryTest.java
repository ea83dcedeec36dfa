package aside.integration;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import aside.testing.RunningServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 04: public messages, and telling them from private ones by their type. */
class PublicDeliveryTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @Test
    void aPublicMessageReachesEveryoneTheSenderTooAndOnce() {
        List<ChatClient> all = server.joinAll("alice", "bob", "carol");

        all.get(0).says("hello");

        for (ChatClient client : all) {
            client.receives(publicMessage("alice", "hello"));
            client.receivesNothing();
        }
    }

    @Test
    void anAckComesToTheSenderOnlyAndAfterTheMessageIsInEveryOutbox() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        all.get(0).says("hello", "m1");

        all.get(0).receives(publicMessage("alice", "hello"));
        all.get(0).receives(ack("m1"));
        all.get(1).receives(publicMessage("alice", "hello"));
        all.get(1).receivesNothing();
    }

    @Test
    void publicAndPrivateMessagesOfOneSenderKeepTheirOrder() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        for (int i = 0; i < 50; i++) {
            all.get(0).says("public " + i);
            all.get(0).whispers("bob", "private " + i);
        }

        for (int i = 0; i < 50; i++) {
            all.get(1).receives(publicMessage("alice", "public " + i));
            all.get(1).receives(privateMessage("alice", "bob", "private " + i));
        }
    }

    @Test
    void whoLeavesMeanwhileDoesNotStopTheRest() {
        List<ChatClient> all = server.joinAll("alice", "bob", "carol");

        all.get(1).vanishes();
        all.get(0).says("hello", "m1");

        // Bob's end may be noticed before or after the message; Carol gets both.
        assertThat(List.of(all.get(2).nextText(), all.get(2).nextText()))
                .containsExactlyInAnyOrder(ChatClient.left("bob"), publicMessage("alice", "hello"));
    }
}
