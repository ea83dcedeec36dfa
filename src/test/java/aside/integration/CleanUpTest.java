package aside.integration;

import static aside.testing.ChatClient.joined;
import static aside.testing.ChatClient.left;
import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.ManualScheduler;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter 06: leaving exactly once. Races between two ends are held in {@code OnceMembershipTest}. */
class CleanUpTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults().inManualTime();

    @Test
    void aCloseIsToldOnce() {
        ChatClient alice = server.join("alice");
        ChatClient bob = server.join("bob");
        alice.receives(joined("bob"));

        bob.leaves();

        alice.receives(left("bob"));
        assertThat(bob.ending().code()).isEqualTo(1000);
        alice.receivesNothing();
    }

    @Test
    void aCutConnectionIsToldOnceThoughJettyReportsItTwice() {
        ChatClient alice = server.join("alice");
        ChatClient bob = server.join("bob");
        alice.receives(joined("bob"));

        bob.vanishes();

        alice.receives(left("bob"));
        alice.receivesNothing();
    }

    @Test
    void aFrameThatJettyRefusesIsToldOnceThoughJettyReportsItTwice() throws Exception {
        ChatClient alice = server.join("alice");
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            alice.receives(joined("bob"));

            bob.sendFrame(0xF0 | RawSocket.TEXT, "reserved bits".getBytes(StandardCharsets.UTF_8));

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1002);
            alice.receives(left("bob"));
            alice.receivesNothing();
        }
    }

    @Test
    void aClientThatSaysGoodbyeAndKeepsItsSocketIsCutAfterTheCloseTimeoutAndOnlyThenIsItsPlaceFree() throws Exception {
        ManualScheduler time = new ManualScheduler();
        ChatServerOptions options = RunningServer.onFreePort(it -> {
            it.maxConnections = 2;
            it.outboxMessages = 100_000;
            it.outboxBytes = 64 * 1024 * 1024;
            it.messageRate = 0;
        });
        try (ChatServer full = ChatServer.start(options, ChatServerParts.reference(options), Optional.of(time));
                ChatClient alice = ChatClient.join(full, "alice");
                RawSocket bob = RawSocket.upgradeWithSmallBuffer(full.port())) {
            bob.readHead();
            bob.sendText("{\"type\":\"join\",\"name\":\"bob\"}");
            alice.receives(joined("bob"));
            // More than any socket buffer holds, so that the server's answer to the close frame cannot leave.
            for (int i = 0; i < 3_000; i++) {
                bob.sendText("{\"type\":\"private\",\"to\":\"bob\",\"msg\":\"" + "x".repeat(4_000) + "\"}");
            }

            bob.sendFrame(0x80 | RawSocket.CLOSE, new byte[] {3, (byte) 0xE8});

            alice.receives(left("bob"));
            ChatClient carol = ChatClient.connect(full);
            carol.isClosedFor(CloseReason.SERVER_FULL);
            time.advance(options.closeTimeout());
            Awaitility.await("bob's place").until(() -> {
                try (ChatClient dave = ChatClient.connect(full)) {
                    dave.sends("{\"type\":\"join\",\"name\":\"dave\"}");
                    return dave.isWelcomed();
                }
            });
        }
    }

    @Test
    void aConnectionThatNeverJoinedLeavesWithoutAWord() {
        ChatClient alice = server.join("alice");
        ChatClient guest = server.connect();

        guest.leaves();
        guest.ending();

        alice.receivesNothing();
    }

    @Test
    void aRefusedJoinLeavesWithoutAWordAndTheHolderStays() {
        ChatClient alice = server.join("alice");
        ChatClient second = server.connect();

        second.sends("{\"type\":\"join\",\"name\":\"alice\"}");
        second.receivesError("name-taken");
        second.leaves();
        second.ending();

        alice.receivesNothing();
        alice.whispers("alice", "still me");
        alice.receives(ChatClient.privateMessage("alice", "alice", "still me"));
    }

    @Test
    void whoDoesNotJoinInTimeIsTold4003() {
        ChatClient guest = server.connect();
        guest.sends("{\"type\":\"join\",\"name\":\"not a name\"}");
        guest.receivesError("bad-name");

        server.time().advance(Duration.ofSeconds(10).minusMillis(1));
        guest.says("still in time");
        guest.receivesError("not-joined");
        server.time().advance(Duration.ofMillis(1));

        guest.isClosedFor(CloseReason.NOT_JOINED_IN_TIME);
    }

    @Test
    void whoHasJoinedIsNotBoundByTheDeadline() {
        ChatClient alice = server.join("alice");

        server.time().advance(Duration.ofSeconds(10));

        alice.receivesNothing();
    }

    @Test
    void theSameNameMayLeaveAndComeBackManyTimesAndTheNewsStaysInOrder() {
        ChatClient alice = server.join("alice");

        for (int i = 0; i < 50; i++) {
            ChatClient bob = server.join("bob");
            alice.receives(joined("bob"));
            bob.vanishes();
            alice.receives(left("bob"));
        }
    }
}
