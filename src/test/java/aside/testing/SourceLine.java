package aside.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a line of a student's code says, so that a finding can quote it. */
public final class SourceLine {

    private SourceLine() {
    }

    /**
     * Finds the source of a line.
     *
     * @param className the class, with its package
     * @param file the name of its file
     * @param line the number of the line
     * @return the line without the blanks around it; empty where the source is not at hand
     */
    public static Optional<String> of(String className, String file, int line) {
        String folder = className.substring(0, Math.max(0, className.lastIndexOf('.'))).replace('.', '/');
        return Stream.of("exercises", "src/test/java", "src/main/java")
                .map(root -> Path.of(root, folder, String.valueOf(file)))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(path -> read(path, line))
                .filter(text -> !text.isEmpty());
    }

    private static String read(Path path, int line) {
        try (Stream<String> lines = Files.lines(path)) {
            return lines.skip(line - 1L).findFirst().orElse("").strip();
        } catch (IOException e) {
            return "";
        }
    }
}
