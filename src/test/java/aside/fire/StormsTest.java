package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Very many connections, at once or one after the other. */
@Fire
class StormsTest {

    private static final int IDLE = 10_000;
    private static final int DROPS = 10_000;
    private static final int SLOW_HANDSHAKES = 300;
    private static final String ENDLESS_HANDSHAKE = "GET /chat HTTP/1.1\r\nHost: x\r\nX-Endless: ";
    private static final int RIVALS = 200;
    private static final int NAMES = 20;
    private static final int COMING_BACK = 1_000;
    private static final int LOOPBACK_ADDRESSES = 20;

    @Test
    void whoDribblesAHandshakeIsCutAtTheDeadline() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--handshake-deadline", "2s");
                Swarm swarm = Swarm.on(server.port())) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < SLOW_HANDSHAKES; i++) {
                slow.add(new Socket("127.0.0.1", server.port()));
            }
            long begin = System.nanoTime();
            Model model = new Model(Fire.PATIENCE);
            Witness alice = model.witness("alice");
            alice.open(swarm);
            for (int at = 0; !slow.isEmpty(); at++) {
                // Never anything wrong, so that nothing but the deadline ends it.
                int next = at < ENDLESS_HANDSHAKE.length() ? ENDLESS_HANDSHAKE.charAt(at) : 'x';
                slow.removeIf(it -> isCut(it, next));
                alice.says("");
                model.awaits("an answer for alice", () -> model.unanswered() == 0);
                assertThat(System.nanoTime() - begin < Fire.PATIENCE.toNanos())
                        .as("%d who dribble their handshake are cut, not long after 2 s", slow.size()).isTrue();
            }
            long millis = (System.nanoTime() - begin) / 1_000_000;

            model.nothingIsBroken();
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("slowloris", "%d handshakes, a byte at a time, all cut after %d ms with a deadline of 2,000 ms",
                    SLOW_HANDSHAKES, millis);
        }
    }

    /** Sends one byte more; whether the server has had enough. */
    private static boolean isCut(Socket socket, int next) {
        try {
            socket.setSoTimeout(1);
            socket.getOutputStream().write(next);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void tenThousandIdleClientsFitIntoAQuarterOfAGigabyte() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx256m", "--ping-interval", "10s");
                Swarm swarm = Swarm.on(server.port())) {
            long residentBefore = server.residentKiB();
            Tally tally = new Tally();
            for (int i = 0; i < IDLE; i++) {
                swarm.open(tally).sendText("{\"type\":\"join\",\"name\":\"idle-" + i + "\"}");
                int opened = i;
                await("joins", () -> tally.welcomed.get() > opened - 500);
            }
            await("all have joined", () -> tally.welcomed.get() == IDLE);
            long heap = server.heapKiBAfterCollection();
            await("three pings to all", () -> tally.pings.get() >= 3 * IDLE);

            assertThat(tally.over).as("clients that are gone").hasValue(0);
            assertThat(swarm.failure()).isNull();
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("idle", "%,d clients in 256 MB: resident %.1f KiB each, heap %.1f KiB each", IDLE,
                    (server.residentKiB() - residentBefore) / (double) IDLE, heap / (double) IDLE);
        }
    }

    @Test
    void tenThousandThatConnectAndDropLeaveNothingBehind() throws Exception {
        String join = Swarm.HANDSHAKE;
        List<byte[]> words = List.of(new byte[0], "GET /chat HT".getBytes(StandardCharsets.US_ASCII),
                join.getBytes(StandardCharsets.US_ASCII), Frames.concat(join.getBytes(StandardCharsets.US_ASCII),
                        Frames.text("{\"type\":\"join\",\"name\":\"gone-at-once\"}")));
        try (ServerProcess server = ServerProcess.start("-Xmx128m"); Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            Witness alice = model.witness("alice");
            alice.open(swarm);
            model.awaits("a join", model::allListsAreRight);
            long heapBefore = server.heapKiBAfterCollection();
            List<String> threadsBefore = server.threads();
            long begin = System.nanoTime();
            for (int i = 0; i < DROPS; i++) {
                connectAndDrop(server.port(), i, words.get(i % words.size()));
                if (i % 100 == 0) {
                    alice.says("");
                    model.awaits("an answer for alice", () -> model.unanswered() == 0);
                }
            }
            long millis = (System.nanoTime() - begin) / 1_000_000;
            model.awaits("the news that all who dropped are gone", model::allListsAreRight);
            Awaitility.await().atMost(Fire.PATIENCE).untilAsserted(() -> assertThat(server.heapKiBAfterCollection())
                    .as("KiB of heap after the storm; before it: %d", heapBefore).isLessThan(heapBefore + 8 * 1024));

            model.nothingIsBroken();
            assertThat(server.threads()).as("no thread has died").containsAll(threadsBefore);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("drops", "%,d connections that drop, in %,d ms; heap %,d KiB before, %,d KiB after", DROPS,
                    millis, heapBefore, server.heapKiBAfterCollection());
        }
    }

    private static void connectAndDrop(int port, int number, byte[] words) throws IOException {
        try (Socket socket = new Socket()) {
            // Half of them with an RST. From many addresses, so that the ports suffice.
            socket.setSoLinger(number % 2 == 0, 0);
            socket.bind(new InetSocketAddress("127.0.0." + (2 + number % LOOPBACK_ADDRESSES), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write(words);
        }
    }

    @Test
    void ofAllWhoWantOneNameAtOnceExactlyOneGetsIt() throws Exception {
        // On few processors one thread would read all sockets, and no two would ever want the name at once.
        try (ServerProcess server = ServerProcess.start("-Xmx128m -XX:ActiveProcessorCount=8");
                Swarm swarm = Swarm.on(server.port())) {
            for (int i = 0; i < NAMES; i++) {
                Tally tally = new Tally();
                List<Swarm.Peer> rivals = IntStream.range(0, RIVALS).mapToObj(j -> swarm.open(tally)).toList();
                await("connections", () -> tally.opened.get() == RIVALS);
                byte[] join = Frames.text("{\"type\":\"join\",\"name\":\"the-one-" + i + "\"}");
                rivals.forEach(it -> it.send(join));
                await("answers", () -> tally.welcomed.get() + tally.nameTaken.get() >= RIVALS);

                assertThat(tally.welcomed.get()).as("so many hold the name the-one-%d", i).isEqualTo(1);
                assertThat(tally.nameTaken.get()).as("so many heard name-taken").isEqualTo(RIVALS - 1);
                rivals.forEach(Swarm.Peer::reset);
            }
            Report.line("one name", "%d times %d rivals, one winner each time", NAMES, RIVALS);
        }
    }

    @Test
    void aWholeRoomComesBackAfterARestart() throws Exception {
        int port;
        Tally before = new Tally();
        try (ServerProcess server = ServerProcess.start("-Xmx128m"); Swarm swarm = Swarm.on(server.port())) {
            port = server.port();
            joinAll(swarm, before);
            assertThat(server.terminate(Duration.ofSeconds(8))).isZero();
            await("the news of the stop", () -> before.closeCodes.containsKey(1001)
                    && before.closeCodes.get(1001).get() == COMING_BACK);
        }
        long begin = System.nanoTime();
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--port", Integer.toString(port));
                Swarm swarm = Swarm.on(port)) {
            long started = System.nanoTime();
            Tally after = new Tally();
            joinAll(swarm, after);

            assertThat(after.nameTaken).as("names that are taken by ghosts").hasValue(0);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("restart", "%,d clients are back %,d ms after the start, which took %,d ms", COMING_BACK,
                    (System.nanoTime() - started) / 1_000_000, (started - begin) / 1_000_000);
        }
    }

    private static void joinAll(Swarm swarm, Tally tally) {
        for (int i = 0; i < COMING_BACK; i++) {
            swarm.open(tally).sendText("{\"type\":\"join\",\"name\":\"member-" + i + "\"}");
        }
        await("all have joined", () -> tally.welcomed.get() == COMING_BACK);
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Fire.PATIENCE.multipliedBy(2)).pollInterval(Duration.ofMillis(10))
                .until(condition);
    }
}
