package aside.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of this repository, as the tests of the documentation need them. */
final class Repository {

    /** The root. Every path in the documentation's fences and in these tests starts here. */
    static final Path ROOT = Path.of("").toAbsolutePath();

    /** Whether the documentation is to be rewritten where it differs from the code. */
    static final boolean UPDATE_DOCS = System.getProperty("update-docs") != null;

    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

    private Repository() {
    }

    /** The files whose names end so, sorted. */
    static List<Path> files(String ending) {
        return files(ROOT, ending);
    }

    /** The files in a folder, and in the folders in it, whose names end so, sorted. */
    static List<Path> files(Path folder, String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(dir.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    /** The lines of a file. */
    static List<String> lines(Path file) {
        return text(file).lines().toList();
    }

    /** The text of a file. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the text of a file. */
    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path from the root, for messages. */
    static String name(Path file) {
        return ROOT.relativize(file.toAbsolutePath()).toString().replace('\\', '/');
    }
}
