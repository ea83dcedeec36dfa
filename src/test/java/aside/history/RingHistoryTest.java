package aside.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.message.EncodedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The history in memory: numbers without a gap, and bounds that hold. */
class RingHistoryTest {

    private final History history = new RingHistory(4, 100);

    @Test
    void messagesAreNumberedFromOneWithoutAGap() {
        assertThat(history.last()).isZero();

        append("a", "b", "c");

        assertThat(history.last()).isEqualTo(3);
        assertThat(read(0)).contains(List.of("1 a", "2 b", "3 c"));
        assertThat(read(2)).contains(List.of("3 c"));
        assertThat(read(3)).as("nothing is missing").contains(List.of());
    }

    @Test
    void theOldestMessagesAreForgottenAndThatIsSaid() {
        append("a", "b", "c", "d", "e", "f");

        assertThat(read(2)).contains(List.of("3 c", "4 d", "5 e", "6 f"));
        assertThat(read(1)).as("2 is gone").isEmpty();
    }

    @Test
    void bytesAreBoundedAsWell() {
        append("x".repeat(40), "y".repeat(40), "z".repeat(40));

        assertThat(read(1)).contains(List.of("2 " + "y".repeat(40), "3 " + "z".repeat(40)));
        assertThat(read(0)).as("1 had to make room").isEmpty();
    }

    @Test
    void aMessageThatIsLargerThanAllTheRoomLeavesAGapThatIsSaid() {
        append("a", "x".repeat(1_000), "b");

        assertThat(read(2)).contains(List.of("3 b"));
        assertThat(read(1)).as("2 was never kept").isEmpty();
        assertThat(read(0)).isEmpty();
    }

    @Test
    void aHistoryOfNothingCountsAllTheSame() {
        History none = new RingHistory(0, 100);

        none.append(seq -> message(seq, "a"));

        assertThat(none.last()).isEqualTo(1);
        assertThat(none.after(1, 10)).as("nothing is missing").contains(List.of());
        assertThat(none.after(0, 10)).isEmpty();
    }

    @Test
    void aNumberThatWasNeverGivenIsNoPlaceToReadOnFrom() {
        append("a");

        assertThat(read(2)).isEmpty();
        assertThat(read(Long.MAX_VALUE)).isEmpty();
        assertThat(read(-1)).isEmpty();
    }

    @Test
    void aMessageThatCannotBeWrittenTakesNoNumber() {
        append("a");

        assertThatThrownBy(() -> history.append(seq -> {
            throw new IllegalStateException("on purpose");
        })).hasMessage("on purpose");
        append("b");

        assertThat(read(0)).contains(List.of("1 a", "2 b"));
    }

    @Test
    void aReaderGetsNoMoreThanItAskedFor() {
        append("a", "b", "c");

        assertThat(history.after(0, 2)).get().asList().hasSize(2);
    }

    @Test
    void whatIsReadDoesNotChangeWhenMoreIsSaid() {
        append("a", "b", "c", "d");
        List<EncodedMessage> read = history.after(0, 10).orElseThrow();

        append("e", "f", "g", "h");

        assertThat(read).extracting(EncodedMessage::toString).containsExactly("1 a", "2 b", "3 c", "4 d");
    }

    private void append(String... texts) {
        for (String text : texts) {
            history.append(seq -> message(seq, text));
        }
    }

    private Optional<List<String>> read(long after) {
        return history.after(after, 100).map(list -> list.stream().map(EncodedMessage::toString).toList());
    }

    private static EncodedMessage message(long seq, String text) {
        return new EncodedMessage((seq + " " + text).getBytes(StandardCharsets.UTF_8), seq);
    }
}
