package aside.exercise;

import java.util.Objects;
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
            message.append(String.format("  %-9s %s%n", label, text.strip().replace("\n", "\n            "))
                    .replace("\r", ""));
        }
    }
}
