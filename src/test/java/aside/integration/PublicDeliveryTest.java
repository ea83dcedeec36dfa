package aside.integration;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import aside.testing.ManualExecutor;
import aside.testing.RunningServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 04: public messages, and telling them from private ones by their type. */
class PublicDeliveryTest {

    private final ManualExecutor waiting = new ManualExecutor();
    private volatile boolean roomWaits;

    @RegisterExtension
    final RunningServer server = RunningServer.withParts(parts -> parts.withOutbox(
            (wire, limits, atOnce, soon, onFull) -> parts.outbox().make(wire, limits, atOnce,
                    task -> (roomWaits ? waiting : soon).execute(task), onFull)));

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
    void whoSpeaksSeesItAtOnceThoughTheRoomHasToWait() {
        List<ChatClient> all = server.joinAll("alice", "bob");
        roomWaits = true;

        all.get(0).says("hello");

        all.get(0).receives(publicMessage("alice", "hello"));
        assertThat(waiting.runAll()).as("writes to the rest of the room that still wait").isEqualTo(1);
        all.get(1).receives(publicMessage("alice", "hello"));
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
