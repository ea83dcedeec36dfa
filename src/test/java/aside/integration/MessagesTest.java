package aside.integration;

import static aside.testing.ChatClient.publicMessage;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.ChatClient;
import aside.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter 02: what is said. The cases of the codec alone are in {@code JacksonMessageCodecTest}. */
class MessagesTest {

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    @ParameterizedTest
    @ValueSource(strings = {"", "hi", "[]", "42", "null", "\"text\"", "{", "{\"type\":\"public\",\"msg\":\"a\"} x",
        "{\"type\":\"public\",\"type\":\"private\",\"msg\":\"a\"}", "{'type':'public'}", "{\"type\":\"public\",}"})
    void whatIsNotOneJsonObjectIsRefused(String text) {
        ChatClient alice = server.join("alice");

        alice.sends(text);

        alice.receivesError("bad-json");
        alice.receivesNothing();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"public"}                               | msg
            {"type":"public","msg":null}                    | msg
            {"type":"public","msg":5}                       | msg
            {"type":"public","msg":["a"]}                   | msg
            {"type":"private","msg":"a"}                    | to
            {"type":"private","to":{},"msg":"a"}            | to
            {"type":"public","msg":"a","id":7}              | id
            {"type":"public","msg":"a","id":""}             | id
            {"type":"join"}                                 | name
            {"type":"join","name":true}                     | name
            {"msg":"a"}                                     | type
            {"type":7}                                      | type
            """)
    void anErrorNamesTheFieldThatIsMissingOrWrong(String text, String field) {
        ChatClient alice = server.join("alice");

        alice.sends(text);

        assertThat(alice.receivesError("bad-message").path("msg").asString()).contains("\"" + field + "\"");
    }

    @Test
    void anUnknownTypeIsAnErrorThatTellsTheKnownOnes() {
        ChatClient alice = server.join("alice");

        alice.sends("{\"type\":\"shout\",\"msg\":\"a\",\"id\":\"x1\"}");

        var error = alice.receivesError("unknown-type");
        assertThat(error.path("msg").asString()).contains("join", "public", "private");
        assertThat(error.path("id").asString()).isEqualTo("x1");
    }

    @Test
    void unknownFieldsAreIgnoredAndTheSenderCannotBeForged() {
        ChatClient alice = server.join("alice");

        alice.sends("{\"type\":\"public\",\"from\":\"mallory\",\"msg\":\"hi\",\"colour\":[1,{\"a\":2.5e3}]}");

        alice.receives(publicMessage("alice", "hi"));
    }

    @Test
    void anyTextArrivesAsItWasSent() {
        ChatClient alice = server.join("alice");
        String text = "你好 <b>&amp; \"quoted\" \\ \u0000\u0007\n\t👩‍👩‍👧 \u202E \uFEFF";

        alice.says(text);

        alice.receives(publicMessage("alice", text));
    }

    @Test
    void aTextOf4000CharactersIsDeliveredAndOneMoreIsTooLong() {
        ChatClient alice = server.join("alice");

        alice.says("😀".repeat(4_000));
        alice.receives(publicMessage("alice", "😀".repeat(4_000)));
        alice.sends("{\"type\":\"public\",\"msg\":\"" + "a".repeat(4_001) + "\",\"id\":\"long\"}");

        var error = alice.receivesError("message-too-long");
        assertThat(error.path("id").asString()).isEqualTo("long");
        assertThat(error.path("msg").asString()).contains("4001", "4000");
    }

    @Test
    void aBadMessageBeforeTheJoinIsAnsweredToo() {
        ChatClient guest = server.connect();

        guest.sends("nonsense");

        guest.receivesError("bad-json");
    }
}
