package aside.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a file that the documentation shows. A region lies between a comment with {@code @start region="name"}
 * and one with {@code @end}, the marks of Javadoc's external snippets; regions may lie in each other.
 */
final class Regions {

    private static final Pattern START = Pattern.compile("@start\\s+region\\s*=\\s*[\"']?([\\w.-]+)[\"']?");
    private static final Pattern END =
            Pattern.compile("@end(?:\\s+region\\s*=\\s*[\"']?([\\w.-]+)[\"']?)?\\s*(?:-->)?$");

    private Regions() {
    }

    /**
     * The text of a region, its indentation taken off, without marks.
     *
     * @throws IllegalArgumentException if there is no such file or region, or the region does not end
     */
    static String read(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + Repository.name(file));
        }
        List<String> open = new ArrayList<>();
        List<String> region = null;
        for (String line : Repository.lines(file)) {
            Matcher start = START.matcher(line);
            Matcher end = END.matcher(line);
            if (start.find()) {
                open.add(start.group(1));
                if (start.group(1).equals(name)) {
                    region = new ArrayList<>();
                }
            } else if (end.find() && !open.isEmpty()) {
                String ended = Optional.ofNullable(end.group(1)).orElse(open.getLast());
                open.remove(ended);
                if (ended.equals(name)) {
                    return withoutBlankEdges(String.join("\n", region).stripIndent());
                }
            } else if (region != null) {
                region.add(line);
            }
        }
        throw new IllegalArgumentException("in " + Repository.name(file) + ", the region \"" + name + "\" "
                + (region == null ? "is missing" : "does not end"));
    }

    /** Keeps the indentation of the first line that is not blank. */
    static String withoutBlankEdges(String code) {
        return code.stripTrailing().replaceFirst("\\A(?:[ \\t]*\\n)+", "");
    }
}
