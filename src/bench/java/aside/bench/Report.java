package aside.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where results go: to the console, and into the documentation, between the two comments of that name. A quick run
 * writes into {@code target/bench} instead.
 */
final class Report {

    private static final Path PAGE = Path.of("docs/performance.md");
    private static final Path ELSEWHERE = Path.of("target/bench");

    /** More than this share of the cores' time is missing to the server or to the load. */
    private static final double QUIET = 0.05;

    private static volatile double busyAtStart;

    private Report() {
    }

    /** Looks for two seconds how much else the machine does; called before anything is measured. */
    static void lookAtTheMachine() throws InterruptedException {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // A call answers for the time since the call before it.
        machine.getCpuLoad();
        Thread.sleep(2_000);
        busyAtStart = machine.getCpuLoad();
    }

    /**
     * Prints a table and puts it between {@code <!-- measured:NAME -->} and {@code <!-- /measured -->}.
     *
     * @param name where it goes
     * @param where what it ran on
     * @param table the table in Markdown, its last line ended
     */
    static void write(String name, String where, String table) {
        String block = conditions(where) + "\n\n" + table;
        System.out.println("\n" + block);
        if (Bench.QUICK) {
            write(ELSEWHERE.resolve(name + ".md"), block);
            return;
        }
        Pattern place = Pattern.compile("(?s)(<!-- measured:" + name + " -->\n).*?(<!-- /measured -->)");
        Matcher page = place.matcher(read(PAGE));
        if (!page.find()) {
            throw new IllegalStateException(PAGE + " has no place for measured:" + name);
        }
        write(PAGE, page.replaceFirst("$1" + Matcher.quoteReplacement(block) + "$2"));
    }

    /** Writes a file; the path is that in the repository. */
    static void write(Path path, String text) {
        Path file = Bench.QUICK ? ELSEWHERE.resolve(path.getFileName()) : path;
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The median: one disturbed run in three does not count. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String conditions(String where) {
        String conditions = "Java " + Runtime.version().feature() + ", " + System.getProperty("os.arch") + ", " + where
                + ".";
        return busyAtStart <= QUIET ? conditions
                : conditions + String.format(Locale.ROOT,
                        " **To be measured again:** before the start, the machine was "
                        + "busy with other work for %.0f %% of its time.", 100 * busyAtStart);
    }
}
