package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import aside.docs.Markdown.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code in the documentation is the code: a block opened as {@code java path#region} equals that region. */
class ExcerptsTest {

    /** What a reader sees at a time without scrolling. */
    private static final int SCREEN = 45;

    private static final Pattern EXCERPT = Pattern.compile("\\S+\\s+([^\\s#]+)#([\\w.-]+)");

    private record Excerpt(Markdown page, Block block, String path, String region) {

        String code() {
            return Regions.read(Repository.ROOT.resolve(path), region);
        }

        String where() {
            return Repository.name(page.file()) + ":" + (block.firstLine() + 1) + " shows " + path + "#" + region;
        }
    }

    @BeforeAll
    static void rewriteIfAskedTo() {
        if (Repository.UPDATE_DOCS) {
            Markdown.all().forEach(ExcerptsTest::rewrite);
        }
    }

    @Test
    void everyExcerptEqualsItsRegion() {
        List<String> wrong = new ArrayList<>();
        for (Excerpt excerpt : all()) {
            try {
                if (!excerpt.code().equals(Regions.withoutBlankEdges(excerpt.block().text()))) {
                    wrong.add(excerpt.where() + ", which has changed:\n" + excerpt.code() + "\n");
                }
            } catch (IllegalArgumentException e) {
                wrong.add(excerpt.where() + ": " + e.getMessage());
            }
        }

        assertThat(wrong).as("mvn test -Dtest=ExcerptsTest -Dupdate-docs copies the regions again").isEmpty();
    }

    @Test
    void noExcerptIsLongerThanAScreen() {
        assertThat(all()).allSatisfy(excerpt -> assertThat(excerpt.block().text().lines().count())
                .as(excerpt.where()).isLessThanOrEqualTo(SCREEN));
    }

    @Test
    void everyJavaBlockOfTheCourseNamesItsRegion() {
        assertThat(Markdown.all()).allSatisfy(page -> assertThat(page.blocks())
                .as(Repository.name(page.file()) + ": a block of Java without path#region is compiled by nobody")
                .filteredOn(block -> block.info().startsWith("java") && !block.info().startsWith("javascript"))
                .allSatisfy(block -> assertThat(block.info()).matches(EXCERPT)));
    }

    private static List<Excerpt> all() {
        return Markdown.all().stream().flatMap(ExcerptsTest::excerpts).toList();
    }

    private static Stream<Excerpt> excerpts(Markdown page) {
        return page.blocks().stream().flatMap(block -> {
            Matcher info = EXCERPT.matcher(block.info());
            return info.matches() ? Stream.of(new Excerpt(page, block, info.group(1), info.group(2))) : Stream.empty();
        });
    }

    private static void rewrite(Markdown page) {
        Path file = page.file();
        List<String> lines = new ArrayList<>(Repository.lines(file));
        // From the last to the first, so that the line numbers of those before stay right.
        for (Excerpt excerpt : excerpts(page).toList().reversed()) {
            rewrite(excerpt, lines);
        }
        Repository.write(file, String.join("\n", lines) + "\n");
    }

    private static void rewrite(Excerpt excerpt, List<String> page) {
        Block block = excerpt.block();
        try {
            List<String> code = excerpt.code().lines()
                    .map(line -> line.isEmpty() ? line : " ".repeat(block.column()) + line)
                    .toList();
            List<String> inside = page.subList(block.firstLine() + 1, block.lastLine());
            inside.clear();
            inside.addAll(code);
        } catch (IllegalArgumentException e) {
            // There is nothing to copy; the test says so.
            System.err.println(excerpt.where() + ": " + e.getMessage());
        }
    }
}
