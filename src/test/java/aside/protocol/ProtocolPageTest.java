package aside.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import aside.message.CloseReason;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import aside.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/protocol.md} shows is the protocol. */
class ProtocolPageTest {

    private static final Pattern BLOCK = Pattern.compile("(?s)```(json client|json server|text)\n(.*?)```");

    private final String page;

    ProtocolPageTest() throws IOException {
        page = Files.readString(Path.of("docs/protocol.md"));
    }

    @Test
    void theExamplesOfAClientAreValidAndUnderstood() {
        JacksonMessageCodec codec = new JacksonMessageCodec(4_000);
        List<String> examples = Stream.concat(lines("json client"), linesAfter("> ")).toList();

        assertThat(examples).hasSize(8).allSatisfy(json -> {
            assertThat(Schemas.problemsFromClient(json)).isEmpty();
            assertThatCode(() -> codec.decode(json)).doesNotThrowAnyException();
        });
    }

    @Test
    void theExamplesOfTheServerAreValid() {
        List<String> examples = Stream.concat(lines("json server"), linesAfter("< ")).toList();

        assertThat(examples).hasSize(12).allSatisfy(json -> assertThat(Schemas.problemsFromServer(json)).isEmpty());
    }

    @Test
    void theErrorCodesAreThoseOfTheCodeInTheirOrder() {
        assertThat(firstColumn("## Error codes", "`([a-z-]+)`"))
                .isEqualTo(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
    }

    @Test
    void theCloseCodesAreThoseOfTheCodeInTheirOrder() {
        assertThat(firstColumn("## How a connection ends", "(\\d{4} \\| [^|]+ \\| (?:yes|no)) \\|.*"))
                .isEqualTo(Arrays.stream(CloseReason.values())
                        .map(reason -> reason.code() + " | " + reason.words() + " | "
                                + (reason.reconnect() ? "yes" : "no"))
                        .toList());
    }

    private Stream<String> lines(String kind) {
        return BLOCK.matcher(page).results()
                .filter(block -> block.group(1).equals(kind))
                .flatMap(block -> block.group(2).lines());
    }

    private Stream<String> linesAfter(String mark) {
        return lines("text").filter(line -> line.startsWith(mark)).map(line -> line.substring(mark.length()));
    }

    private List<String> firstColumn(String heading, String cell) {
        String section = page.substring(page.indexOf(heading)).split("\n## ")[0];
        return Pattern.compile("(?m)^\\| " + cell).matcher(section).results().map(row -> row.group(1)).toList();
    }
}
