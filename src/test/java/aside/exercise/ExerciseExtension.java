package aside.exercise;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Runs the checks: each under a time limit, and with a verdict of its own for what is not started.
 *
 * <p>How it is to judge comes as configuration parameters and not as system properties, so that the graders' own tests
 * can run checks in any mode, whatever the build was started with.
 */
final class ExerciseExtension implements InvocationInterceptor, ParameterResolver {

    /** What becomes of a check that meets {@link NotStarted}: {@code skipped}, else {@code failed}. */
    static final String NOT_STARTED_IS = "aside.not-started-is";

    /** Names the class to check in place of the student's. */
    static final String SUBJECT = "aside.subject";

    /** How long a check may take, in milliseconds, in place of {@link Attempt#LIMIT}. */
    static final String LIMIT = "aside.limit";

    /** The check under way: one for each object of a check class. Checks run one after the other. */
    private static volatile Object check = new Object();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Subject.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new Subject<>(subject(context));
    }

    @Override
    public <T> T interceptTestClassConstructor(Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> invocationContext, ExtensionContext context) throws Throwable {
        check = new Object();
        return judge(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
        judge(invocation, context);
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
        judge(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext, ExtensionContext context) throws Throwable {
        judge(invocation, context);
    }

    private static <T> T judge(Invocation<T> invocation, ExtensionContext context) throws Throwable {
        Exercises.Description exercise = Exercises.describe(context.getRequiredTestClass());
        Attempt<T> attempt =
                new Attempt<>(check, invocation::proceed, subject(context), exercise.readme(), limit(context));
        attempt.run();
        Optional<NotStarted> notStarted = attempt.notStarted();
        if (notStarted.isPresent()) {
            throw context.getConfigurationParameter(NOT_STARTED_IS).filter("skipped"::equals).isPresent()
                    ? new TestAbortedException(notStarted.get().getMessage())
                    : notStarted.get();
        }
        return attempt.result();
    }

    private static Class<?> subject(ExtensionContext context) {
        return context.getConfigurationParameter(SUBJECT, ExerciseExtension::load)
                .orElseGet(() -> context.getRequiredTestClass().getAnnotation(Exercise.class).yours());
    }

    private static Duration limit(ExtensionContext context) {
        return context.getConfigurationParameter(LIMIT, Long::valueOf).map(Duration::ofMillis).orElse(Attempt.LIMIT);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no class " + name, e);
        }
    }
}
