package aside.exercise;

import aside.exercise.Score.OfCheck;
import aside.exercise.Score.OfExercise;
import aside.exercise.Score.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.opentest4j.TestAbortedException;

/**
 * Keeps the score of a run and shows it at the end: on the console, in {@code target/exercises/score.json} and in
 * {@code target/exercises/index.html}. JUnit finds it through {@code META-INF/services}. A run without checks leaves
 * no trace.
 */
public final class ScoreListener implements TestExecutionListener {

    private final Map<Method, OfCheck> checks = new ConcurrentHashMap<>();
    private volatile boolean red;

    /** For the service loader. */
    public ScoreListener() {
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        checks.clear();
        red = false;
        plan.getRoots().forEach(root -> plan.getDescendants(root).forEach(test -> check(test).ifPresent(method ->
                // What is never run, since its class already fails, counts as well.
                put(method, Verdict.FAILED, "was not run"))));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        red |= result.getStatus() == Status.FAILED;
        Optional<Throwable> thrown = result.getThrowable();
        Verdict verdict = switch (result.getStatus()) {
            case SUCCESSFUL -> Verdict.PASSED;
            case ABORTED -> Verdict.NOT_STARTED;
            case FAILED -> thrown.filter(NotStarted.class::isInstance).isPresent()
                    ? Verdict.NOT_STARTED
                    : Verdict.FAILED;
        };
        check(test).ifPresent(method -> put(method, verdict, thrown.map(ScoreListener::message).orElse("")));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (checks.isEmpty()) {
            return;
        }
        Score score = new Score(exercises(), red);
        System.out.println(Scoreboard.of(score));
        write("score.json", ScoreFile.of(score));
        write("index.html", ScorePage.of(score));
    }

    private void put(Method method, Verdict verdict, String message) {
        double points = method.getAnnotation(Check.class).points();
        checks.put(method, new OfCheck(method.getName(), points, verdict, message));
    }

    private List<OfExercise> exercises() {
        Map<Class<?>, List<Method>> byClass = checks.keySet().stream()
                .sorted(Comparator.comparingInt(method -> method.getAnnotation(Check.class).step()))
                .collect(Collectors.groupingBy(Method::getDeclaringClass));
        List<OfExercise> exercises = new ArrayList<>();
        byClass.forEach((type, methods) -> exercises.add(
                new OfExercise(Exercises.describe(type), methods.stream().map(checks::get).toList())));
        exercises.sort(Comparator.comparingInt(exercise -> exercise.about().number()));
        return exercises;
    }

    private static Optional<Method> check(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod())
                .filter(method -> method.isAnnotationPresent(Check.class));
    }

    private static String message(Throwable thrown) {
        boolean verdict = thrown instanceof AssertionError || thrown instanceof NotStarted
                || thrown instanceof TestAbortedException;
        return Finding.printable(Optional.ofNullable(verdict ? thrown.getMessage() : thrown.toString()).orElse(""))
                .stripIndent().strip();
    }

    private static void write(String name, String content) {
        Path folder = Path.of(System.getProperty("basedir", ""), "target", "exercises");
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
