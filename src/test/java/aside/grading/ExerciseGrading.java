package aside.grading;

import static org.assertj.core.api.Assertions.assertThat;

import aside.exercise.Check;
import aside.exercise.Exercises;
import aside.grading.Grader.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * What holds for every exercise. A subclass brings the answers.
 *
 * <p>What the checks say about the wrong answers is kept in {@code src/test/resources/aside/grading}, so that whoever
 * changes a message reads all of them as a student would. {@code mvn test -Dtest='*Grading*' -Dgolden=write} writes
 * them anew.
 */
abstract class ExerciseGrading {

    /** Every page of an exercise has these, in this order. */
    private static final List<String> HEADINGS = List.of("Goal", "Why it matters", "What is given", "Rules",
            "Out of scope", "How to run", "Checks", "Hints", "Going further");

    private static final Pattern HINT =
            Pattern.compile("<details>\\s*<summary>([^<]+)</summary>(.*?)</details>", Pattern.DOTALL);

    private static final Pattern READ_ON = Pattern.compile("read on +([^,\\s]+), \"([^\"]+)\"");

    /** A wrong answer that hangs takes its time; once is enough. */
    private static final Map<String, Verdict> VERDICTS = new HashMap<>();

    private final Exercises.Description exercise;
    private final Class<?> reference;

    /**
     * An answer that must fail.
     *
     * @param answer the class
     * @param check the check that must catch it
     * @param words what the check must say
     */
    record Wrong(Class<?> answer, String check, String... words) {
    }

    ExerciseGrading(int number, Class<?> reference) {
        this.exercise = Exercises.find(String.valueOf(number)).orElseThrow();
        this.reference = reference;
    }

    /** Answers that must fail, at least six. */
    abstract List<Wrong> wrongAnswers();

    /** Answers unlike the reference that must pass, at least three. */
    abstract List<Class<?>> rightAnswers();

    @Test
    void thereAreEnoughAnswers() {
        assertThat(wrongAnswers()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(rightAnswers()).hasSizeGreaterThanOrEqualTo(3);
    }

    @TestFactory
    Stream<DynamicTest> everyWrongAnswerIsCaught() {
        return wrongAnswers().stream().map(wrong -> DynamicTest.dynamicTest(wrong.answer().getSimpleName(), () -> {
            Verdict verdict = verdict(wrong);

            assertThat(verdict.status()).as(wrong.check()).isEqualTo(Status.FAILED);
            assertThat(verdict.message()).contains(wrong.words()).contains("when ", "expected ", "seen ", "read on ");
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyRightAnswerPassesInFull() {
        return Stream.concat(Stream.of(reference), rightAnswers().stream()).map(right ->
                DynamicTest.dynamicTest(right.getSimpleName(), () -> {
                    Map<String, Verdict> verdicts = Grader.grade(exercise.checks(), right, Grader.FAILED);

                    assertThat(verdicts).hasSize(checks().size());
                    assertThat(verdicts).allSatisfy((check, verdict) ->
                            assertThat(verdict.status()).as(verdict.message()).isEqualTo(Status.SUCCESSFUL));
                }));
    }

    @Test
    void theStarterIsNotStarted() throws IOException {
        if (isUntouched()) {
            assertThat(Grader.grade(exercise.checks(), exercise.yours(), Grader.SKIPPED)).hasSize(checks().size())
                    .allSatisfy((check, verdict) -> assertThat(verdict.status()).isEqualTo(Status.ABORTED));
            assertThat(Grader.grade(exercise.checks(), exercise.yours(), Grader.FAILED)).hasSize(checks().size())
                    .allSatisfy((check, verdict) -> assertThat(verdict.message()).contains("not started"));
        }
    }

    @Test
    void whatTheChecksSayReadsAsItDid() throws IOException {
        String said = wrongAnswers().stream()
                .map(wrong -> "== " + wrong.answer().getSimpleName() + ", caught by " + wrong.check() + "\n"
                        + withoutLineNumbers(verdict(wrong).message()))
                .collect(Collectors.joining("\n"));
        Path golden = Path.of("src/test/resources/aside/grading", exercise.name() + ".txt");

        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, said);
        }

        assertThat(said).isEqualTo(Files.readString(golden));
        assertThat(READ_ON.matcher(said).results().toList()).allSatisfy(ExerciseGrading::isThere);
    }

    @Test
    void thePageHasItsPartsAndNoHintIsEmpty() throws IOException {
        String page = Files.readString(Path.of(exercise.readme()));

        assertThat(page.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)).toList())
                .isEqualTo(HEADINGS);
        assertThat(HINT.matcher(page).results().toList()).hasSize(3).allSatisfy(hint ->
                assertThat(hint.group(2).strip()).hasSizeGreaterThan(40));
        assertThat(page).contains("mvn test -Dexercise=" + exercise.number(), exercise.yours().getSimpleName());
    }

    @Test
    void thePageNamesExactlyTheChecksThatExist() throws IOException {
        String page = Files.readString(Path.of(exercise.readme()));

        List<String> listed = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\d+(?:\\.5)?) \\|").matcher(page).results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(listed).isEqualTo(checks().stream()
                .map(check -> check.name() + " " + Exercises.points(check.points())).toList());
    }

    @Test
    void theStepsCountFromOneAndTheTagIsTheNumber() {
        List<Integer> steps = checks().stream().map(OneCheck::step).toList();

        assertThat(steps).isEqualTo(Stream.iterate(1, step -> step + 1).limit(steps.size()).toList());
        assertThat(exercise.checks().getAnnotation(Tag.class).value()).isEqualTo("exercise-" + exercise.number());
        assertThat(Path.of(exercise.chapter())).isRegularFile();
    }

    private Verdict verdict(Wrong wrong) {
        return VERDICTS.computeIfAbsent(exercise.name() + " " + wrong.answer().getName() + " " + wrong.check(),
                key -> Grader.grade(exercise.checks(), wrong.check(), wrong.answer()));
    }

    private record OneCheck(String name, int step, double points) {
    }

    private List<OneCheck> checks() {
        return Arrays.stream(exercise.checks().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Check.class))
                .map(method -> new OneCheck(method.getName(), method.getAnnotation(Check.class).step(),
                        method.getAnnotation(Check.class).points()))
                .sorted(Comparator.comparingInt(OneCheck::step))
                .toList();
    }

    /** A student who runs all tests has changed the file; then the checks alone say how far it is. */
    private boolean isUntouched() throws IOException {
        String source = Files.readString(Path.of(exercise.file()));
        return source.split("@Override").length == source.split("throw NotStarted\\.yet\\(").length;
    }

    /** What differs from compiler to compiler is left out, too: how an exception calls a variable. */
    private static String withoutLineNumbers(String message) {
        return message.stripTrailing().replaceFirst("^\n", "").replaceAll("\\.java:\\d+", ".java:N")
                .replaceAll("NullPointerException: .*", "NullPointerException") + "\n";
    }

    private static void isThere(MatchResult readOn) throws IOException {
        assertThat(Files.readString(Path.of(readOn.group(1))).lines().map(line -> line.replaceAll("^#+ ", "#")))
                .contains("#" + readOn.group(2));
    }
}
