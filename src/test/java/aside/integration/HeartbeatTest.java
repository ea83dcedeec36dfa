package aside.integration;

import static aside.testing.ChatClient.left;
import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServerOptions;
import aside.testing.ChatClient;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 07: finding the dead. */
class HeartbeatTest {

    private static final Duration INTERVAL = ChatServerOptions.defaults().pingInterval();

    /** Who is told why it is dropped can read it, however far the test moves the time. */
    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> options.closeTimeout = Duration.ofHours(1))
            .inManualTime();

    @Test
    void aPeerThatFallsSilentIsDroppedAtTheNextButOnePingAndEveryoneLearnsOfIt() throws Exception {
        ChatClient alice = server.join("alice");
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            alice.receives(ChatClient.joined("bob"));

            pingAndWaitForPongOf(alice);
            pingAndWaitForPongOf(alice);
            assertThat(bob.readFrame().opcode()).isEqualTo(RawSocket.PING);
            alice.receivesNothing();
            server.time().advance(INTERVAL);

            alice.receives(left("bob"));
            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(4002);
            alice.receivesNothing();
        }
    }

    @Test
    void aPeerThatSendsMessagesButNoPongIsDroppedAllTheSame() throws Exception {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            for (int i = 0; i < 3; i++) {
                bob.sendText("{\"type\":\"public\",\"msg\":\"I talk\"}");
                bob.readFrame(RawSocket.TEXT);
                server.time().advance(INTERVAL);
            }

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(4002);
        }
    }

    @Test
    void aLatePongCountsAsLongAsItComesBeforeTheNextButOnePing() throws Exception {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            server.time().advance(INTERVAL);
            RawSocket.Frame unanswered = bob.readFrame(RawSocket.PING);
            for (int i = 0; i < 10; i++) {
                server.time().advance(INTERVAL);
                RawSocket.Frame next = bob.readFrame(RawSocket.PING);
                bob.sendFrame(0x80 | RawSocket.PONG, unanswered.payload());
                waitUntilRead(bob);
                unanswered = next;
            }
        }
    }

    @Test
    void aPongThatAnswersNoPingCountsForNothing() throws Exception {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            for (int i = 0; i < 3; i++) {
                bob.sendFrame(0x80 | RawSocket.PONG, new byte[] {9, 9, 9, 9, 9, 9, 9, 9});
                bob.sendFrame(0x80 | RawSocket.PONG, new byte[0]);
                waitUntilRead(bob);
                server.time().advance(INTERVAL);
            }

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(4002);
        }
    }

    @Test
    void aClientThatReadsNothingCannotGuessWhatToAnswer() throws Exception {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            server.time().advance(INTERVAL);
            byte[] first = bob.readFrame(RawSocket.PING).payload();
            bob.sendFrame(0x80 | RawSocket.PONG, first);
            waitUntilRead(bob);
            for (int i = 0; i < 3; i++) {
                // Of the pings since the first one, bob has read none; the last of them was the i-th.
                long guess = ByteBuffer.wrap(first).getLong() + i;
                bob.sendFrame(0x80 | RawSocket.PONG, ByteBuffer.allocate(8).putLong(0, guess).array());
                bob.sendFrame(0x80 | RawSocket.PONG, ByteBuffer.allocate(8).putLong(0, i + 1).array());
                bob.sendFrame(0x80 | RawSocket.PONG, first);
                waitUntilRead(bob);
                server.time().advance(INTERVAL);
            }

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(4002);
        }
    }

    @Test
    void aPongCountsAlsoWhenItsClientHasUsedUpItsRate() throws Exception {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            for (int i = 0; i < 4; i++) {
                server.time().advance(INTERVAL);
                RawSocket.Frame ping = bob.readFrame(RawSocket.PING);
                for (int j = 0; j < server.options().messageRate().burst(); j++) {
                    bob.sendText("{}");
                    bob.readFrame(RawSocket.TEXT);
                }
                bob.sendFrame(0x80 | RawSocket.PONG, ping.payload());
                bob.sendText("{}");

                assertThat(bob.readFrame(RawSocket.TEXT).text()).contains("rate-limited");
            }
        }
    }

    @Test
    void nobodyIsPingedBeforeTheJoin() throws Exception {
        ChatClient alice = server.join("alice");
        try (RawSocket guest = RawSocket.upgrade(server.get(), "")) {
            guest.readHead();

            server.time().advance(Duration.ofSeconds(9));
            guest.sendText("{\"type\":\"join\",\"name\":\"bob\"}");

            assertThat(guest.readFrame().text()).as("the first frame").contains("welcome");
            alice.receives(ChatClient.joined("bob"));
        }
    }

    @Test
    void whoAnswersStays() {
        ChatClient alice = server.join("alice");

        for (int i = 0; i < 20; i++) {
            pingAndWaitForPongOf(alice);
        }

        alice.receivesNothing();
    }

    /** The client library answers a ping by itself, before it sends what the test sends next. */
    private void pingAndWaitForPongOf(ChatClient client) {
        server.time().advance(INTERVAL);
        client.receivesPing();
        client.receivesNothing();
    }

    private static void waitUntilRead(RawSocket bob) throws Exception {
        bob.sendText("{\"type\":\"private\",\"to\":\"bob\",\"msg\":\"all read\"}");
        bob.readFrame(RawSocket.TEXT);
    }
}
