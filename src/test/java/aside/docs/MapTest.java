package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The map in the README: each concern is one package, one chapter, one integration test, one exercise. A row of it
 * begins with the number of the step; {@link LinksTest} sees that the links of a row lead somewhere.
 */
class MapTest {

    private static final int STEPS = 9;

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+?)/?\\)");

    private final List<String> rows = Repository.lines(Repository.ROOT.resolve("README.md")).stream()
            .filter(line -> line.matches("\\| *\\d+ *\\|.*"))
            .toList();

    @Test
    void theStepsAreCountedThrough() {
        assertThat(rows).hasSize(STEPS);
        assertThat(IntStream.rangeClosed(1, STEPS).boxed()).allSatisfy(step ->
                assertThat(rows.get(step - 1)).matches("\\| *" + step + " *\\|.*"));
    }

    @Test
    void everyStepIsOnePackageOneChapterOneTestOneExercise() {
        assertThat(IntStream.rangeClosed(1, STEPS).boxed()).allSatisfy(step -> {
            List<String> links = links(rows.get(step - 1));
            assertThat(links).filteredOn(link -> link.matches("src/main/java/aside/\\w+")).hasSize(1);
            assertThat(links).filteredOn(link -> link.matches("docs/%02d-[\\w-]+\\.md".formatted(step))).hasSize(1);
            assertThat(links).filteredOn(link -> link.matches("src/test/java/aside/integration/\\w+Test\\.java"))
                    .hasSize(1);
            assertThat(links).filteredOn(link -> link.matches("exercises/e%02d_\\w+".formatted(step))).hasSize(1);
        });
    }

    @Test
    void everyChapterPackageAndExerciseIsOnTheMap() throws IOException {
        List<String> linked = rows.stream().flatMap(row -> links(row).stream()).toList();

        assertThat(entries("docs", "\\d\\d-.*\\.md")).isNotEmpty().allSatisfy(it -> assertThat(linked).contains(it));
        // The edge is no step of its own; the page says so below the table.
        assertThat(entries("src/main/java/aside", "(?!jetty$)[a-z]+")).isNotEmpty()
                .allSatisfy(it -> assertThat(linked).contains(it));
        assertThat(entries("exercises", "e\\d\\d_.*")).isNotEmpty()
                .allSatisfy(it -> assertThat(linked).contains(it));
    }

    @Test
    void everyIntegrationTestIsNamedInTheReadme() throws IOException {
        List<String> linked = links(Repository.text(Repository.ROOT.resolve("README.md")));

        assertThat(entries("src/test/java/aside/integration", ".*Test\\.java")).isNotEmpty()
                .allSatisfy(it -> assertThat(linked).contains(it));
    }

    private static List<String> links(String text) {
        return LINK.matcher(text).results().map((MatchResult link) -> link.group(1)).toList();
    }

    private static List<String> entries(String folder, String name) throws IOException {
        try (Stream<Path> entries = Files.list(Repository.ROOT.resolve(folder))) {
            return entries.filter(entry -> entry.getFileName().toString().matches(name))
                    .map(Repository::name)
                    .toList();
        }
    }
}
