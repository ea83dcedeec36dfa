package aside.integration;

import static aside.testing.ChatClient.joined;
import static aside.testing.ChatClient.left;
import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.testing.ChatClient;
import aside.testing.RunningServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 01: who is here. */
class JoiningTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @Test
    void theWelcomeListsWhoIsHereTheNewOneFirst() {
        server.join("alice");
        ChatClient bob = server.connect();

        bob.sends("{\"type\":\"join\",\"name\":\"bob\"}");

        bob.receives("{\"type\":\"welcome\",\"name\":\"bob\",\"users\":[\"bob\",\"alice\"]}");
    }

    @Test
    void theFieldTypeComesFirst() {
        ChatClient alice = server.connect();

        alice.sends("{\"type\":\"join\",\"name\":\"alice\"}");

        assertThat(alice.nextText()).isEqualTo("{\"type\":\"welcome\",\"name\":\"alice\",\"users\":[\"alice\"]}");
    }

    @Test
    void theOthersHearOfAJoinAndOfALeave() {
        ChatClient alice = server.join("alice");

        ChatClient bob = server.join("bob");
        alice.receives(joined("bob"));
        bob.leaves();

        alice.receives(left("bob"));
        alice.receivesNothing();
    }

    @Test
    void whoHasNotJoinedHearsNothingAndMaySayNothing() {
        ChatClient guest = server.connect();
        ChatClient alice = server.join("alice");

        alice.says("hi", "1");
        alice.next();
        alice.receives(ChatClient.ack("1"));
        guest.says("me too");

        guest.receivesError("not-joined");
        alice.receivesNothing();
    }

    @Test
    void aRefusalBeforeTheJoinCarriesTheId() {
        ChatClient guest = server.connect();

        guest.says("hello?", "m-1");

        assertThat(guest.receivesError("not-joined").path("id").asString()).isEqualTo("m-1");
    }

    @Test
    void aConnectionJoinsOnce() {
        ChatClient alice = server.join("alice");

        alice.sends("{\"type\":\"join\",\"name\":\"alicia\"}");

        alice.receivesError("already-joined");
        alice.whispers("alicia", "are you me?");
        alice.receivesError("user-offline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\\tb", "<b>", "a@b", "😀", "a\\u0000b", "\\u202Eevil", "\\u200B",
        "alice\\u3164", "\\u0301", "123456789012345678901234567890123", "\\ud83d"})
    void aNameThatBreaksTheRulesIsRefusedAndAnotherMayBeTried(String name) {
        ChatClient client = server.connect();

        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");

        assertThat(client.next().path("code").asString()).as(client.wire()).isIn("bad-name", "bad-message");
        client.sends("{\"type\":\"join\",\"name\":\"alice\"}");
        client.receives("{\"type\":\"welcome\",\"name\":\"alice\",\"users\":[\"alice\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Alice", "张三", "Zoë", "Ольга", "سارة", "हिन्दी", "a_b-c.d", "007", "٣",
        "12345678901234567890123456789012"})
    void aNameOfAnyScriptIsShownAsItWasTyped(String name) {
        ChatClient client = server.connect();

        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");

        client.receives("{\"type\":\"welcome\",\"name\":\"" + name + "\",\"users\":[\"" + name + "\"]}");
    }

    @Test
    void aboveTheAnnounceLimitNobodyHearsOfJoinsAndLeaves() throws IOException {
        try (ChatServer small = ChatServer.start(RunningServer.onFreePort(options -> options.announceLimit = 2))) {
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
        for (int i = 0; i < 501; i++) {
            server.join("user" + i);
        }
        ChatClient last = server.connect();

        last.sends("{\"type\":\"join\",\"name\":\"last\"}");

        var users = last.next().path("users");
        assertThat(users.size()).isEqualTo(500);
        assertThat(users.get(0).asString()).isEqualTo("last");
    }
}
