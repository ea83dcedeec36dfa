package aside.integration;

import static aside.testing.ChatClient.left;
import static aside.testing.ChatClient.privateMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import aside.testing.RunningServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chapter 05: names that collide. */
class DuplicateNamesTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @Test
    void aTakenNameIsRefusedAndAnotherMayBeTriedOnTheSameConnection() {
        ChatClient alice = server.join("alice");
        ChatClient second = server.connect();

        second.sends("{\"type\":\"join\",\"name\":\"alice\"}");
        assertThat(second.receivesError("name-taken").path("msg").asString()).contains("alice");
        alice.receivesNothing();
        second.sends("{\"type\":\"join\",\"name\":\"alice2\"}");

        assertThat(second.next().path("type").asString()).isEqualTo("welcome");
        alice.receives(ChatClient.joined("alice2"));
    }

    @ParameterizedTest
    @CsvSource({"Alice, aLICE", "Straße, STRASSE", "ΣΙΣΥΦΟΣ, σισυφος", "é, e\u0301", "Ａｌｉｃｅ, alice", "ﬁn, FIN"})
    void namesThatPeopleTakeForTheSameAreTheSame(String first, String second) {
        server.join(first);
        ChatClient late = server.connect();

        late.sends("{\"type\":\"join\",\"name\":\"" + second + "\"}");

        late.receivesError("name-taken");
    }

    @Test
    void aNameIsFreeAgainOnceItsHolderHasLeft() {
        List<ChatClient> all = server.joinAll("alice", "bob");

        all.get(0).leaves();
        all.get(1).receives(left("alice"));
        ChatClient again = server.join("ALICE");

        all.get(1).receives(ChatClient.joined("ALICE"));
        all.get(1).whispers("alice", "welcome back");
        again.receives(privateMessage("bob", "ALICE", "welcome back"));
    }

    @Test
    void ofManyWhoWantOneNameExactlyOneGetsIt() {
        List<ChatClient> crowd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            crowd.add(server.connect());
        }

        crowd.forEach(client -> client.sends("{\"type\":\"join\",\"name\":\"alice\"}"));

        assertThat(crowd.stream().map(client -> client.next().path("type").asString()))
                .containsOnlyOnce("welcome")
                .filteredOn(type -> !type.equals("welcome")).hasSize(49).containsOnly("error");
    }
}
