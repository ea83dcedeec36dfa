package aside.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aside.message.ClientMessage.Join;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.Joined;
import aside.message.ServerMessage.Left;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.message.ServerMessage.Welcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text to messages and back. */
class JacksonMessageCodecTest {

    private final MessageCodec codec = new JacksonMessageCodec(4_000);

    @Test
    void theNamesOfUnknownFieldsLeaveNothingBehind() throws Exception {
        MessageCodec codec = new JacksonMessageCodec(4_000);
        long before = usedHeap();

        for (int i = 0; i < 4_000; i++) {
            codec.decode("{\"type\":\"public\",\"msg\":\"hi\",\"" + ("n" + i + "-").repeat(5_000) + "\":1}");
        }

        assertThat((usedHeap() - before) / 1_000_000).as("MB that stay of 100 MB of names").isLessThan(20);
        codec.decode("{\"type\":\"public\",\"msg\":\"still here\"}");
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void readsEachKindOfMessage() throws BadMessageException {
        assertThat(codec.decode("{\"type\":\"join\",\"name\":\"张三\"}")).isEqualTo(new Join("张三"));
        assertThat(codec.decode("{\"msg\":\"hi\",\"type\":\"public\"}")).isEqualTo(new PublicMessage("hi", ""));
        assertThat(codec.decode(" {\"type\":\"private\",\"to\":\"bob\",\"msg\":\"\",\"id\":\"7\"}\n"))
                .isEqualTo(new PrivateMessage("bob", "", "7"));
    }

    @Test
    void writesEachKindOfMessageWithItsTypeFirst() {
        assertThat(codec.encode(new Welcome("a", List.of("a", "b"))))
                .hasToString("{\"type\":\"welcome\",\"name\":\"a\",\"users\":[\"a\",\"b\"]}");
        assertThat(codec.encode(new Joined("a"))).hasToString("{\"type\":\"joined\",\"name\":\"a\"}");
        assertThat(codec.encode(new Left("a"))).hasToString("{\"type\":\"left\",\"name\":\"a\"}");
        assertThat(codec.encode(new PublicDelivery("a", "\"\n")))
                .hasToString("{\"type\":\"public\",\"from\":\"a\",\"msg\":\"\\\"\\n\"}");
        assertThat(codec.encode(new PrivateDelivery("a", "b", "")))
                .hasToString("{\"type\":\"private\",\"from\":\"a\",\"to\":\"b\",\"msg\":\"\"}");
        assertThat(codec.encode(new Ack("1"))).hasToString("{\"type\":\"ack\",\"id\":\"1\"}");
        assertThat(codec.encode(new ErrorReply(ErrorCode.BAD_NAME, "no", "1")))
                .hasToString("{\"type\":\"error\",\"code\":\"bad-name\",\"msg\":\"no\",\"id\":\"1\"}");
        assertThat(codec.encode(new ErrorReply(ErrorCode.BAD_NAME, "no", ClientMessage.NO_ID)))
                .hasToString("{\"type\":\"error\",\"code\":\"bad-name\",\"msg\":\"no\"}");
    }

    @Test
    void nestingIsBoundedAndDepthInAnIgnoredFieldIsFine() throws BadMessageException {
        String deep = "[".repeat(60) + "]".repeat(60);
        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"a\",\"x\":" + deep + "}"))
                .isEqualTo(new PublicMessage("a", ""));

        assertThat(refusal("{\"type\":\"public\",\"msg\":\"a\",\"x\":" + "[".repeat(30_000)).code())
                .isEqualTo(ErrorCode.BAD_JSON);
        assertThat(refusal("[".repeat(65) + "]".repeat(65)).code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void aHugeNumberCostsNothingAndBreaksNothing() throws BadMessageException {
        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"a\",\"x\":1e999999999}"))
                .isEqualTo(new PublicMessage("a", ""));
        assertThat(refusal("{\"type\":\"public\",\"msg\":1e999999999}").code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal("{\"type\":\"public\",\"msg\":\"a\",\"x\":" + "9".repeat(60_000) + "}").code())
                .isEqualTo(ErrorCode.BAD_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "\\ude00", "a\\ud83db", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00"})
    void halfASurrogatePairIsRefusedInEveryFieldThatCounts(String half) throws BadMessageException {
        BadMessageException refusal = refusal("{\"type\":\"public\",\"msg\":\"" + half + "\",\"id\":\"1\"}");
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal.id()).isEqualTo("1");
        assertThat(refusal).hasMessageContaining("\"msg\"");
        assertThat(refusal("{\"type\":\"public\",\"msg\":\"a\",\"id\":\"" + half + "\"}"))
                .hasMessageContaining("\"id\"");
        assertThat(refusal("{\"type\":\"private\",\"to\":\"" + half + "\",\"msg\":\"a\"}"))
                .hasMessageContaining("\"to\"");

        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"a\",\"x\":\"" + half + "\"}"))
                .as("in a field that is ignored").isEqualTo(new PublicMessage("a", ""));
    }

    @Test
    void aWholeSurrogatePairIsOneCharacter() throws BadMessageException {
        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"\\ud83d\\ude00\"}"))
                .isEqualTo(new PublicMessage("😀", ""));
    }

    @Test
    void anIdIsCountedInUnicodeCharacters() throws BadMessageException {
        String longest = "😀".repeat(64);

        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"a\",\"id\":\"" + longest + "\"}"))
                .isEqualTo(new PublicMessage("a", longest));
        assertThat(refusal("{\"type\":\"public\",\"msg\":\"a\",\"id\":\"a" + longest + "\"}"))
                .hasMessageContaining("\"id\"");
    }

    @Test
    void anIdHas1To64Characters() throws BadMessageException {
        String longest = "i".repeat(64);
        assertThat(codec.decode("{\"type\":\"public\",\"msg\":\"a\",\"id\":\"" + longest + "\"}"))
                .isEqualTo(new PublicMessage("a", longest));

        BadMessageException refusal = refusal("{\"type\":\"public\",\"msg\":\"a\",\"id\":\"i" + longest + "\"}");
        assertThat(refusal).hasMessageContaining("\"id\"").hasMessageContaining("64");
        assertThat(refusal.id()).as("an id that is refused is not repeated").isEqualTo(ClientMessage.NO_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"public\",\"msg\":\"a\"}}", "nope",
        "{\"a\":tru}", "\uFEFF{}", "{\"a\":\"\n\"}"})
    void aRefusalSaysNothingOfTheParserOrTheInput(String text) {
        assertThat(refusal(text).getMessage())
                .doesNotContain("Exception", "jackson", "line", "column", "Unexpected", "token", "nope", "tru");
    }

    private BadMessageException refusal(String text) {
        return catchThrowableOfType(BadMessageException.class, () -> codec.decode(text));
    }
}
