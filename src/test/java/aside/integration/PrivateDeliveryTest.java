package aside.integration;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import aside.testing.RunningServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 03: private delivery. */
class PrivateDeliveryTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @Test
    void aPrivateMessageReachesItsRecipientOnly() {
        List<ChatClient> all = server.joinAll("alice", "bob", "carol");

        all.get(0).whispers("bob", "psst");

        all.get(1).receives(privateMessage("alice", "bob", "psst"));
        all.get(0).receivesNothing();
        all.get(2).receivesNothing();
    }

    @Test
    void aMessageToNobodyIsAnsweredWithAnErrorThatNamesTheUser() {
        ChatClient alice = server.join("alice");

        alice.whispers("bob", "psst", "m1");

        var error = alice.receivesError("user-offline");
        assertThat(error.path("id").asString()).isEqualTo("m1");
        assertThat(error.path("msg").asString()).contains("bob");
    }

    @Test
    void aNameThatNobodyCanHaveIsNobody() {
        ChatClient alice = server.join("alice");

        alice.whispers("x".repeat(3_000), "psst");

        assertThat(alice.receivesError("user-offline").path("msg").asString())
                .as("the server repeats no more than a name can have").hasSizeLessThan(100);
    }

    @Test
    void aMessageWithAnIdIsAcknowledgedToItsSenderOnly() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        all.get(0).whispers("bob", "psst", "m1");

        all.get(1).receives(privateMessage("alice", "bob", "psst"));
        all.get(1).receivesNothing();
        all.get(0).receives(ack("m1"));
        all.get(0).receivesNothing();
    }

    @Test
    void aMessageToOneselfIsDeliveredOnce() {
        ChatClient alice = server.join("alice");

        alice.whispers("alice", "note to self", "m1");

        alice.receives(privateMessage("alice", "alice", "note to self"));
        alice.receives(ack("m1"));
        alice.receivesNothing();
    }

    @Test
    void theRecipientIsFoundWhateverTheCaseAndShownAsItJoined() {
        List<ChatClient> all = server.joinAll("alice", "Bob");

        all.get(0).whispers("BOB", "psst");

        all.get(1).receives(privateMessage("alice", "Bob", "psst"));
    }

    @Test
    void whoHasLeftIsOffline() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        all.get(1).leaves();
        all.get(0).receives(ChatClient.left("bob"));
        all.get(0).whispers("bob", "still there?");

        all.get(0).receivesError("user-offline");
    }

    @Test
    void messagesOfOneSenderArriveInTheOrderSent() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        for (int i = 0; i < 150; i++) {
            all.get(0).whispers("bob", "m" + i);
        }

        for (int i = 0; i < 150; i++) {
            all.get(1).receives(privateMessage("alice", "bob", "m" + i));
        }
    }
}
