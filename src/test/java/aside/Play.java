package aside;

import aside.exercise.Exercises;
import aside.exercise.Subject;
import java.util.Arrays;
import java.util.Optional;

/** Starts the server with a student's class in it: {@code mvn -Dplay=1}. The options are those of the server. */
public final class Play {

    private Play() {
    }

    /**
     * Starts the server.
     *
     * @param arguments the number of the exercise, and the options of the server
     */
    public static void main(String[] arguments) {
        String number = arguments[0];
        Optional<Exercises.Description> exercise = Exercises.find(number);
        if (exercise.isEmpty()) {
            System.err.println("There is no exercise " + number + "; exercises/README.md lists them.");
            System.exit(2);
        }
        System.out.println("Exercise " + number + ": this server runs with your class in it, "
                + exercise.orElseThrow().file());
        int exitCode = Main.commandLine(new Subject<>(exercise.orElseThrow().yours())::in)
                .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
