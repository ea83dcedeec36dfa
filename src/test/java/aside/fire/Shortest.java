package aside.fire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a history that fails short: leaves out ever smaller pieces and keeps what still fails, until nothing can be
 * left out or the time is over.
 */
final class Shortest {

    private final Function<List<Action>, Optional<String>> run;
    private final long deadline;

    private List<Action> actions;
    private String words;

    /**
     * Starts from a history that has failed.
     *
     * @param run runs a history and says what is broken
     * @param time for all runs together
     * @param actions what has failed
     * @param words how it has failed
     */
    Shortest(Function<List<Action>, Optional<String>> run, Duration time, List<Action> actions, String words) {
        this.run = run;
        this.deadline = System.nanoTime() + time.toNanos();
        this.actions = actions;
        this.words = words;
    }

    /** The words of the failure, and the shortest history that was found for it. */
    String find() {
        // What broke it is most often what was done last.
        for (int last = 1; last < actions.size() && System.nanoTime() < deadline; last *= 2) {
            if (leaveOut(0, actions.size() - last)) {
                break;
            }
        }
        for (int piece = actions.size() / 2; piece > 0; piece = Math.min(piece / 2, actions.size() / 2)) {
            for (int from = 0; from < actions.size() && System.nanoTime() < deadline;) {
                from = leaveOut(from, Math.min(from + piece, actions.size())) ? from : from + piece;
            }
        }
        return words + "the shortest history found, " + actions.size() + " actions: " + actions;
    }

    private boolean leaveOut(int from, int to) {
        List<Action> rest = new ArrayList<>(actions.subList(0, from));
        rest.addAll(actions.subList(to, actions.size()));
        Optional<String> failure = rest.isEmpty() ? Optional.empty() : run.apply(rest);
        failure.ifPresent(it -> {
            actions = rest;
            words = it;
        });
        return failure.isPresent();
    }
}
