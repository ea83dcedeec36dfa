package aside.integration;

import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stop tells every client and loses nothing that was queued. */
class StopTest {

    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> options.stopTimeout = Duration.ofMinutes(1));

    @Test
    void everyClientIsTold1001WhetherItHasJoinedOrNot() {
        ChatClient alice = server.join("alice");
        ChatClient guest = server.connect();

        server.get().close();

        alice.isClosedFor(CloseReason.STOPPING);
        guest.isClosedFor(CloseReason.STOPPING);
        assertThat(alice.everythingUntilTheEnd()).as("nobody is told that everybody leaves").isEmpty();
    }

    @Test
    void whatWasAcknowledgedIsDeliveredBeforeTheEnd() {
        List<ChatClient> all = server.joinAll("alice", "bob");
        for (int i = 0; i < 150; i++) {
            all.get(0).says("m" + i, "id" + i);
        }

        server.get().close();

        List<String> acknowledged = all.get(0).everythingUntilTheEnd().stream()
                .filter(text -> text.contains("\"ack\"")).toList();
        List<String> delivered = all.get(1).everythingUntilTheEnd();
        assertThat(delivered).hasSizeGreaterThanOrEqualTo(acknowledged.size());
        for (int i = 0; i < delivered.size(); i++) {
            assertThat(delivered.get(i)).isEqualTo(publicMessage("alice", "m" + i));
        }
        all.get(1).isClosedFor(CloseReason.STOPPING);
    }

    @Test
    void nobodyGetsInAnyMore() throws IOException {
        int port = server.get().port();

        server.get().close();

        assertThatThrownBy(() -> new java.net.Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
    }

    @Test
    void aPeerThatDoesNotAnswerTheCloseDoesNotHoldUpTheStop() throws IOException {
        List<RawSocket> silent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            silent.add(RawSocket.join(server.get(), "silent" + i));
        }

        // Returns after the close timeout, a second or so, and not after the stop timeout, a minute.
        server.get().close();

        for (RawSocket peer : silent) {
            assertThat(peer.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1001);
            peer.close();
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        ChatClient alice = server.join("alice");

        server.get().close();
        server.get().close();

        alice.isClosedFor(CloseReason.STOPPING);
    }
}
