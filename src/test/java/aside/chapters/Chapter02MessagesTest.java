package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aside.message.BadMessageException;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What is said: one class with a field for everything, and three types instead. */
class Chapter02MessagesTest {

    private static final JsonMapper MAPPER = new JsonMapper();

    // @start region="naive"
    static final class Message {
        public String type;
        public String from;
        public String to;
        public String msg;
    }

    static Message decode(String text) {
        return MAPPER.readValue(text, Message.class);
    }

    static String route(Message message) {
        if (message.type.equals("private")) {
            return message.from + " whispers to " + message.to + ": " + message.msg;
        }
        return message.from + " says: " + message.msg;
    }
    // @end region="naive"

    // @start region="breaks"
    @Test
    void theClientDecidesWhoItIs() {
        Message message = decode("""
                {"type":"public","from":"the teacher","msg":"no homework today"}""");

        assertThat(route(message)).isEqualTo("the teacher says: no homework today");
    }

    @Test
    void aMisspeltFieldIsFoundTooLateOrNever() {
        assertThat(route(decode("""
                {"type":"private","from":"alice","recipient":"bob","msg":"psst"}""")))
                .isEqualTo("alice whispers to null: psst");
        assertThatThrownBy(() -> route(decode("{}"))).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aMisspeltTypeTellsASecretToEveryone() {
        assertThat(route(decode("""
                {"type":"Private","from":"alice","to":"bob","msg":"psst"}"""))).isEqualTo("alice says: psst");
    }
    // @end region="breaks"

    @Test
    void theLibrarysOwnErrorNamesOurClasses() {
        assertThatThrownBy(() -> decode("[]")).isInstanceOf(JacksonException.class)
                .hasMessageContaining("aside.chapters");
    }

    @Test
    void theCodecOfTheServerNamesTheField() {
        assertThat(refusal("{\"type\":\"private\",\"msg\":\"psst\"}")).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal("{\"type\":\"Private\",\"to\":\"bob\",\"msg\":\"psst\"}")).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(refusal("{}")).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal("[]")).isEqualTo(ErrorCode.BAD_JSON);
    }

    private static ErrorCode refusal(String text) {
        JacksonMessageCodec codec = new JacksonMessageCodec(4_000);
        return catchThrowableOfType(BadMessageException.class, () -> codec.decode(text)).code();
    }
}
