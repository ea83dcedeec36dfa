package aside.integration;

import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import aside.message.CloseReason;
import aside.outbox.ClientSocket;
import aside.testing.ChatClient;
import aside.testing.ForwardingSocket;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
    void aPingAfterTheServersCloseFrameLosesNothingThatWasAcknowledged() throws Exception {
        CountDownLatch closeSent = new CountDownLatch(3);
        // Long messages and a reader with a small buffer: most of them are still on the way, and a cut would lose them.
        String padding = "x".repeat(3_000);
        ChatServerOptions options = RunningServer.onFreePort(it -> {
            it.stopTimeout = Duration.ofMinutes(2);
            it.closeTimeout = Duration.ofMinutes(1);
            it.joinDeadline = Duration.ofMinutes(1);
            it.messageRate = 0;
        });
        ChatServerParts parts = ChatServerParts.reference(options);
        try (ChatServer stopping = ChatServer.start(options, parts.withOutbox((socket, limits, writer, onFull) ->
                parts.outbox().create(new ClosingSocket(socket, closeSent), limits, writer, onFull)), Optional.empty());
                ChatClient alice = ChatClient.join(stopping, "alice");
                RawSocket carol = RawSocket.join(stopping, "carol");
                RawSocket bob = RawSocket.upgradeWithSmallBuffer(stopping.port())) {
            alice.receives(ChatClient.joined("carol"));
            bob.readHead();
            bob.sendText("{\"type\":\"join\",\"name\":\"bob\"}");
            bob.readFrame(RawSocket.TEXT);
            alice.receives(ChatClient.joined("bob"));
            for (int i = 0; i < 100; i++) {
                alice.whispers("bob", padding + i, "id" + i);
                alice.receives(ChatClient.ack("id" + i));
            }
            CompletableFuture<Void> stop = CompletableFuture.runAsync(stopping::close);
            closeSent.await();

            bob.sendFrame(0x80 | RawSocket.PING, new byte[] {1});
            // One thread reads all sockets: when it has handled carol's goodbye, it has handled bob's ping before.
            carol.sendFrame(0x80 | RawSocket.CLOSE, new byte[] {3, (byte) 0xE9});
            carol.readToEnd();
            // If the ping had ended the connection, this would bring a reset, and bob could read nothing more.
            bob.sendText("{\"type\":\"public\",\"msg\":\"too late\"}");

            for (int i = 0; i < 100; i++) {
                assertThat(bob.readFrame().text()).isEqualTo(ChatClient.privateMessage("alice", "bob", padding + i));
            }
            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1001);
            bob.close();
            stop.join();
        }
    }

    /** Counts the close frames. */
    private static final class ClosingSocket extends ForwardingSocket {

        private final CountDownLatch closed;

        ClosingSocket(ClientSocket socket, CountDownLatch closed) {
            super(socket);
            this.closed = closed;
        }

        @Override
        public void close(CloseReason reason) {
            super.close(reason);
            closed.countDown();
        }
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
