package aside.exercise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The exercises there are, and what each says about itself. */
public final class Exercises {

    /**
     * An exercise.
     *
     * @param number its number
     * @param title what is built
     * @param stars how hard it is
     * @param chapter the file that explains it
     * @param folder where it is, from the top of the project
     * @param yours the student's class
     * @param checks the class of its checks
     */
    public record Description(int number, String title, int stars, String chapter, String folder, Class<?> yours,
            Class<?> checks) {

        /** The name of the folder alone. */
        public String name() {
            return checks.getPackageName();
        }

        /** The page of the exercise. */
        public String readme() {
            return folder + "/README.md";
        }

        /** The student's file. */
        public String file() {
            return folder + "/" + yours.getSimpleName() + ".java";
        }
    }

    private Exercises() {
    }

    /** All of them, by number. The folder {@code exercises/} is the list. */
    public static List<Description> all() {
        try (Stream<Path> files = Files.walk(Path.of("exercises"), 2)) {
            return files.filter(file -> file.getFileName().toString().endsWith("Check.java"))
                    .map(file -> describe(load(file)))
                    .sorted(Comparator.comparingInt(Description::number))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one with this number, if there is one. */
    public static Optional<Description> find(String number) {
        return all().stream().filter(exercise -> String.valueOf(exercise.number()).equals(number)).findFirst();
    }

    static Description describe(Class<?> checks) {
        Exercise exercise = checks.getAnnotation(Exercise.class);
        return new Description(exercise.number(), exercise.title(), exercise.stars(), exercise.chapter(),
                "exercises/" + checks.getPackageName(), exercise.yours(), checks);
    }

    /** Points as people write them: 10, and 0.5. */
    public static String points(double points) {
        return points == Math.rint(points) ? String.valueOf((long) points) : String.valueOf(points);
    }

    /** A method's name as a sentence: {@code joinRefusesATakenName} reads "join refuses a taken name". */
    static String sentence(String methodName) {
        return methodName.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])", " ")
                .toLowerCase(Locale.ROOT);
    }

    private static Class<?> load(Path file) {
        String name = file.getParent().getFileName() + "." + file.getFileName().toString().replace(".java", "");
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(file + " is not compiled", e);
        }
    }
}
