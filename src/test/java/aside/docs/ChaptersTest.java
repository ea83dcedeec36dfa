package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each chapter has the same form, so that a reader knows where to look. */
class ChaptersTest {

    private static final List<String> FORM = List.of("## The tutorial's idea", "## The naive Java",
            "## The test that breaks it", "## The code as it stands", "## What can go wrong", "## Try it",
            "## The exercise");

    private static final int SHORTEST = 1_000;
    private static final int LONGEST = 1_800;

    private final List<Path> chapters = Repository.files(Repository.ROOT.resolve("docs"), ".md").stream()
            .filter(page -> page.getFileName().toString().matches("\\d\\d-.*"))
            .toList();

    @Test
    void eachGoesFromTheIdeaToTheExercise() {
        assertThat(chapters).isNotEmpty().allSatisfy(chapter ->
                assertThat(Repository.lines(chapter)).filteredOn(FORM::contains).isEqualTo(FORM));
    }

    @Test
    void eachHasAPicture() {
        assertThat(chapters).allSatisfy(chapter ->
                assertThat(Repository.text(chapter)).containsAnyOf("```mermaid\n", "](images/"));
    }

    @Test
    void eachIsReadInOneGo() {
        assertThat(chapters).allSatisfy(chapter ->
                assertThat(Repository.text(chapter).split("\\s+")).hasSizeBetween(SHORTEST, LONGEST));
    }
}
