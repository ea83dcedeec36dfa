package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real network faults: the server and the clients live in network namespaces of their own, joined by two cables. Needs
 * Linux, root and iproute2; {@code -Dnetns=required} makes it a failure where they are missing.
 */
@Fire
class NetworkFaultsTest {

    private static final String SERVER = "aside-server";
    private static final String CLIENTS = "aside-clients";

    @BeforeEach
    void layCables() {
        removeNamespaces();
        boolean works = succeeds("ip", "netns", "add", SERVER) && succeeds("ip", "netns", "add", CLIENTS);
        if (!works && !"required".equals(System.getProperty("netns"))) {
            Report.line("network", "not run: network namespaces need root and iproute2 (ip netns add failed)");
        }
        assertThat(works || !"required".equals(System.getProperty("netns"))).as("ip netns add works").isTrue();
        Assumptions.assumeTrue(works, "network namespaces need root and iproute2");
        for (String cable : List.of("1", "2")) {
            ServerProcess.run("ip", "link", "add", "aside-s" + cable, "netns", SERVER, "type", "veth", "peer", "name",
                    "aside-c" + cable, "netns", CLIENTS);
            address(SERVER, "aside-s" + cable, "10.77." + cable + ".1/24");
            address(CLIENTS, "aside-c" + cable, "10.77." + cable + ".2/24");
        }
    }

    @AfterEach
    void removeNamespaces() {
        succeeds("ip", "netns", "del", SERVER);
        succeeds("ip", "netns", "del", CLIENTS);
    }

    @Test
    void whenACableIsPulledTheDeadAreGoneInTimeAndTheLivingLoseNothing() throws Exception {
        run("cable");
    }

    @Test
    void lossAndDelayLoseNothing() throws Exception {
        run("loss");
    }

    private void run(String what) throws Exception {
        try (ServerProcess server = ServerProcess.startUnder(List.of("ip", "netns", "exec", SERVER),
                "--host", "0.0.0.0", "--ping-interval", NetworkFaults.PING_INTERVAL.toSeconds() + "s")) {
            Process clients = new ProcessBuilder("ip", "netns", "exec", CLIENTS,
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), NetworkFaults.class.getName(), what,
                    Integer.toString(server.port()), SERVER).redirectErrorStream(true).start();
            String words = new String(clients.getInputStream().readAllBytes());
            assertThat(clients.waitFor(1, TimeUnit.MINUTES)).isTrue();

            assertThat(clients.exitValue()).as(words).isZero();
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            words.lines().filter(line -> line.startsWith("* ")).forEach(it -> Report.line("network", "%s",
                    it.substring(2)));
        }
    }

    private static void address(String namespace, String device, String address) {
        ServerProcess.run("ip", "-n", namespace, "addr", "add", address, "dev", device);
        ServerProcess.run("ip", "-n", namespace, "link", "set", device, "up");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
