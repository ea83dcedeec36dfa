package aside.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Long walks of random steps on an object and on a model of it side by side. The model is a small class that is
 * obviously right; after each step, the answers of both are compared. The dice have fixed seeds, so a walk is the same
 * every time. A walk that fails is made as short as possible, and told step by step.
 *
 * @param <W> the world of one walk: the object, its model, and everything around them; made anew for each run
 */
public final class Walk<W> {

    /** Enough to leave nothing out that matters. Counted, not timed: the story is the same on a busy machine. */
    private static final int RUNS_TO_SHORTEN = 400;

    /** Code that sleeps does no work, and its walks stay longer. */
    private static final long SLEEP_TO_SHORTEN = Duration.ofSeconds(1).toNanos();

    private static final Duration IN_ANY_CASE = Duration.ofSeconds(30);

    private final Supplier<W> world;
    private final Function<SplittableRandom, Step<W>> dice;

    /**
     * One step.
     *
     * @param words what is done, for people: {@code alice joins}
     * @param play does it to the object and to the model, and says how they differ; empty if they do not
     */
    public record Step<W>(String words, Function<W, Optional<Difference>> play) {
    }

    /**
     * The object and its model differ.
     *
     * @param expected what the model says
     * @param seen what the object says, as a value of the same kind
     */
    public record Difference(String expected, String seen) {

        /** The difference between two answers; empty if they are equal. */
        public static Optional<Difference> between(String what, Object expected, Object seen) {
            return expected.equals(seen) ? Optional.empty()
                    : Optional.of(new Difference(what + " " + expected, what + " " + seen));
        }
    }

    /**
     * A walk that failed, made short.
     *
     * @param steps what was done, in order, in words
     * @param difference how the last step ended
     */
    public record Failure(String steps, Difference difference) {
    }

    /**
     * Describes walks.
     *
     * @param world makes a new world
     * @param dice chooses a step; it may depend on nothing but the dice
     */
    public Walk(Supplier<W> world, Function<SplittableRandom, Step<W>> dice) {
        this.world = world;
        this.dice = dice;
    }

    /**
     * Walks several times.
     *
     * @param walks how many walks, each with a seed of its own
     * @param length how many steps each
     * @return the first walk that failed, made short; empty if none did
     */
    public Optional<Failure> find(int walks, int length) {
        for (int seed = 1; seed <= walks; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Step<W>> steps = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                steps.add(dice.apply(random));
            }
            Optional<Failure> failure = run(steps);
            if (failure.isPresent()) {
                return Optional.of(shortened(steps, failure.get()));
            }
        }
        return Optional.empty();
    }

    private Failure shortened(List<Step<W>> steps, Failure failure) {
        List<Failure> failures = new ArrayList<>(List.of(failure));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long waitsBefore = threads.getThreadInfo(id).getWaitedCount();
        long start = System.nanoTime();
        int[] runs = {0};
        new Shortest<Step<W>>(shorter -> {
            boolean hasSlept = threads.getThreadInfo(id).getWaitedCount() > waitsBefore;
            if (++runs[0] > RUNS_TO_SHORTEN || hasSlept && System.nanoTime() - start > SLEEP_TO_SHORTEN) {
                return Optional.empty();
            }
            Optional<Failure> found = run(shorter);
            found.ifPresent(failures::add);
            return found.map(Failure::steps);
        }, IN_ANY_CASE, steps, failure.steps()).find();
        return failures.getLast();
    }

    /** What the object throws is a difference, too. */
    private static <W> Optional<Difference> played(Step<W> step, W here) {
        try {
            return step.play().apply(here);
        } catch (UnsupportedOperationException e) {
            if (e.getClass() != UnsupportedOperationException.class) {
                // Somebody says that it is not started.
                throw e;
            }
            return Optional.of(thrown(e));
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(thrown(e));
        }
    }

    private static Difference thrown(Throwable thrown) {
        return new Difference("no exception", thrown + Violations.culprit(thrown).map(line -> "\nat "
                + line).orElse(""));
    }

    private Optional<Failure> run(List<Step<W>> steps) {
        W here = world.get();
        for (int i = 0; i < steps.size(); i++) {
            CheckThreads.getsOn();
            Optional<Difference> difference = played(steps.get(i), here);
            if (difference.isPresent()) {
                return Optional.of(new Failure(steps.subList(0, i + 1).stream().map(Step::words)
                        .collect(Collectors.joining("; ")), difference.get()));
            }
        }
        return Optional.empty();
    }
}
