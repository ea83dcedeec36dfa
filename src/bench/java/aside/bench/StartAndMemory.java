package aside.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long the server takes to start, and what it keeps and does for clients that say nothing. */
final class StartAndMemory {

    private static final int STARTS = Bench.QUICK ? 1 : 9;
    private static final int IDLE = Bench.QUICK ? 100 : 10_000;
    /** Longer than the clients take to join: else the first pings would come before all are there. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(Bench.QUICK ? 1 : 15);
    private static final List<String> SWEEPS =
            Bench.QUICK ? List.of("first") : List.of("first", "second", "third");

    private StartAndMemory() {
    }

    static void run() throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (MeasuredServer server = new MeasuredServer(List.of())) {
                millis.add(server.startMillis());
                resident.add(server.residentKiB() / 1024);
            }
        }
        StringBuilder table = new StringBuilder("| what | figure |\n|---|---|\n");
        row(table, "from the start of the process to listening", "%.2f s", Report.median(millis) / 1e3);
        row(table, "resident memory when it listens", "%.0f MiB", Report.median(resident));
        idle(table);
        Report.write("start", MeasuredServer.where(), table.toString());
    }

    private static void idle(StringBuilder table) throws IOException, InterruptedException {
        try (MeasuredServer server = new MeasuredServer(List.of(), "--announce-limit", "0", "--ping-interval",
                PING_INTERVAL.toSeconds() + "s");
                Load load = new Load(server.port())) {
            // The agent that tells the CPU time takes memory, too: it comes before the first look.
            server.usage();
            server.jcmd("GC.run");
            double before = server.residentKiB();
            load.join(IDLE, 0);
            server.jcmd("GC.run");
            row(table, String.format(Locale.ROOT, "resident memory for each of %,d idle connections", IDLE), "%.1f KiB",
                    (server.residentKiB() - before) / IDLE);
            for (String sweep : SWEEPS) {
                MeasuredServer.Usage used = server.usage();
                load.run(PING_INTERVAL);
                row(table, String.format(Locale.ROOT, "CPU of one ping interval with %,d idle connections, the %s",
                        IDLE, sweep), "%.3f s",
                        server.usage().since(used).cpuNanos() / 1e9);
            }
        }
    }

    private static void row(StringBuilder table, String what, String format, double figure) {
        table.append("| ").append(what).append(" | ").append(String.format(Locale.ROOT, format, figure))
                .append(" |\n");
    }
}
