package aside.exercise;

import aside.testing.CheckThreads;
import aside.testing.Interleaving;
import aside.testing.SourceLine;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/**
 * One piece of a check, run in a thread of its own. It ends when the piece ends, when a {@link NotStarted} is built,
 * or at the time limit; then the failure names the student's line at which a thread stands. A slow machine is no
 * hang: past the limit, the piece goes on as long as it gets on.
 *
 * @param <T> what the piece returns
 */
final class Attempt<T> {

    /** The limit, unless somebody sets another one. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** The limit for a class that has hung in another check: it is wrong anyway. */
    private static final Duration SHORT_LIMIT = Duration.ofMillis(100);

    /** A check of which nobody knows whether it gets on, on a busy machine, may go on for so long after its limit. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String CHECK_RAN = "the check ran";

    /** From one look at the threads to the next. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** A thread that has run for so long on a core since the check last got on runs in circles. */
    private static final Duration ONE_STEP = Duration.ofMillis(700);

    /**
     * So many looks in a row at which nothing moves mean that nothing comes any more. On a busy machine, a thread that
     * has been woken up may wait for a core for a while, and looks as if it still waited for somebody.
     */
    private static final int QUIET_LOOKS = 10;

    /** The same for a class that has hung. */
    private static final int SHORT_QUIET_LOOKS = 2;

    /** The classes that have hung. */
    private static final Set<String> HUNG = ConcurrentHashMap.newKeySet();

    /** The one under way: checks run one after the other. */
    private static volatile Optional<Attempt<?>> current = Optional.empty();

    /** A piece of a check. */
    @FunctionalInterface
    interface Piece<T> {

        /** Runs it. */
        T run() throws Throwable;
    }

    private final Piece<T> piece;
    private final Class<?> subject;
    private final String readme;
    private final Duration limit;

    private final CompletableFuture<T> end = new CompletableFuture<>();
    private final CompletableFuture<NotStarted> notStarted = new CompletableFuture<>();
    private final AtomicReference<Throwable> thrownElsewhere = new AtomicReference<>();
    private final CheckGroup group;
    private final Thread thread;
    private boolean isOverTheLimit;
    private Optional<String> standsAt = Optional.empty();

    /** The threads of a piece of a check: threads that it starts are in it, unless it goes to lengths to prevent it. */
    private static final class CheckGroup extends CheckThreads {

        private final Attempt<?> attempt;
        private final Object check;

        CheckGroup(Attempt<?> attempt, Object check) {
            this.attempt = attempt;
            this.check = check;
        }

        @Override
        public void uncaughtException(Thread failed, Throwable thrown) {
            attempt.note(thrown);
        }
    }

    /**
     * Makes an attempt that has not begun.
     *
     * @param check what the piece is a piece of: its constructor, its method and what runs around that have one
     * @param piece what to run
     * @param subject the class whose lines are the student's
     * @param readme where a student reads on who does not know why it hangs
     * @param limit how long it may take
     */
    Attempt(Object check, Piece<T> piece, Class<?> subject, String readme, Duration limit) {
        this.piece = piece;
        this.subject = subject;
        this.readme = readme;
        this.limit = HUNG.contains(subject.getName()) ? SHORT_LIMIT : limit;
        group = new CheckGroup(this, check);
        thread = new Thread(group, this::runPiece, "check");
        // So that a thread that hangs for good does not keep the process alive.
        thread.setDaemon(true);
    }

    /** Runs the piece to its end, or to what ends it. */
    void run() throws InterruptedException {
        Consumer<NotStarted> before = NotStarted.listen(this::met);
        current = Optional.of(this);
        try {
            thread.start();
            awaitEnd();
        } finally {
            current = Optional.empty();
            NotStarted.listen(before);
        }
        if (isOverTheLimit) {
            HUNG.add(subject.getName());
            group.end();
        }
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(LOOK);
        }
    }

    /** Notes what the student's class has thrown where the check can not see it, such as in the server. */
    static void noteThrown(Throwable thrown) {
        current.ifPresent(attempt -> attempt.note(thrown));
    }

    private void note(Throwable thrown) {
        // What the class only lets through comes from elsewhere, and the check may have thrown it on purpose.
        boolean fromTheSubject = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> Stream.of("java.", "jdk.").noneMatch(frame.getClassName()::startsWith))
                .findFirst().filter(this::isSubjects).isPresent();
        if (fromTheSubject) {
            thrownElsewhere.compareAndSet(null, thrown);
        }
    }

    private void met(NotStarted built) {
        // A thread that an earlier check has left behind says nothing about this one.
        boolean fromAnotherCheck = Stream.iterate(Thread.currentThread().getThreadGroup(), Objects::nonNull,
                ThreadGroup::getParent).anyMatch(it -> it instanceof CheckGroup other && other.check != group.check);
        if (!fromAnotherCheck) {
            notStarted.complete(built);
        }
    }

    /** What was not started, if the piece came upon it. */
    Optional<NotStarted> notStarted() {
        return Optional.ofNullable(notStarted.getNow(null));
    }

    /** The result. */
    T result() throws Throwable {
        Throwable elsewhere = thrownElsewhere.get();
        if (isOverTheLimit) {
            throw elsewhere == null ? hangs() : explained(elsewhere, CHECK_RAN);
        }
        try {
            return end.get();
        } catch (ExecutionException e) {
            // What the class has thrown on another thread is the cause of what the check has found.
            boolean isFinding = e.getCause() instanceof AssertionFailedError;
            throw elsewhere != null && isFinding ? explained(elsewhere, when(e.getCause().getMessage()))
                    : explained(e.getCause(), CHECK_RAN);
        }
    }

    /** What the check did, as its finding says. */
    private static String when(String finding) {
        return Optional.ofNullable(finding).stream().flatMap(String::lines)
                .filter(line -> line.startsWith("  when"))
                .map(line -> line.substring("  when".length()).strip())
                .findFirst().orElse(CHECK_RAN);
    }

    private void runPiece() {
        try {
            end.complete(piece.run());
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (ends(limit)) {
            return;
        }
        int quiet = 0;
        int quietLooks = limit.equals(SHORT_LIMIT) ? SHORT_QUIET_LOOKS : QUIET_LOOKS;
        long steps = group.steps();
        Map<Thread, Long> sinceLastStep = new HashMap<>();
        for (Duration waited = Duration.ZERO; waited.compareTo(PATIENCE) < 0; waited = waited.plus(LOOK)) {
            Map<Thread, Long> before = cpuTimes();
            long start = System.nanoTime();
            if (ends(LOOK)) {
                return;
            }
            boolean isStarved = System.nanoTime() - start > 2 * LOOK.toNanos();
            if (group.steps() != steps) {
                steps = group.steps();
                sinceLastStep.putAll(cpuTimes());
                // However slow the machine is: what gets on comes to its end.
                waited = Duration.ZERO;
            }
            Map<Thread, StackTraceElement> standing = inSubject();
            boolean allStand = threads().noneMatch(it -> isMoving(it, before));
            quiet = allStand && !isStarved ? quiet + 1 : 0;
            // The time of a core, not that of a clock on the wall.
            boolean oneRunsInCircles = standing.keySet().stream()
                    .anyMatch(it -> cpuTime(it) - sinceLastStep.getOrDefault(it, 0L) > ONE_STEP.toNanos());
            if (quiet >= quietLooks || oneRunsInCircles) {
                isOverTheLimit = true;
                standsAt = line(standing);
                return;
            }
        }
        isOverTheLimit = true;
        standsAt = line(inSubject());
    }

    /** Whether it may come to an end by itself: it has done something since, or would if it had a core. */
    private static boolean isMoving(Thread candidate, Map<Thread, Long> cpuTimesBefore) {
        StackTraceElement[] stack = candidate.getStackTrace();
        // Of the native methods, those of sockets wait for others.
        boolean wantsToRun = candidate.getState() == Thread.State.RUNNABLE && stack.length > 0
                && !(stack[0].isNativeMethod() && stack[0].getClassName().startsWith("sun.nio.ch."));
        return wantsToRun || cpuTime(candidate) > cpuTimesBefore.getOrDefault(candidate, 0L);
    }

    private Map<Thread, Long> cpuTimes() {
        return threads().collect(Collectors.toMap(it -> it, Attempt::cpuTime));
    }

    private static long cpuTime(Thread candidate) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(candidate.threadId());
    }

    private boolean ends(Duration within) throws InterruptedException {
        try {
            CompletableFuture.anyOf(end, notStarted).get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private Stream<Thread> threads() {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads, true);
        return Arrays.stream(threads, 0, count);
    }

    /** The threads of the check that stand in the student's code, each with the line. */
    private Map<Thread, StackTraceElement> inSubject() {
        return threads()
                .map(it -> Map.entry(it, calledLine(it)))
                .filter(it -> it.getValue().isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().get()));
    }

    /** The student's line, if somebody else's code has called it: a thread of the student's own may well wait. */
    private Optional<StackTraceElement> calledLine(Thread candidate) {
        List<StackTraceElement> stack = List.of(candidate.getStackTrace());
        Optional<StackTraceElement> line = stack.stream().filter(this::isSubjects).findFirst();
        return line.filter(it -> stack.stream().skip(stack.indexOf(it)).anyMatch(this::isCaller));
    }

    private boolean isCaller(StackTraceElement frame) {
        return !isSubjects(frame) && Stream.of("java.", "jdk.").noneMatch(frame.getClassName()::startsWith);
    }

    private boolean isSubjects(StackTraceElement frame) {
        return Stream.<Class<?>>iterate(subject, type -> type != null && type != Object.class, Class::getSuperclass)
                .anyMatch(type -> (frame.getClassName() + "$").startsWith(type.getName() + "$"));
    }

    private Optional<String> line(Map<Thread, StackTraceElement> standing) {
        return Optional.ofNullable(standing.get(thread))
                .or(() -> standing.values().stream().findFirst())
                .map(line -> line.getFileName() + ":" + line.getLineNumber() + source(line));
    }

    private static String source(StackTraceElement line) {
        return SourceLine.of(line.getClassName(), line.getFileName(), line.getLineNumber())
                .map(text -> "\n" + text).orElse("");
    }

    private AssertionFailedError hangs() {
        return Finding.when("the check ran")
                .cause("a lock that is not released, a wait for what never comes, or a loop without an end")
                .readOn(readme, "Rules")
                .failure("an end within " + LIMIT.toSeconds() + " s", standsAt.map(line -> "a thread stands at " + line)
                        .orElseGet(() -> "what the check waits for does not come\n" + lastWords()));
    }

    /** What the check said when it was interrupted, such as what went over the wire. */
    private String lastWords() {
        return end.handle((result, thrown) -> Optional.ofNullable(thrown).map(Throwable::getMessage).orElse(""))
                .getNow("");
    }

    /** Exceptions that are no verdict of the check get the same five lines as one. */
    private Throwable explained(Throwable thrown, String when) {
        if (thrown instanceof AssertionError || thrown instanceof IncompleteExecutionException) {
            return thrown;
        }
        String line = Arrays.stream(thrown.getStackTrace())
                .filter(this::isSubjects)
                .findFirst()
                .map(frame -> "\nat " + frame.getFileName() + ":" + frame.getLineNumber() + source(frame))
                .orElse("");
        String schedule = Arrays.stream(thrown.getSuppressed()).filter(Interleaving.Schedule.class::isInstance)
                .findFirst().map(Throwable::getMessage).orElse(when);
        if (thrown instanceof StackOverflowError) {
            // Its thousand lines say the same again and again.
            thrown.setStackTrace(Arrays.copyOf(thrown.getStackTrace(), Math.min(10, thrown.getStackTrace().length)));
        }
        AssertionFailedError failure = Finding.when(schedule)
                .cause(thrown instanceof StackOverflowError
                        ? "a method calls itself, directly or through others, without an end"
                        : "your code throws this exception, or lets it through; its first line says what is wrong")
                .readOn(readme, "Rules")
                .failure("no exception", thrown + line);
        failure.initCause(thrown);
        return failure;
    }
}
