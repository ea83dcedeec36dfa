package aside.docs;

import aside.ChatServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The numbers in the documentation that come from the code. A page writes
 * {@code <!-- generated:NAME -->value<!-- /generated -->}, and {@link FiguresTest} keeps the value.
 */
final class Figures {

    private static final Path MAIN = Repository.ROOT.resolve("src/main/java");
    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m:^\\s*//.*$)");
    private static final Pattern SAYS_SOMETHING = Pattern.compile("\\w");
    private static final Pattern PREAMBLE = Pattern.compile("(import|package) .*");
    private static final Pattern TEST = Pattern.compile("(?m)^ *@(Test|ParameterizedTest)\\b");
    private static final String OPTION = "option.";

    private static final Map<String, Supplier<Object>> BY_NAME = Map.of(
            "lines-of-code", Figures::linesOfCode,
            "meaningful-lines", Figures::meaningfulLines,
            "classes", () -> mainFiles().size(),
            "longest-class", () -> mainFiles().stream().mapToInt(Figures::linesOfClass).max().orElse(0),
            "integration-tests", () -> Repository.files(Repository.ROOT.resolve("src/test/java/aside/integration"),
                    ".java").stream().mapToLong(file -> TEST.matcher(Repository.text(file)).results().count()).sum());

    private Figures() {
    }

    /** The value of a figure; {@code option.NAME} is the default of an option. */
    static String value(String name) {
        if (name.startsWith(OPTION)) {
            return defaultOf(name.substring(OPTION.length()));
        }
        if (!BY_NAME.containsKey(name)) {
            throw new IllegalArgumentException("there is no figure " + name + "; there are " + OPTION + "NAME and "
                    + BY_NAME.keySet());
        }
        return BY_NAME.get(name).get().toString();
    }

    /** The source files of the server. */
    static List<Path> mainFiles() {
        return Repository.files(MAIN, ".java").stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .toList();
    }

    /** Lines of the server that say something: no comments, no imports, no lines of mere brackets. */
    static int meaningfulLines() {
        return meaningfulLines(MAIN);
    }

    /** The same of one folder. */
    static int meaningfulLines(Path folder) {
        return (int) Repository.files(folder, ".java").stream().flatMap(Figures::code)
                .filter(line -> SAYS_SOMETHING.matcher(line).find() && !PREAMBLE.matcher(line).matches())
                .count();
    }

    /** All lines of the server but comments and blank ones. */
    static int linesOfCode() {
        return mainFiles().stream().mapToInt(Figures::linesOfCode).sum();
    }

    /** All lines of a file but comments and blank ones. */
    static int linesOfCode(Path file) {
        return (int) code(file).count();
    }

    /** The lines of a class: all but comments, blank ones, and the imports before it. */
    static int linesOfClass(Path file) {
        return (int) code(file).filter(line -> !PREAMBLE.matcher(line).matches()).count();
    }

    private static Stream<String> code(Path file) {
        return COMMENT.matcher(Repository.text(file)).replaceAll("").lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty());
    }

    private static String defaultOf(String option) {
        try {
            Object value = ChatServerOptions.Builder.class.getField(option).get(new ChatServerOptions.Builder());
            return value instanceof Duration time ? time.toString().substring(2).toLowerCase(Locale.ROOT)
                    : String.valueOf(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("there is no option " + option, e);
        }
    }
}
