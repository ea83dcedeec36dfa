package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The server in a JVM of its own, with a heap of its own, as a user starts it. */
final class ServerProcess implements AutoCloseable {

    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");
    private static final Pattern PORT = Pattern.compile("http://[^:]+:(\\d+)/");
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");

    private final Process process;
    private final Path out;
    private final Path log;
    private final int port;

    private ServerProcess(List<String> prefix, List<String> jvmOptions, List<String> options) {
        try {
            out = Files.createTempFile("aside-fire", ".out");
            log = Files.createTempFile("aside-fire", ".log");
            List<String> command = new ArrayList<>(prefix);
            command.add(JAVA_BIN.resolve("java").toString());
            command.addAll(jvmOptions);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            command.addAll(options);
            process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("the server's first line").atMost(Fire.PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || PORT.matcher(read(out)).find());
        Matcher port = PORT.matcher(read(out));
        assertThat(port.find()).as("the server started: %s%s", read(out), read(log)).isTrue();
        this.port = Integer.parseInt(port.group(1));
    }

    /** A server on a free port with these options; those of the JVM are separated by spaces. */
    static ServerProcess start(String jvmOptions, String... options) {
        return new ServerProcess(List.of(), List.of(jvmOptions.split(" ")), onFreePort(options));
    }

    /** A server that another command starts, such as one that goes into a network namespace. */
    static ServerProcess startUnder(List<String> prefix, String... options) {
        return new ServerProcess(prefix, List.of("-Xmx128m"), onFreePort(options));
    }

    private static List<String> onFreePort(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        if (!all.contains("--port")) {
            all.addAll(List.of("--port", "0"));
        }
        return all;
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    /** The memory that the operating system has given it, in KiB. */
    long residentKiB() {
        String status = read(Path.of("/proc/" + process.pid() + "/status"));
        Matcher size = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(status);
        assertThat(size.find()).as(status).isTrue();
        return Long.parseLong(size.group(1));
    }

    /** The heap in use after a collection, in KiB. */
    long heapKiBAfterCollection() {
        jcmd("GC.run");
        Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
        assertThat(used.find()).isTrue();
        return Long.parseLong(used.group(1));
    }

    /** The names of its threads, but for those that come and go. */
    List<String> threads() {
        return jcmd("Thread.print").lines().filter(line -> line.matches("\"(aside|qtp.*(selector|acceptor)).*"))
                .map(line -> line.substring(1, line.indexOf('"', 1)))
                .map(name -> name.replaceAll("qtp\\d+-\\d+-", ""))
                .sorted().toList();
    }

    /** Sends SIGTERM and waits for the end. */
    int terminate(Duration patience) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("the server ends within %s of SIGTERM", patience).isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM. */
    void signal() {
        process.destroy();
    }

    /** The lines of the log at WARN and above, and the stack traces. */
    List<String> complaints() {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.matches(".*\\b(WARN|ERROR)\\b.*|\\s+at .*|.*(Exception|Error)\\b.*"))
                    .limit(30).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(out);
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String jcmd(String what) {
        return run(JAVA_BIN.resolve("jcmd").toString(), Long.toString(process.pid()), what);
    }

    /** Runs a command and gives its output; fails if it fails. */
    static String run(String... command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(run.getInputStream().readAllBytes());
            assertThat(run.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
