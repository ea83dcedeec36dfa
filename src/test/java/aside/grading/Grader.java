package aside.grading;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs checks on an answer, within a test and unseen by the run that this test is part of. */
final class Grader {

    /** How a check went, and what it said. */
    record Verdict(TestExecutionResult.Status status, String message) {
    }

    /** What becomes of what is not started: the value of the configuration parameter. */
    static final String SKIPPED = "skipped", FAILED = "failed";

    /** In milliseconds. A check that gets on may go on after it, so it takes nothing from the verdict. */
    private static final String SHORT_LIMIT = "1000";

    private Grader() {
    }

    /** All checks of a class on an answer, by the names of their methods. */
    static Map<String, Verdict> grade(Class<?> checks, Class<?> answer, String notStartedIs) {
        return run(selectClass(checks), answer, notStartedIs, "2000");
    }

    /** One check on an answer that may hang. */
    static Verdict grade(Class<?> checks, String check, Class<?> answer) {
        Verdict verdict = run(selectMethod(checks, check), answer, FAILED, SHORT_LIMIT).get(check);
        if (verdict == null) {
            throw new AssertionError(checks.getSimpleName() + " has no check " + check);
        }
        return verdict;
    }

    private static Map<String, Verdict> run(DiscoverySelector what, Class<?> answer, String notStartedIs,
            String limit) {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("aside.subject", answer.getName())
                .configurationParameter("aside.not-started-is", notStartedIs)
                .configurationParameter("aside.limit", limit)
                .selectors(what)
                .execute()
                .testEvents()
                .finished()
                .stream()
                .forEach(event -> verdicts.put(method(event), verdict(event)));
        return verdicts;
    }

    private static String method(Event event) {
        return ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
    }

    private static Verdict verdict(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        return new Verdict(result.getStatus(), result.getThrowable().map(Grader::message).orElse(""));
    }

    private static String message(Throwable thrown) {
        return thrown instanceof AssertionError ? thrown.getMessage() : thrown.toString();
    }
}
