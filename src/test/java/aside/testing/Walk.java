package aside.testing;

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

    /** Much more than it takes, so that a busy machine tells the same story; only code that waits uses all of it. */
    private static final Duration TIME_TO_SHORTEN = Duration.ofSeconds(2);

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

    /** A walk that failed, and after how many steps. */
    private record Found(int steps, Failure failure) {
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
            Optional<Found> found = run(steps);
            if (found.isPresent()) {
                return Optional.of(shortened(steps.subList(0, found.get().steps()), found.get().failure()));
            }
        }
        return Optional.empty();
    }

    private Failure shortened(List<Step<W>> steps, Failure failure) {
        List<Failure> failures = new ArrayList<>(List.of(failure));
        new Shortest<Step<W>>(shorter -> {
            Optional<Failure> found = run(shorter).map(Found::failure);
            found.ifPresent(failures::add);
            return found.map(Failure::steps);
        }, TIME_TO_SHORTEN, steps, failure.steps()).find();
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
        return new Difference("no exception", thrown + Violations.culprit(thrown).map(line -> "\nat " + line).orElse(""));
    }

    private Optional<Found> run(List<Step<W>> steps) {
        W here = world.get();
        for (int i = 0; i < steps.size(); i++) {
            CheckThreads.getsOn();
            Optional<Difference> difference = played(steps.get(i), here);
            if (difference.isPresent()) {
                return Optional.of(new Found(i + 1, new Failure(steps.subList(0, i + 1).stream().map(Step::words)
                        .collect(Collectors.joining("; ")), difference.get())));
            }
        }
        return Optional.empty();
    }
}
