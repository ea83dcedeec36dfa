package aside.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a history that fails short: leaves out ever smaller pieces and keeps what still fails, until nothing can be
 * left out or the time is over.
 *
 * @param <T> one step of a history
 */
public final class Shortest<T> {

    private final Function<List<T>, Optional<String>> run;
    private final long deadline;

    private List<T> steps;
    private String words;

    /**
     * Starts from a history that has failed.
     *
     * @param run runs a history and says what is broken
     * @param time for all runs together
     * @param steps the history that has failed
     * @param words how it has failed
     */
    public Shortest(Function<List<T>, Optional<String>> run, Duration time, List<T> steps, String words) {
        this.run = run;
        this.deadline = System.nanoTime() + time.toNanos();
        this.steps = steps;
        this.words = words;
    }

    /** Looks for a shorter history; {@link #steps} and {@link #words} are then those of the shortest one found. */
    public Shortest<T> find() {
        // The last steps are the most likely to have broken it.
        for (int last = 1; last < steps.size() && System.nanoTime() < deadline; last *= 2) {
            if (leaveOut(0, steps.size() - last)) {
                break;
            }
        }
        for (int piece = steps.size() / 2; piece > 0; piece = Math.min(piece / 2, steps.size() / 2)) {
            for (int from = 0; from < steps.size() && System.nanoTime() < deadline;) {
                from = leaveOut(from, Math.min(from + piece, steps.size())) ? from : from + piece;
            }
        }
        return this;
    }

    /** The steps of the shortest history that was found. */
    public List<T> steps() {
        return steps;
    }

    /** How the shortest history fails. */
    public String words() {
        return words;
    }

    private boolean leaveOut(int from, int to) {
        List<T> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(to, steps.size()));
        Optional<String> failure = rest.isEmpty() ? Optional.empty() : run.apply(rest);
        failure.ifPresent(it -> {
            steps = rest;
            words = it;
        });
        return failure.isPresent();
    }
}
