package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table of promises: each row links a test by its name. {@link LinksTest} sees that there is such a test.
 */
class PromisesTest {

    private static final Pattern ROW = Pattern.compile("\\|.*\\|");
    private static final Pattern TEST = Pattern.compile("\\[`\\w+Test\\.\\w+`\\]\\(\\S+\\.java\\)");

    @Test
    void everyPromiseLinksTheTestThatKeepsIt() {
        List<String> rows = Repository.lines(Repository.ROOT.resolve("docs/promises.md")).stream()
                .filter(line -> ROW.matcher(line).matches())
                .toList();

        // The first two rows are the head of the table.
        assertThat(rows.subList(2, rows.size())).hasSizeGreaterThanOrEqualTo(8).allSatisfy(row ->
                assertThat(TEST.matcher(row).find()).as(row).isTrue());
    }
}
