package aside.ladder;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import aside.testing.ForwardingSocket;
import aside.testing.RawSocket;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what a delivered message costs the real server on each step, and writes the table into the page: run
 * {@link #main} from the root of the project.
 */
public final class Measure {

    private static final Path PAGE = Path.of("docs/broadcast-ladder.md");
    private static final Pattern TABLE = Pattern.compile("(?s)(<!-- measured -->\n).*?(<!-- /measured -->)");
    private static final int CLIENTS = 100;
    private static final int BURST = 16;
    private static final int ROUNDS = 100;
    private static final int REPEATS = 3;
    private static final String TEXT = "x".repeat(100);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What was measured. */
    private record Cost(double micros, double writes) {
    }

    private Measure() {
    }

    /**
     * Measures and writes.
     *
     * @param arguments none
     * @throws Exception if a server or a client fails
     */
    public static void main(String[] arguments) throws Exception {
        Map<String, Optional<BiFunction<ClientSocket, Executor, Step>>> steps = new LinkedHashMap<>();
        steps.put("1 loop and send", Optional.of((socket, writer) -> new Step1LoopAndSend(socket)));
        steps.put("2 queue", Optional.of(Step2Queue::new));
        steps.put("3 skip when full", Optional.of((socket, writer) -> new Step3SkipWhenFull(socket, writer, 256)));
        steps.put("4 drop when full", Optional.of((socket, writer) ->
                new Step4DropWhenFull(socket, writer, 256, () -> { })));
        steps.put("5 gather", Optional.of((socket, writer) -> new Step5Gather(socket, writer, 256, () -> { })));
        steps.put("the server's own", Optional.empty());
        StringBuilder table = new StringBuilder("| step | CPU per delivered message | writes per delivered message |\n"
                + "|---|---|---|\n");
        for (var step : steps.entrySet()) {
            Cost cost = median(step.getValue());
            table.append(String.format(Locale.ROOT, "| %s | %.2f µs | %.2f |%n", step.getKey(), cost.micros(),
                    cost.writes()));
        }
        System.out.print(table);
        Files.writeString(PAGE, TABLE.matcher(Files.readString(PAGE))
                .replaceAll("$1" + Matcher.quoteReplacement(table.toString()) + "$2"));
    }

    private static Cost median(Optional<BiFunction<ClientSocket, Executor, Step>> step) throws Exception {
        List<Cost> costs = new ArrayList<>();
        measure(step);
        for (int i = 0; i < REPEATS; i++) {
            costs.add(measure(step));
        }
        costs.sort((one, two) -> Double.compare(one.micros(), two.micros()));
        return costs.get(REPEATS / 2);
    }

    private static Cost measure(Optional<BiFunction<ClientSocket, Executor, Step>> step) throws Exception {
        AtomicLong writes = new AtomicLong();
        ChatServerOptions options = ChatServerOptions.of(builder -> {
            builder.port = 0;
            builder.messageRate = 0;
            builder.announceLimit = 0;
            builder.pingInterval = Duration.ofHours(1);
        });
        ChatServerParts reference = ChatServerParts.reference(options);
        // A writer thread of our own where a step needs one: what the steps get of the server is not the same thread
        // as what they give back to it.
        try (var writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("aside-step").factory())) {
            ChatServerParts parts = reference.withOutbox((socket, limits, serverWriter, onFull) -> {
                ClientSocket counted = new CountedSocket(socket, writes);
                return step.<Outbox>map(maker -> new StepOutbox(maker.apply(counted, writer), socket))
                        .orElseGet(() -> reference.outbox().create(counted, limits, serverWriter, onFull));
            });
            try (ChatServer server = ChatServer.start(options, parts, Optional.empty())) {
                return load(server, writes);
            }
        }
    }

    private static Cost load(ChatServer server, AtomicLong writes) throws Exception {
        List<RawSocket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawSocket client = RawSocket.join(server, "user" + i);
            // The answer comes when the join is all done.
            client.sendText("{}");
            client.readFrame();
            clients.add(client);
        }
        byte[] message = RawSocket.frame(0x80 | RawSocket.TEXT,
                ("{\"type\":\"public\",\"msg\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8));
        byte[] burst = new byte[message.length * BURST];
        for (int i = 0; i < BURST; i++) {
            System.arraycopy(message, 0, burst, i * message.length, message.length);
        }
        // The four senders have names of the same length, so every delivery has the same. A server's frame has no mask.
        int delivery = RawSocket.frame(0, ("{\"type\":\"public\",\"from\":\"user0\",\"msg\":\"" + TEXT + "\"}")
                .getBytes(StandardCharsets.UTF_8)).length - 4;
        long writesBefore = writes.get();
        long cpuBefore = serverCpu();
        for (int round = 0; round < ROUNDS; round++) {
            // Four senders, whose bursts the server reads as they come.
            for (RawSocket sender : clients.subList(0, 4)) {
                sender.write(burst);
            }
            for (RawSocket client : clients) {
                client.skip(4 * BURST * delivery);
            }
        }
        double delivered = (double) ROUNDS * 4 * BURST * CLIENTS;
        Cost cost = new Cost((serverCpu() - cpuBefore) / 1_000.0 / delivered,
                (writes.get() - writesBefore) / delivered);
        for (RawSocket client : clients) {
            client.close();
        }
        return cost;
    }

    /** The CPU time of the server's threads, in nanoseconds; the clients have threads of their own. */
    private static long serverCpu() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null
                        && (thread.getThreadName().startsWith("qtp") || thread.getThreadName().startsWith("aside-")))
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    /** A step in the place of an outbox. */
    private record StepOutbox(Step step, ClientSocket socket) implements Outbox {

        @Override
        public boolean send(EncodedMessage message) {
            return step.send(message);
        }

        @Override
        public void close(CloseReason reason) {
            socket.abort();
        }

        @Override
        public void discard() {
            // What waits is garbage with the step.
        }
    }

    /** Counts the writes. */
    private static final class CountedSocket extends ForwardingSocket {

        private final AtomicLong writes;

        CountedSocket(ClientSocket socket, AtomicLong writes) {
            super(socket);
            this.writes = writes;
        }

        @Override
        public void write(List<EncodedMessage> messages, Done done) {
            writes.incrementAndGet();
            super.write(messages, done);
        }
    }
}
