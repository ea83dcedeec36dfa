package aside.integration;

import static aside.testing.ChatClient.joined;
import static aside.testing.ChatClient.left;
import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.testing.ChatClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 01: who is here. */
class JoiningTest {

    private ChatServer server;

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.start(ChatServerOptions.of(options -> options.port = 0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theWelcomeListsWhoIsHereTheNewOneFirst() {
        ChatClient.join(server, "alice");
        ChatClient bob = ChatClient.connect(server);

        bob.sends("{\"type\":\"join\",\"name\":\"bob\"}");

        bob.receives("{\"type\":\"welcome\",\"name\":\"bob\",\"users\":[\"bob\",\"alice\"]}");
    }

    @Test
    void theFieldTypeComesFirst() {
        ChatClient alice = ChatClient.connect(server);

        alice.sends("{\"type\":\"join\",\"name\":\"alice\"}");

        assertThat(alice.nextText()).isEqualTo("{\"type\":\"welcome\",\"name\":\"alice\",\"users\":[\"alice\"]}");
    }

    @Test
    void theOthersHearOfAJoinAndOfALeave() {
        ChatClient alice = ChatClient.join(server, "alice");

        ChatClient bob = ChatClient.join(server, "bob");
        alice.receives(joined("bob"));
        bob.leaves();

        alice.receives(left("bob"));
        alice.receivesNothing();
    }

    @Test
    void whoHasNotJoinedHearsNothingAndMaySayNothing() {
        ChatClient guest = ChatClient.connect(server);
        ChatClient alice = ChatClient.join(server, "alice");

        alice.says("hi", "1");
        alice.next();
        alice.receives(ChatClient.ack("1"));
        guest.says("me too");

        guest.receivesError("not-joined");
        alice.receivesNothing();
    }

    @Test
    void aRefusalBeforeTheJoinCarriesTheId() {
        ChatClient guest = ChatClient.connect(server);

        guest.says("hello?", "m-1");

        assertThat(guest.receivesError("not-joined").path("id").asString()).isEqualTo("m-1");
    }

    @Test
    void aConnectionJoinsOnce() {
        ChatClient alice = ChatClient.join(server, "alice");

        alice.sends("{\"type\":\"join\",\"name\":\"alicia\"}");

        alice.receivesError("already-joined");
        alice.whispers("alicia", "are you me?");
        alice.receivesError("user-offline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\\tb", "<b>", "a@b", "😀", "a\\u0000b", "\\u202Eevil", "\\u200B",
        "alice\\u3164", "\\u0301", "123456789012345678901234567890123", "\\ud83d"})
    void aNameThatBreaksTheRulesIsRefusedAndAnotherMayBeTried(String name) {
        ChatClient client = ChatClient.connect(server);

        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");

        assertThat(client.next().path("code").asString()).as(client.wire()).isIn("bad-name", "bad-message");
        client.sends("{\"type\":\"join\",\"name\":\"alice\"}");
        client.receives("{\"type\":\"welcome\",\"name\":\"alice\",\"users\":[\"alice\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Alice", "张三", "Zoë", "Ольга", "سارة", "हिन्दी", "a_b-c.d", "007", "٣",
        "12345678901234567890123456789012"})
    void aNameOfAnyScriptIsShownAsItWasTyped(String name) {
        ChatClient client = ChatClient.connect(server);

        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");

        client.receives("{\"type\":\"welcome\",\"name\":\"" + name + "\",\"users\":[\"" + name + "\"]}");
    }

    @Test
    void aboveTheAnnounceLimitNobodyHearsOfJoinsAndLeaves() throws IOException {
        try (ChatServer small = ChatServer.start(ChatServerOptions.of(options -> {
            options.port = 0;
            options.announceLimit = 2;
        }))) {
            List<ChatClient> two = ChatClient.joinAll(small, "alice", "bob");

            ChatClient carol = ChatClient.join(small, "carol");
            two.forEach(ChatClient::receivesNothing);
            carol.leaves();
            carol.ending();

            two.forEach(ChatClient::receivesNothing);
        }
    }

    @Test
    void theWelcomeListsAtMost500Names() {
        List<ChatClient> crowd = new ArrayList<>();
        for (int i = 0; i < 501; i++) {
            ChatClient client = ChatClient.connect(server);
            client.sends("{\"type\":\"join\",\"name\":\"user" + i + "\"}");
            crowd.add(client);
            assertThat(client.next().path("type").asString()).isEqualTo("welcome");
        }
        ChatClient last = ChatClient.connect(server);

        last.sends("{\"type\":\"join\",\"name\":\"last\"}");

        var users = last.next().path("users");
        assertThat(users.size()).isEqualTo(500);
        assertThat(users.get(0).asString()).isEqualTo("last");
        crowd.forEach(ChatClient::close);
    }
}
