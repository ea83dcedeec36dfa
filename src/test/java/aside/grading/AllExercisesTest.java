package aside.grading;

import static org.assertj.core.api.Assertions.assertThat;

import aside.exercise.Check;
import aside.exercise.Exercises;
import aside.exercise.Exercises.Description;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for the exercises together. */
class AllExercisesTest {

    @Test
    void allPointsMakeAHundred() {
        assertThat(Exercises.all().stream().mapToDouble(AllExercisesTest::points).sum()).isEqualTo(100);
    }

    @Test
    void theListNamesEachWithItsStarsPointsAndChapter() throws IOException {
        List<String> rows = Pattern.compile("(?m)^\\| \\[e0.*$")
                .matcher(Files.readString(Path.of("exercises/README.md"))).results()
                .map(row -> row.group().replaceFirst("(\\)) \\| [^|]* \\|", "$1 |")).toList();

        assertThat(rows).isEqualTo(Exercises.all().stream().map(AllExercisesTest::row).toList());
    }

    @Test
    void mavenKnowsTheirNumbersAndEachIsGraded() throws IOException {
        List<Integer> numbers = Exercises.all().stream().map(Description::number).toList();

        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<regex>[1-" + numbers.size() + "]</regex>",
                "lists 1 to " + numbers.size() + ".");
        assertThat(numbers).allSatisfy(number ->
                assertThat(Class.forName("aside.grading.E0" + number + "GradingTest")).isNotNull());
    }

    private static String row(Description exercise) {
        return "| [" + exercise.name() + "](" + exercise.name() + "/README.md) | " + "*".repeat(exercise.stars())
                + " | " + Exercises.points(points(exercise)) + " | [0" + exercise.number() + "](../"
                        + exercise.chapter() + ") |";
    }

    private static double points(Description exercise) {
        return Arrays.stream(exercise.checks().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Check.class))
                .mapToDouble(method -> method.getAnnotation(Check.class).points())
                .sum();
    }
}
