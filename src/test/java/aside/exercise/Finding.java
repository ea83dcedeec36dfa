package aside.exercise;

import java.util.Objects;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/**
 * What a check has found. Every failure of an exercise has the same five lines: what was done, what was expected, what
 * was seen, the likely cause, and where to read on.
 *
 * <pre>
 * Finding.when("alice joins, then a second alice joins")
 *         .cause("put() replaces whoever is there; putIfAbsent() looks and adds in one step")
 *         .readOn("docs/01-registry.md", "Look and add")
 *         .expect(false, second);
 * </pre>
 *
 * @param when what was done
 * @param cause the likely cause
 * @param file where to read on
 * @param heading the heading in that file
 */
public record Finding(String when, String cause, String file, String heading) {

    /** Nobody reads more of one line. */
    private static final int MAX_LENGTH = 1_000;

    /** Starts with what was done. */
    public static Finding when(String done) {
        return new Finding(done, "", "", "");
    }

    /** Adds the likely cause if it fails. */
    public Finding cause(String likely) {
        return new Finding(when, likely, file, heading);
    }

    /** Adds where to read on if it fails: a file from the top of the project, and a heading in it. */
    public Finding readOn(String otherFile, String otherHeading) {
        return new Finding(when, cause, otherFile, otherHeading);
    }

    /** Fails unless both are equal. */
    public void expect(Object expected, Object seen) {
        expect(Objects.equals(expected, seen), String.valueOf(expected), String.valueOf(seen));
    }

    /** Fails unless it holds. */
    public void expect(boolean holds, String expected, String seen) {
        if (!holds) {
            throw failure(expected, seen);
        }
    }

    /** The failure, to be thrown. */
    public AssertionFailedError failure(String expected, String seen) {
        return new AssertionFailedError(message(expected, seen), expected, seen);
    }

    /** The text with escapes for what a terminal or a file would not take: controls, and halves of surrogate pairs. */
    static String printable(String text) {
        return text.codePoints()
                .mapToObj(c -> c != '\n' && Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                        ? String.format("\\u%04x", c)
                        : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text
                : text.substring(0, MAX_LENGTH) + "... (" + text.length() + " characters)";
    }

    private String message(String expected, String seen) {
        StringBuilder message = new StringBuilder("\n");
        line(message, "when", when);
        line(message, "expected", expected);
        line(message, "seen", seen);
        line(message, "likely", cause);
        line(message, "read on", heading.isEmpty() ? file : file + ", \"" + heading + "\"");
        return message.toString();
    }

    private static void line(StringBuilder message, String label, String text) {
        if (!text.isEmpty()) {
            message.append("  ").append(String.format("%-10s", label))
                    .append(printable(shortened(text.strip())).replace("\n", "\n            ")).append('\n');
        }
    }
}
