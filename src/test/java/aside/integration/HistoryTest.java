package aside.integration;

import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.message.CloseReason;
import aside.testing.ChatClient;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chapter 09: public messages are numbered, everyone reads them in one order, and a client that comes back misses none.
 */
class HistoryTest {

    private static final int KEPT = 500;

    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> options.messageRate = 0);

    @Test
    void publicMessagesAreNumberedFromOneAndTheWelcomeTellsTheLastNumber() {
        ChatClient alice = server.connect();
        JsonNode first = welcome(alice, "alice");
        assertThat(first.path("seq").asLong()).as("nothing has been said").isZero();
        assertThat(first.path("room").asString()).isNotEmpty();
        assertThat(first.has("resumed")).as("alice did not ask").isFalse();

        for (int i = 1; i <= 3; i++) {
            alice.says("m" + i);
            assertThat(alice.nextWithPosition().path("seq").asLong()).isEqualTo(i);
        }
        JsonNode second = welcome(server.connect(), "bob");

        assertThat(second.path("seq").asLong()).isEqualTo(3);
        assertThat(second.path("room")).isEqualTo(first.path("room"));
    }

    @Test
    void privateMessagesHaveNoNumberAndAreNeverKept() {
        ChatClient alice = server.connect();
        String room = welcome(alice, "alice").path("room").asString();
        alice.whispers("alice", "to myself");
        assertThat(alice.nextWithPosition().has("seq")).isFalse();
        alice.says("to all");
        assertThat(alice.nextWithPosition().path("seq").asLong()).isEqualTo(1);

        ChatClient bob = server.connect();
        bob.joinsAfter("bob", room, 0);

        assertThat(bob.nextWithPosition().path("resumed").asBoolean()).isTrue();
        bob.receives(publicMessage("alice", "to all"));
        bob.receivesNothing();
    }

    @Test
    void aClientThatComesBackReadsWhatItMissedOnceAndInOrderBeforeAnythingNew() {
        ChatClient alice = server.join("alice");
        ChatClient bob = server.connect();
        String room = welcome(bob, "bob").path("room").asString();
        alice.receives(ChatClient.joined("bob"));
        say(alice, "one");
        long seen = bob.nextWithPosition().path("seq").asLong();
        bob.vanishes();
        alice.receives(ChatClient.left("bob"));
        say(alice, "two");
        say(alice, "three");

        ChatClient back = server.connect();
        back.joinsAfter("bob", room, seen);
        JsonNode welcome = back.nextWithPosition();
        alice.receives(ChatClient.joined("bob"));
        say(alice, "four");

        assertThat(welcome.path("resumed").asBoolean()).isTrue();
        assertThat(welcome.path("seq").asLong()).isEqualTo(3);
        back.receives(publicMessage("alice", "two"));
        back.receives(publicMessage("alice", "three"));
        back.receives(publicMessage("alice", "four"));
        back.receivesNothing();
    }

    @Test
    void aClientThatMissedNothingIsToldSo() {
        ChatClient alice = server.connect();
        String room = welcome(alice, "alice").path("room").asString();

        ChatClient bob = server.connect();
        bob.joinsAfter("bob", room, 0);

        assertThat(bob.nextWithPosition().path("resumed").asBoolean()).isTrue();
        bob.receivesNothing();
    }

    @Test
    void aClientThatComesBackTooLateIsToldThatThereIsAGapAndGetsNothingOfIt() {
        ChatClient alice = server.connect();
        String room = welcome(alice, "alice").path("room").asString();
        for (int i = 0; i < KEPT + 2; i++) {
            say(alice, "m" + i);
        }

        ChatClient bob = server.connect();
        bob.joinsAfter("bob", room, 1);

        assertThat(bob.nextWithPosition().path("resumed").asBoolean(true)).isFalse();
        bob.receivesNothing();
    }

    @Test
    void anotherRoomOrANumberThatWasNeverGivenIsAGap() {
        ChatClient alice = server.connect();
        String room = welcome(alice, "alice").path("room").asString();
        say(alice, "one");

        ChatClient stranger = server.connect();
        stranger.joinsAfter("stranger", "another-room", 1);
        ChatClient prophet = server.connect();
        prophet.joinsAfter("prophet", room, 2);

        assertThat(stranger.nextWithPosition().path("resumed").asBoolean(true)).isFalse();
        assertThat(prophet.nextWithPosition().path("resumed").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "null", "{}", "{\"room\":\"r\"}", "{\"seq\":1}", "{\"room\":1,\"seq\":1}",
        "{\"room\":\"r\",\"seq\":-1}", "{\"room\":\"r\",\"seq\":1.5}", "{\"room\":\"r\",\"seq\":\"1\"}",
        "{\"room\":\"r\",\"seq\":9223372036854775808}"})
    void aWrongPositionIsRefusedInWordsAndTheClientMayTryAgain(String after) {
        ChatClient alice = server.connect();

        alice.sends("{\"type\":\"join\",\"name\":\"alice\",\"after\":" + after + "}");

        assertThat(alice.receivesError("bad-message").path("msg").asString()).contains("after", "room", "seq");
        welcome(alice, "alice");
    }

    @Test
    void aLongReplayFitsThroughASmallOutbox() {
        RunningServer small = RunningServer.with(options -> {
            options.messageRate = 0;
            options.outboxMessages = 8;
        });
        replaysAll(small, KEPT);
    }

    @Test
    void aReplayOfLongMessagesFitsThroughAnOutboxOfFewBytes() {
        RunningServer small = RunningServer.with(options -> {
            options.messageRate = 0;
            options.outboxBytes = 128 * 1024;
        });
        replaysAll(small, 100);
    }

    @Test
    void everyoneReadsAllMessagesInTheSameOrderHoweverManySpeakAtOnce() throws Exception {
        List<ChatClient> all = server.joinAll("alice", "bob", "carol", "dave");
        List<Thread> speakers = new ArrayList<>();
        for (ChatClient speaker : all) {
            speakers.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 100; i++) {
                    speaker.says("m" + i);
                }
            }));
        }
        for (Thread speaker : speakers) {
            speaker.join();
        }

        List<List<String>> heard = new ArrayList<>();
        for (ChatClient client : all) {
            List<Long> numbers = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                JsonNode message = client.nextWithPosition();
                numbers.add(message.path("seq").asLong());
                texts.add(message.path("from").asString() + ": " + message.path("msg").asString());
            }
            assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 400).boxed().toList());
            heard.add(texts);
        }
        assertThat(heard).as("what each of them read").containsOnly(heard.getFirst());
    }

    @Test
    void aClientThatNeverCatchesUpIsDroppedAsASlowReader() throws Exception {
        RunningServer tiny = RunningServer.with(options -> {
            options.messageRate = 0;
            options.historyMessages = 40;
            options.outboxMessages = 40;
        });
        tiny.beforeEach(null);
        try (RawSocket bob = RawSocket.upgradeWithSmallBuffer(tiny.get().port())) {
            ChatClient alice = tiny.connect();
            String room = welcome(alice, "alice").path("room").asString();
            for (int i = 0; i < 30; i++) {
                say(alice, "x".repeat(4_000));
            }
            bob.readHead();
            bob.sendText("{\"type\":\"join\",\"name\":\"bob\",\"after\":{\"room\":\"" + room + "\",\"seq\":0}}");
            alice.receives(ChatClient.joined("bob"));

            // More than all buffers between the two hold: bob's place in the log is forgotten.
            int said = 0;
            while (said < 5_000 && !alice.wire().contains(ChatClient.left("bob"))) {
                alice.says("x".repeat(4_000));
                alice.next();
                said++;
            }

            assertThat(alice.wire()).as("after %d messages", said).contains(ChatClient.left("bob"));
        } finally {
            tiny.afterEach(null);
        }
    }

    @Test
    void aSlowReaderThatWasDroppedComesBackAndReadsTheRest() throws Exception {
        RunningServer patient = RunningServer.with(options -> {
            options.messageRate = 0;
            options.historyMessages = 10_000;
            options.historyBytes = 100L * 1024 * 1024;
            options.outboxMessages = 40;
            options.closeTimeout = Duration.ofSeconds(30);
        });
        patient.beforeEach(null);
        try (RawSocket bob = RawSocket.upgradeWithSmallBuffer(patient.get().port())) {
            ChatClient alice = patient.connect();
            String room = welcome(alice, "alice").path("room").asString();
            bob.readHead();
            bob.sendText("{\"type\":\"join\",\"name\":\"bob\"}");
            alice.receives(ChatClient.joined("bob"));
            while (!alice.wire().contains(ChatClient.left("bob"))) {
                alice.says("x".repeat(4_000));
                alice.next();
            }
            long seen = 0;
            RawSocket.Frame frame = bob.readFrame();
            while (frame.opcode() != RawSocket.CLOSE) {
                if (frame.opcode() == RawSocket.TEXT) {
                    seen = JSON.readTree(frame.textWithPosition()).path("seq").asLong();
                }
                frame = bob.readFrame();
            }
            assertThat(frame.closeCode()).isEqualTo(CloseReason.SLOW_READER.code());

            ChatClient back = patient.connect();
            back.joinsAfter("bob", room, seen);

            JsonNode welcome = back.nextWithPosition();
            assertThat(welcome.path("resumed").asBoolean()).isTrue();
            assertThat(welcome.path("seq").asLong()).as("bob missed something").isGreaterThan(seen);
            for (long next = seen + 1; next <= welcome.path("seq").asLong(); next++) {
                assertThat(back.nextWithPosition().path("seq").asLong()).isEqualTo(next);
            }
            back.receivesNothing();
        } finally {
            patient.afterEach(null);
        }
    }

    @Test
    void aRestartIsAnotherRoom() throws Exception {
        ChatClient alice = server.connect();
        String before = welcome(alice, "alice").path("room").asString();
        server.get().close();
        alice.isClosedFor(CloseReason.STOPPING);
        RunningServer again = RunningServer.withDefaults();
        again.beforeEach(null);
        try {
            ChatClient back = again.connect();
            back.joinsAfter("alice", before, 0);

            JsonNode welcome = back.nextWithPosition();

            assertThat(welcome.path("resumed").asBoolean(true)).isFalse();
            assertThat(welcome.path("room").asString()).isNotEqualTo(before);
        } finally {
            again.afterEach(null);
        }
    }

    private static void replaysAll(RunningServer small, int messages) {
        try {
            small.beforeEach(null);
            ChatClient alice = small.connect();
            String room = welcome(alice, "alice").path("room").asString();
            for (int i = 1; i <= messages; i++) {
                say(alice, i + " " + "x".repeat(3_900));
            }

            ChatClient bob = small.connect();
            bob.joinsAfter("bob", room, 0);

            assertThat(bob.nextWithPosition().path("resumed").asBoolean()).isTrue();
            for (int i = 1; i <= messages; i++) {
                assertThat(bob.nextWithPosition().path("seq").asLong()).as("a number").isEqualTo(i);
            }
            bob.receivesNothing();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            small.afterEach(null);
        }
    }

    private static JsonNode welcome(ChatClient client, String name) {
        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");
        JsonNode welcome = client.nextWithPosition();
        assertThat(welcome.path("type").asString()).isEqualTo("welcome");
        return welcome;
    }

    private static void say(ChatClient client, String text) {
        client.says(text);
        client.receives(publicMessage("alice", text));
    }
}
