package aside.integration;

import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.ChatServerParts;
import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in that is not chat: origins, frames, sizes, floods, crowds, and faults of our own. */
class EdgesTest {

    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> {
        options.maxConnections = 3;
        options.allowedOrigins.add("https://partner.example");
    }).inManualTime();

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1", "garbage", "",
        "http://127.0.0.1.evil.example", "file://"})
    void aPageFromElsewhereMayNotConnect(String origin) throws IOException {
        try (RawSocket page = RawSocket.upgrade(server.get(), "Origin: " + origin + "\r\n")) {
            assertThat(page.readHead()).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void aPageOfThisServerMayConnect() throws IOException {
        String own = "http://127.0.0.1:" + server.get().port();

        try (RawSocket page = RawSocket.upgrade(server.get(), "Origin: " + own + "\r\n")) {
            assertThat(page.readHead()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void aPageFromAnAllowedOriginMayConnect() throws IOException {
        try (RawSocket page = RawSocket.upgrade(server.get(), "Origin: https://Partner.example\r\n")) {
            assertThat(page.readHead()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void compressionIsOff() throws IOException {
        try (RawSocket client = RawSocket.upgrade(server.get(), "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
            assertThat(client.readHead()).startsWith("HTTP/1.1 101").doesNotContain("permessage-deflate");
        }
    }

    @Test
    void aBinaryFrameIsRefused() {
        ChatClient alice = server.join("alice");

        alice.sendsBinary(new byte[] {1, 2, 3});

        alice.isClosedFor(CloseReason.BINARY);
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            bob.sendFrame(0x80 | RawSocket.TEXT, new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void aFrameOf64KibibytesIsReadAndOneByteMoreIsTooBig() {
        ChatClient alice = server.join("alice");
        String most = "{\"type\":\"public\",\"msg\":\"hi\",\"padding\":\"";

        alice.sends(most + "x".repeat(64 * 1024 - most.length() - 2) + "\"}");
        alice.receives(publicMessage("alice", "hi"));
        alice.sends(most + "x".repeat(64 * 1024 - most.length() - 1) + "\"}");

        alice.isClosedFor(CloseReason.TOO_BIG);
    }

    @Test
    void theLimitIsInBytesAndHoldsForAMessageInManyFrames() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            byte[] part = "语".repeat(1_000).getBytes(StandardCharsets.UTF_8);
            bob.sendFrame(RawSocket.TEXT, part);
            for (int i = 0; i < 21; i++) {
                bob.sendFrame(RawSocket.CONTINUATION, part);
            }

            RawSocket.Frame close = bob.readFrame(RawSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void whoSendsFarTooMuchStillReadsWhy() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            bob.sendFrame(0x80 | RawSocket.TEXT, new byte[4 * 1024 * 1024]);

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aMessageInSeveralFramesIsOneMessage() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            byte[] message = "{\"type\":\"public\",\"msg\":\"你好\"}".getBytes(StandardCharsets.UTF_8);
            int middleOfACharacter = message.length - 6;
            bob.sendFrame(RawSocket.TEXT, java.util.Arrays.copyOf(message, middleOfACharacter));
            bob.sendFrame(0x80 | RawSocket.PING, new byte[] {42});
            bob.sendFrame(0x80 | RawSocket.CONTINUATION,
                    java.util.Arrays.copyOfRange(message, middleOfACharacter, message.length));

            assertThat(bob.readFrame().opcode()).isEqualTo(RawSocket.PONG);
            assertThat(bob.readFrame().text()).isEqualTo(publicMessage("bob", "你好"));
        }
    }

    @Test
    void oneConnectionTooManyIsTold1013AndThePlaceOfOneThatLeftIsFree() {
        ChatClient alice = server.join("alice");
        ChatClient bob = server.join("bob");
        server.join("carol");
        alice.receives(ChatClient.joined("bob"));

        server.connect().isClosedFor(CloseReason.SERVER_FULL);
        bob.leaves();
        bob.ending();

        server.join("dave");
    }

    @Test
    void beyondTheRateMessagesAreRefusedAndTheConnectionStaysOpen() {
        ChatClient alice = server.join("alice");
        for (int i = 0; i < 199; i++) {
            alice.says("m" + i);
            alice.receives(publicMessage("alice", "m" + i));
        }

        alice.says("too fast", "m199");
        assertThat(alice.receivesError("rate-limited").path("id").asString()).isEqualTo("m199");
        server.time().advance(Duration.ofMillis(10));
        alice.says("slower");

        alice.receives(publicMessage("alice", "slower"));
    }

    @Test
    void whoGoesOnAfter1000RefusalsIsClosed() {
        ChatClient alice = server.join("alice");
        for (int i = 0; i < 199; i++) {
            alice.sends("nonsense");
            alice.receivesError("bad-json");
        }

        for (int i = 0; i < 999; i++) {
            alice.sends("nonsense");
            alice.receivesError("rate-limited");
        }
        alice.sends("nonsense");

        alice.isClosedFor(CloseReason.FLOODING);
    }

    @Test
    void pingsCountAsMessagesAndAFloodOfThemIsClosed() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            for (int i = 0; i < (199 + 1_000) / 10; i++) {
                bob.sendFrame(0x80 | RawSocket.PING, new byte[0]);
            }
            bob.sendText("{\"type\":\"public\",\"msg\":\"one more\",\"id\":\"m1\"}");

            RawSocket.Frame end = bob.readFrame(RawSocket.CLOSE);
            assertThat(end.closeCode()).isEqualTo(CloseReason.FLOODING.code());
        }
    }

    @Test
    void partsOfAMessageWithoutAnEndAreAFlood() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            bob.sendFrame(RawSocket.TEXT, new byte[0]);
            for (int i = 0; i < 16 * (199 + 1_000) / 10; i++) {
                bob.sendFrame(RawSocket.CONTINUATION, new byte[0]);
            }

            assertThat(bob.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(CloseReason.FLOODING.code());
        }
    }

    @Test
    void aLongMessageCountsAsSeveral() {
        ChatClient alice = server.join("alice");
        String unknownField = ",\"x\":\"" + "x".repeat(60_000) + "\"}";
        for (int i = 0; i < 2; i++) {
            alice.sends("{\"type\":\"public\",\"msg\":\"long\"" + unknownField);
            alice.receives(publicMessage("alice", "long"));
        }

        // Four of them cost more than the 200 units of the burst; a third may fit.
        alice.sends("{\"type\":\"nothing-came\"" + unknownField);
        alice.next();
        alice.sends("{\"type\":\"public\",\"msg\":\"long\",\"id\":\"m4\"" + unknownField);

        assertThat(alice.receivesError("rate-limited").path("id").asString()).isEqualTo("m4");
    }

    @Test
    void aPageWhoseNameWasPointedAtThisMachineMayNotConnect() throws IOException {
        try (RawSocket page = RawSocket.connect(server.get())) {
            page.write(("GET /chat HTTP/1.1\r\nHost: evil.example:" + server.get().port() + "\r\n"
                    + "Origin: http://evil.example:" + server.get().port() + "\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

            assertThat(page.readHead()).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void theWordsOfAnErrorStayInTheLog() throws IOException {
        ChatServerParts parts = ChatServerParts.reference(server.options());
        try (ChatServer faulty = ChatServer.start(RunningServer.onFreePort(options -> { }),
                parts.withRouter((registry, codec) -> (from, message) -> {
                    throw new OutOfMemoryError("Java heap space");
                }), java.util.Optional.empty()); ChatClient bob = ChatClient.join(faulty, "bob")) {
            bob.says("boom");

            bob.isClosedFor(CloseReason.INTERNAL_ERROR);
        }
        try (ChatServer faulty = ChatServer.start(RunningServer.onFreePort(options -> { }),
                parts.withMembership(presence -> {
                    throw new IllegalStateException("a secret of the server");
                }), java.util.Optional.empty()); ChatClient guest = ChatClient.connect(faulty)) {
            guest.isClosedFor(CloseReason.INTERNAL_ERROR);
        }
    }

    @Test
    void aFrameThatBreaksTheProtocolIsRefusedInOurWords() throws IOException {
        try (RawSocket bob = RawSocket.join(server.get(), "bob")) {
            bob.sendFrame(0xF0 | RawSocket.TEXT, "reserved bits".getBytes(StandardCharsets.UTF_8));

            RawSocket.Frame end = bob.readFrame(RawSocket.CLOSE);
            assertThat(end.closeCode()).isEqualTo(1002);
            assertThat(end.text().substring(2)).isEqualTo(CloseReason.PROTOCOL_ERROR.words());
        }
    }

    @Test
    void anHttpErrorQuotesNeitherTheRequestNorAnException() throws IOException {
        try (RawSocket client = RawSocket.connect(server.get())) {
            client.write("GET /a%2F..%2Fb?<script> HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(client.readHead()).startsWith("HTTP/1.1 400");
            assertThat(client.rest()).isEqualTo("400 Bad Request\n");
        }
    }

    @Test
    void whoDripsTheHandshakeIsCutAtTheDeadline() throws IOException {
        try (RawSocket slow = RawSocket.connect(server.get())) {
            slow.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(slow.readHead()).as("the connection is there").startsWith("HTTP/1.1 200");

            server.time().advance(Duration.ofSeconds(10));

            slow.readToEnd();
        }
    }

    @Test
    void aPathThatIsNotThePageIsNotFound() throws IOException {
        try (RawSocket client = RawSocket.connect(server.get())) {
            client.write("GET /../pom.xml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(client.readHead()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aFaultOfOursClosesWithAFixedReasonAndTheOthersGoOn() throws IOException {
        try (ChatServer faulty = ChatServer.start(RunningServer.onFreePort(options -> { }),
                aside.ChatServerParts.reference(server.options()).withRouter((registry, codec) -> (from, message) -> {
                    throw new IllegalStateException("a secret of the server");
                }), java.util.Optional.empty())) {
            ChatClient alice = ChatClient.join(faulty, "alice");
            ChatClient bob = ChatClient.join(faulty, "bob");

            bob.says("boom");

            bob.isClosedFor(CloseReason.INTERNAL_ERROR);
            alice.receives(ChatClient.joined("bob"));
            alice.receives(ChatClient.left("bob"));
            alice.receivesNothing();
        }
    }
}
