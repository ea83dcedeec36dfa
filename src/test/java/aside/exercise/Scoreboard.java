package aside.exercise;

import aside.exercise.Score.OfExercise;
import aside.exercise.Score.State;

/** The score as it closes a run on the console: plain ASCII, for any terminal. */
final class Scoreboard {

    private static final String ROW = "  %-16s %-5s %9s %9s   %s%n";

    private Scoreboard() {
    }

    static String of(Score score) {
        StringBuilder board = new StringBuilder("\n");
        board.append(String.format(ROW, "exercise", "stars", "points", "checks", "next step"));
        score.exercises().forEach(exercise -> board.append(row(exercise)));
        board.append(String.format("%n  %s of %s points. %s%n", Exercises.points(score.score()),
                Exercises.points(score.points()), words(score)));
        return board.append("  The page: target/exercises/index.html\n").toString();
    }

    private static String row(OfExercise exercise) {
        return String.format(ROW,
                exercise.about().folder().replace("exercises/", ""),
                "*".repeat(exercise.about().stars()),
                Exercises.points(exercise.score()) + " of " + Exercises.points(exercise.points()),
                exercise.passed() + " of " + exercise.checks().size(),
                exercise.state().words() + ": " + exercise.nextStep());
    }

    /** The score in one sentence. */
    static String words(Score score) {
        long notStarted = score.in(State.NOT_STARTED);
        long started = score.in(State.STARTED);
        if (notStarted + started == 0) {
            return "All is solved.";
        }
        String count = (notStarted > 0 ? exercises(notStarted) + " not started" : "")
                + (notStarted > 0 && started > 0 ? ", " : "")
                + (started > 0 ? exercises(started) + " started" : "");
        return count + (score.red()
                ? "; the build is red."
                : "; the build is green because the reference is right, not because you are done.");
    }

    private static String exercises(long count) {
        return count == 1 ? "1 exercise" : count + " exercises";
    }
}
