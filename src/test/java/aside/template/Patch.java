package aside.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A unified diff, as {@code git diff} writes it. Applies where its context is found, wherever that has moved to. */
final class Patch {

    private static final String NOTHING = "/dev/null";

    private record Hunk(String before, String after) {
    }

    private record Change(String file, boolean isNew, List<Hunk> hunks) {
    }

    private final List<Change> changes = new ArrayList<>();

    /** Reads a diff. */
    Patch(Path diff) throws IOException {
        String old = NOTHING;
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (String line : Files.readAllLines(diff)) {
            boolean startsAnew = line.startsWith("@@") || line.startsWith("diff ");
            if (startsAnew && before.length() + after.length() > 0) {
                changes.getLast().hunks().add(new Hunk(before.toString(), after.toString()));
                before.setLength(0);
                after.setLength(0);
            }
            if (line.startsWith("--- ")) {
                old = line.substring(4);
            } else if (line.startsWith("+++ b/")) {
                changes.add(new Change(line.substring(6), old.equals(NOTHING), new ArrayList<>()));
            } else if (!startsAnew && !line.startsWith("new file")) {
                if (!line.startsWith("+")) {
                    before.append(line.substring(1)).append('\n');
                }
                if (!line.startsWith("-")) {
                    after.append(line.substring(1)).append('\n');
                }
            }
        }
        changes.getLast().hunks().add(new Hunk(before.toString(), after.toString()));
    }

    /** The files that it changes or makes. */
    List<String> files() {
        return changes.stream().map(Change::file).toList();
    }

    /**
     * Changes the files below a root.
     *
     * @throws IllegalStateException if a file is not as the diff expects it
     */
    void applyTo(Path root) throws IOException {
        for (Change change : changes) {
            Path file = root.resolve(change.file());
            String text = change.isNew() ? "" : Files.readString(file);
            for (Hunk hunk : change.hunks()) {
                int at = text.indexOf(hunk.before());
                if (at < 0) {
                    throw new IllegalStateException(change.file() + " does not hold\n" + hunk.before());
                }
                text = text.substring(0, at) + hunk.after() + text.substring(at + hunk.before().length());
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
    }
}
