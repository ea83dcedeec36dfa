package aside.exercise;

import aside.exercise.Exercises.Description;
import java.util.List;

/**
 * How a run went.
 *
 * @param exercises those that were part of the run, by number
 * @param red whether any test of the run failed, a check or not
 */
record Score(List<OfExercise> exercises, boolean red) {

    /** How one check went. */
    enum Verdict { PASSED, FAILED, NOT_STARTED }

    /** How one exercise went. */
    enum State {
        NOT_STARTED("not started"),
        STARTED("started"),
        SOLVED("solved");

        private final String words;

        State(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * One check.
     *
     * @param name the name of its method
     * @param points what it is worth
     * @param verdict how it went
     * @param message why it did not pass, or an empty text
     */
    record OfCheck(String name, double points, Verdict verdict, String message) {

        boolean passed() {
            return verdict == Verdict.PASSED;
        }

        double score() {
            return passed() ? points : 0;
        }

        String sentence() {
            return Exercises.sentence(name);
        }
    }

    /**
     * One exercise.
     *
     * @param about which
     * @param checks its checks in their order
     */
    record OfExercise(Description about, List<OfCheck> checks) {

        double score() {
            return checks.stream().mapToDouble(OfCheck::score).sum();
        }

        double points() {
            return checks.stream().mapToDouble(OfCheck::points).sum();
        }

        long passed() {
            return checks.stream().filter(OfCheck::passed).count();
        }

        State state() {
            if (passed() == checks.size()) {
                return State.SOLVED;
            }
            return checks.stream().allMatch(check -> check.verdict() == Verdict.NOT_STARTED)
                    ? State.NOT_STARTED
                    : State.STARTED;
        }

        /** The one thing to do next. */
        String nextStep() {
            return switch (state()) {
                case SOLVED -> "compare with " + about.chapter();
                case NOT_STARTED -> "read " + about.readme();
                case STARTED -> checks.stream().filter(check -> !check.passed()).findFirst().orElseThrow().sentence();
            };
        }
    }

    double score() {
        return exercises.stream().mapToDouble(OfExercise::score).sum();
    }

    double points() {
        return exercises.stream().mapToDouble(OfExercise::points).sum();
    }

    long in(State state) {
        return exercises.stream().filter(exercise -> exercise.state() == state).count();
    }
}
