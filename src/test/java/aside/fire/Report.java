package aside.fire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What was measured: printed, and kept in {@code target/fire.txt}. */
final class Report {

    private static final Path FILE = Path.of("target", "fire.txt");

    private Report() {
    }

    /** Adds a line. */
    static void line(String test, String format, Object... values) {
        String line = String.format(Locale.ROOT, "%-10s " + format + "%n", prepend(test, values));
        System.out.print("[fire] " + line);
        try {
            Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object[] prepend(String test, Object[] values) {
        Object[] all = new Object[values.length + 1];
        all[0] = test;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
