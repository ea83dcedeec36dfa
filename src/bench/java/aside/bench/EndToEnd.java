package aside.bench;

import aside.bench.Chart.Line;
import aside.bench.Chart.Point;
import aside.bench.Chart.Scale;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The whole server under load: messages to all while the number of clients and of senders grows, and messages between
 * two. Each figure is the median of the rounds; each round runs every load once, on a server of its own.
 */
final class EndToEnd {

    private static final Path DATA = Path.of("docs/performance.csv");
    private static final Path COST = Path.of("docs/images/cost-by-clients.svg");
    private static final Path LATENCY = Path.of("docs/images/latency-by-clients.svg");

    private static final List<Integer> CLIENTS = Bench.QUICK ? List.of(10, 100) : List.of(10, 100, 1_000, 10_000);
    private static final List<Integer> SENDERS = Bench.QUICK ? List.of(1, 4) : List.of(1, 4, 16);
    private static final int WINDOW = 8;
    private static final int PAIRS = Bench.QUICK ? 10 : 100;
    private static final List<Integer> PAIR_WINDOWS = List.of(1, 16);

    private static final int ROUNDS = Bench.QUICK ? 1 : 3;
    private static final Duration WARM_UP = Bench.QUICK ? Duration.ofMillis(300) : Duration.ofSeconds(5);
    private static final Duration MEASURE = Bench.QUICK ? Duration.ofMillis(300) : Duration.ofSeconds(6);

    /** What is done to a server. A load without senders is one of pairs. */
    record Workload(int clients, int senders, int window) {

        void start(Load load) throws IOException {
            load.join(clients, senders == 0 ? clients : senders);
            if (senders == 0) {
                load.startPairs(window);
            } else {
                load.startFanOut(senders, window);
            }
        }

        private String name() {
            return senders == 0 ? "private" : "fan-out";
        }
    }

    /** What came of it; latencies are from a message to its sender's own copy, or to the answer. */
    private record Outcome(double perSecond, double cpuMicros, double bytes, double p50, double p99) {
    }

    private EndToEnd() {
    }

    static void run() throws IOException {
        Map<Workload, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Workload workload : workloads()) {
                Outcome outcome = measure(workload);
                System.out.println("round " + (round + 1) + " of " + ROUNDS + ": " + workload + " " + outcome);
                outcomes.computeIfAbsent(workload, it -> new ArrayList<>()).add(outcome);
            }
        }
        Map<Workload, Outcome> medians = new LinkedHashMap<>();
        outcomes.forEach((workload, rounds) -> medians.put(workload, median(rounds)));
        Report.write("load", MeasuredServer.where(), table(medians));
        Report.write(DATA, csv(medians));
        Report.write(COST, new Chart("CPU per delivered message, by clients",
                "clients", "CPU µs per delivered message", Scale.LINEAR).draw(lines(medians, Outcome::cpuMicros)));
        Report.write(LATENCY, new Chart("99 of 100 messages are back with their sender within, by clients",
                "clients", "ms", Scale.LOGARITHMIC).draw(lines(medians, Outcome::p99)));
    }

    private static List<Workload> workloads() {
        List<Workload> all = new ArrayList<>();
        for (int clients : CLIENTS) {
            for (int senders : SENDERS) {
                if (senders <= clients) {
                    all.add(new Workload(clients, senders, WINDOW));
                }
            }
        }
        PAIR_WINDOWS.forEach(window -> all.add(new Workload(2 * PAIRS, 0, window)));
        return all;
    }

    private static Outcome measure(Workload workload) throws IOException {
        try (MeasuredServer server = new MeasuredServer(List.of(), "--message-rate", "0", "--announce-limit", "0");
                Load load = new Load(server.port())) {
            workload.start(load);
            load.run(WARM_UP);
            MeasuredServer.Usage before = server.usage();
            load.reset();
            long begin = System.nanoTime();
            load.run(MEASURE);
            double delivered = load.delivered();
            double seconds = (System.nanoTime() - begin) / 1e9;
            MeasuredServer.Usage used = server.usage().since(before);
            Outcome outcome = new Outcome(delivered / seconds, used.cpuNanos() / 1e3 / delivered,
                    used.allocatedBytes() / delivered, load.latencies().percentileMillis(50),
                    load.latencies().percentileMillis(99));
            load.finish();
            return outcome;
        }
    }

    private static Outcome median(List<Outcome> rounds) {
        return new Outcome(median(rounds, Outcome::perSecond), median(rounds, Outcome::cpuMicros),
                median(rounds, Outcome::bytes), median(rounds, Outcome::p50), median(rounds, Outcome::p99));
    }

    private static double median(List<Outcome> rounds, ToDoubleFunction<Outcome> figure) {
        return Report.median(rounds.stream().map(figure::applyAsDouble).toList());
    }

    private static String table(Map<Workload, Outcome> outcomes) {
        return "| load | clients | senders | window | delivered per second | CPU per delivered message "
                + "| allocated per delivered message | p50 | p99 |\n|---|---|---|---|---|---|---|---|---|\n"
                + outcomes.entrySet().stream().map(it -> String.format(Locale.ROOT,
                        "| %s | %,d | %s | %d | %,.0f | %.2f µs | %,.0f B | %.2f ms | %.2f ms |%n",
                        it.getKey().name(), it.getKey().clients(),
                        it.getKey().senders() == 0 ? "all" : it.getKey().senders(), it.getKey().window(),
                        it.getValue().perSecond(), it.getValue().cpuMicros(), it.getValue().bytes(),
                        it.getValue().p50(), it.getValue().p99())).collect(Collectors.joining());
    }

    private static String csv(Map<Workload, Outcome> outcomes) {
        return "load,clients,senders,window,delivered_per_s,cpu_us_per_delivery,allocated_bytes_per_delivery,"
                + "p50_ms,p99_ms\n"
                + outcomes.entrySet().stream().map(it -> String.format(Locale.ROOT,
                        "%s,%d,%d,%d,%.0f,%.4f,%.1f,%.4f,%.4f%n", it.getKey().name(), it.getKey().clients(),
                        it.getKey().senders() == 0 ? it.getKey().clients() : it.getKey().senders(),
                        it.getKey().window(), it.getValue().perSecond(), it.getValue().cpuMicros(),
                        it.getValue().bytes(), it.getValue().p50(), it.getValue().p99()))
                        .collect(Collectors.joining());
    }

    /** One line for each number of senders. */
    private static List<Line> lines(Map<Workload, Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        return SENDERS.stream().map(senders -> new Line(senders == 1 ? "1 sender" : senders + " senders",
                outcomes.entrySet().stream().filter(it -> it.getKey().senders() == senders)
                        .map(it -> new Point(it.getKey().clients(), figure.applyAsDouble(it.getValue())))
                        .toList())).toList();
    }
}
