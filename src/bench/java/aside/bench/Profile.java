package aside.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the CPU time goes: Linux's {@code perf} takes samples of the server under load, and each sample counts for the
 * first row below that its stack fits. A method that the compiler has put into its caller counts as its caller. Needs
 * Linux and {@code perf}.
 */
final class Profile {

    private static final Path FOLDER = Path.of("target/bench");
    private static final Duration WARM_UP = Bench.QUICK ? Duration.ofSeconds(1) : Duration.ofSeconds(20);
    private static final int SAMPLE_SECONDS = Bench.QUICK ? 1 : 10;

    private static final Map<String, EndToEnd.Workload> WORKLOADS = new LinkedHashMap<>();
    private static final Map<String, Pattern> ROWS = new LinkedHashMap<>();

    private static final String OTHER = "the rest";

    static {
        WORKLOADS.put("fan-out", new EndToEnd.Workload(200, 4, 8));
        WORKLOADS.put("one sender, window 1", new EndToEnd.Workload(200, 1, 1));
        WORKLOADS.put("private, window 1", new EndToEnd.Workload(200, 0, 1));
        WORKLOADS.put("private, window 16", new EndToEnd.Workload(200, 0, 16));

        ROWS.put("system call: write", call("writev?|sendto|sendmsg"));
        ROWS.put("system call: read", call("readv?|recvfrom|recvmsg"));
        ROWS.put("system call: wait for sockets", call("epoll_\\w+"));
        ROWS.put("system call: hand-over between threads", call("futex|sched_yield"));
        ROWS.put("other kernel work", Pattern.compile("entry_SYSCALL_64|el0t_64_sync|asm_\\w+|do_syscall_64"));
        ROWS.put("JVM: compiler", Pattern.compile("CompileBroker|Compile::"));
        ROWS.put("JVM: collector and the like", Pattern.compile("VMThread|SerialHeap|Generation::"));
        ROWS.put("JSON", Pattern.compile("tools\\.jackson\\.|JacksonMessageCodec"));
        ROWS.put("names", Pattern.compile("aside\\.registry\\.UserName|java\\.text\\.Normalizer"));
        ROWS.put("framing and writing", Pattern.compile("ChatEndpoint\\.write|FrameFlusher|OutgoingEntry"));
        ROWS.put("outbox", Pattern.compile("GatheringOutbox"));
        ROWS.put("registry, router, connection", Pattern.compile("aside\\.(registry|routing)\\.|ChatConnection"));
        ROWS.put("reading and parsing frames", Pattern.compile("websocket\\.core\\.|ChatEndpoint|TakingTurns\\.fill"));
        ROWS.put("selector", Pattern.compile("jetty\\.(io|util\\.thread)\\.|sun\\.nio\\.ch\\."));
    }

    private Profile() {
    }

    private static Pattern call(String names) {
        return Pattern.compile("\\b(?:__(?:x64|arm64|se|do)_sys_|ksys_|do_|__sys_|sys_)(?:" + names + ")\\b");
    }

    static void run() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Map<String, Map<String, Double>> shares = new LinkedHashMap<>();
        for (Map.Entry<String, EndToEnd.Workload> workload : WORKLOADS.entrySet()) {
            shares.put(workload.getKey(), measure(workload.getValue()));
        }
        Report.write("profile", MeasuredServer.where(), table(shares));
    }

    private static Map<String, Double> measure(EndToEnd.Workload workload) throws IOException, InterruptedException {
        try (MeasuredServer server = new MeasuredServer(
                List.of("-XX:+PreserveFramePointer", "-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"),
                "--message-rate", "0", "--announce-limit", "0");
                Load load = new Load(server.port())) {
            workload.start(load);
            load.run(WARM_UP);
            // perf finds the names of compiled methods in the file that this writes.
            server.jcmd("Compiler.perfmap");
            Path samples = FOLDER.resolve("perf.data");
            Process perf = new ProcessBuilder("perf", "record", "-q", "-F", "999", "-g", "-o", samples.toString(), "-p",
                    Long.toString(server.pid()), "--", "sleep", Integer.toString(SAMPLE_SECONDS))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            while (perf.isAlive()) {
                load.run(Duration.ofMillis(100));
            }
            load.finish();
            if (perf.exitValue() != 0) {
                throw new IOException("perf record ended with " + perf.exitValue());
            }
            return shares(samples);
        }
    }

    private static Map<String, Double> shares(Path samples) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        int all = 0;
        Process script = new ProcessBuilder("perf", "script", "-i", samples.toString(), "-F", "ip,sym")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = script.inputReader()) {
            List<String> stack = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    stack.add(line);
                } else if (!stack.isEmpty()) {
                    counts.merge(row(String.join("\n", stack)), 1, Integer::sum);
                    all++;
                    stack.clear();
                }
            }
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            shares.put(count.getKey(), 100.0 * count.getValue() / all);
        }
        return shares;
    }

    private static String row(String stack) {
        return ROWS.entrySet().stream().filter(it -> it.getValue().matcher(stack).find()).map(Map.Entry::getKey)
                .findFirst().orElse(OTHER);
    }

    private static String table(Map<String, Map<String, Double>> shares) {
        StringBuilder table = new StringBuilder("| share of the server's CPU time |");
        shares.keySet().forEach(workload -> table.append(' ').append(workload).append(" |"));
        table.append("\n|---|").append("---|".repeat(shares.size())).append('\n');
        List<String> rows = new ArrayList<>(ROWS.keySet());
        rows.add(OTHER);
        for (String row : rows) {
            table.append("| ").append(row).append(" |");
            shares.values().forEach(it -> table.append(String.format(Locale.ROOT, " %.0f %% |",
                    it.getOrDefault(row, 0.0))));
            table.append('\n');
        }
        return table.toString();
    }
}
