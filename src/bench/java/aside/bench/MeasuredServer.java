package aside.bench;

import aside.Main;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The real server in a JVM of its own, and what it has used so far. The JVM counts CPU time and allocated bytes itself
 * and tells them over JMX: exact where the size of a heap between two collections is a guess, and the server holds no
 * line of code for it. Where there are two cores, the server has the first and this JVM the others.
 */
final class MeasuredServer implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("http://[^:]+:(\\d+)/");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final boolean PINNED = pinThisJvm();

    private final Process process;
    private final BufferedReader output;
    private final int port;
    private final double startMillis;
    private JMXConnector connector;
    private ThreadMXBean threads;
    private OperatingSystemMXBean system;

    /**
     * What a server has used since it started, all its threads together.
     *
     * @param cpuNanos CPU time, of the compiler and the collector too
     * @param allocatedBytes what was allocated on the heap
     */
    record Usage(long cpuNanos, long allocatedBytes) {

        Usage since(Usage before) {
            return new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes);
        }
    }

    /** Starts a server on a free port and waits until it listens. */
    MeasuredServer(List<String> jvmOptions, String... serverOptions) throws IOException {
        List<String> command = new ArrayList<>();
        if (PINNED) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As mvn starts it.
        command.addAll(Arrays.stream(System.getProperty("server.jvm").split("\\s+"))
                .filter(option -> !option.isEmpty()).toList());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("server.classpath"), Main.class.getName(), "--port", "0"));
        command.addAll(List.of(serverOptions));
        long begin = System.nanoTime();
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        output = process.inputReader();
        String line = output.readLine();
        startMillis = (System.nanoTime() - begin) / 1e6;
        Matcher listens = LISTENS.matcher(String.valueOf(line));
        if (!listens.find()) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + line);
        }
        port = Integer.parseInt(listens.group(1));
    }

    /** What it runs on, in words. */
    static String where() {
        return CORES + " cores, the server on " + (PINNED ? "one of them and the load on the other" : "all of them");
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** From the start of the process to the line that says it listens. */
    double startMillis() {
        return startMillis;
    }

    /** What it has used so far. */
    Usage usage() throws IOException {
        if (connector == null) {
            connect();
        }
        return new Usage(system.getProcessCpuTime(), threads.getTotalThreadAllocatedBytes());
    }

    private void connect() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            machine.detach();
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        threads = ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.THREAD_MXBEAN_NAME,
                ThreadMXBean.class);
        system = ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME,
                OperatingSystemMXBean.class);
    }

    /** The memory that the operating system has given it, in KiB; NaN where there is no /proc. */
    double residentKiB() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        Matcher size = RESIDENT.matcher(Files.readString(status));
        return size.find() ? Double.parseDouble(size.group(1)) : Double.NaN;
    }

    /** Runs a jcmd command in it. */
    void jcmd(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        words.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        if (jcmd.waitFor() != 0) {
            throw new IOException(words + " ended with " + jcmd.exitValue());
        }
    }

    @Override
    public void close() throws IOException {
        if (connector != null) {
            connector.close();
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        output.close();
    }

    private static boolean pinThisJvm() {
        if (CORES < 2) {
            return false;
        }
        try {
            Process taskset = new ProcessBuilder("taskset", "-a", "-p", "-c", "1-" + (CORES - 1),
                    Long.toString(ProcessHandle.current().pid()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return taskset.waitFor() == 0;
        } catch (IOException e) {
            // Not Linux.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
