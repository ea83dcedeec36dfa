package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one client costs the others: forty that send as fast as the server takes it, each kind on its own and mixed. */
@Fire
class FairnessTest {

    private static final int HOSTILE = 40;
    private static final int EXCHANGES = 300;

    /** The machine is shared by the server, the hostile clients and the test. */
    private static final int TIMES_AS_SLOW = 10;
    private static final Duration FLOOR = Duration.ofMillis(20);

    private static final List<byte[]> FLOODS = List.of(
            many(RawSocket.frame(0x80 | RawSocket.PING, new byte[0])),
            many(RawSocket.frame(0x80 | RawSocket.PONG, new byte[8])),
            many(RawSocket.frame(RawSocket.CONTINUATION, new byte[0])),
            many(RawSocket.frame(RawSocket.CONTINUATION, new byte[1])),
            many(Frames.text("{}")),
            many(Frames.text("{\"type\":\"private\",\"to\":\"nobody\",\"msg\":\"flood\"}")),
            // As expensive to decode as 64 KiB can be: many short fields, each with a name of its own.
            Frames.text("{" + String.join(",", IntStream.range(0, 6_000).mapToObj(i -> "\"" + i + "\":[]").toList())
                    + "}"));

    @Test
    void fortyHostileClientsDoNotMakeTheOthersWait() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx256m", "--announce-limit", "0")) {
            try (RawSocket alice = join(server, "alice"); RawSocket bob = join(server, "bob")) {
                // A server that has just started compiles its code while it is flooded: that is measured elsewhere.
                whileFlooded(server, FLOODS, alice, bob);
                long quiet = exchange(alice, bob);
                for (byte[] flood : FLOODS) {
                    long hostile = whileFlooded(server, List.of(flood), alice, bob);
                    judge(describe(flood), quiet, hostile);
                }
                judge("all kinds", quiet, whileFlooded(server, FLOODS, alice, bob));
            }
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
        }
    }

    private static void judge(String what, long quiet, long hostile) {
        Report.line("fairness", "p99 of others %.1f ms quiet, %.1f ms with %d clients that send %s", quiet / 1e6,
                hostile / 1e6, HOSTILE, what);
        assertThat(hostile).as("p99 in ns with %d clients that send %s; quiet: %d", HOSTILE, what, quiet)
                .isLessThanOrEqualTo(Math.max(TIMES_AS_SLOW * quiet, FLOOR.toNanos()));
    }

    private static long whileFlooded(ServerProcess server, List<byte[]> floods, RawSocket alice, RawSocket bob)
            throws Exception {
        AtomicLong connections = new AtomicLong();
        try (Swarm swarm = Swarm.on(server.port())) {
            for (int i = 0; i < HOSTILE; i++) {
                flood(swarm, floods.get(i % floods.size()), connections);
            }
            long p99 = exchange(alice, bob);
            assertThat(connections).as("hostile connections").hasValueGreaterThanOrEqualTo(HOSTILE);
            assertThat(swarm.failure()).isNull();
            return p99;
        }
    }

    /** A client that floods; one that is dropped connects again. */
    private static void flood(Swarm swarm, byte[] flood, AtomicLong connections) {
        Swarm.Peer peer = swarm.open(new Swarm.Listener() {
            @Override
            public void frame(int opcode, byte[] payload) {
                // It reads everything, and answers nothing.
            }

            @Override
            public void ended(Swarm.End end) {
                flood(swarm, flood, connections);
            }
        });
        peer.sendText("{\"type\":\"join\",\"name\":\"hostile-" + connections.incrementAndGet() + "\"}");
        // A message begins, so that continuations are allowed, too.
        peer.send(flood[0] == RawSocket.CONTINUATION ? RawSocket.frame(RawSocket.TEXT, new byte[0]) : new byte[0]);
        peer.sendWithoutEnd(flood);
    }

    /** The time of the slowest but two of 300 exchanges, in ns: a whisper, its delivery, its ack. */
    private static long exchange(RawSocket alice, RawSocket bob) throws Exception {
        long[] times = new long[EXCHANGES];
        for (int i = 0; i < EXCHANGES; i++) {
            String id = Integer.toString(i);
            long begin = System.nanoTime();
            alice.sendText("{\"type\":\"private\",\"to\":\"bob\",\"msg\":\"hi\",\"id\":\"" + id + "\"}");
            readUntil(bob, "\"private\"");
            readUntil(alice, "\"ack\"");
            times[i] = System.nanoTime() - begin;
            // As people do: not as fast as the server allows.
            pause(begin + 12_000_000);
        }
        Arrays.sort(times);
        return times[EXCHANGES * 99 / 100 - 1];
    }

    private static void pause(long until) {
        while (System.nanoTime() < until) {
            Thread.yield();
        }
    }

    private static void readUntil(RawSocket client, String part) throws Exception {
        while (true) {
            RawSocket.Frame frame = client.readFrame();
            if (frame.opcode() == RawSocket.PING) {
                client.sendFrame(0x80 | RawSocket.PONG, frame.payload());
            } else if (frame.text().contains(part)) {
                return;
            }
        }
    }

    private static RawSocket join(ServerProcess server, String name) throws Exception {
        RawSocket raw = RawSocket.upgradeWithSmallBuffer(server.port());
        assertThat(raw.readHead()).startsWith("HTTP/1.1 101");
        raw.sendText("{\"type\":\"join\",\"name\":\"" + name + "\"}");
        readUntil(raw, "welcome");
        return raw;
    }

    private static String describe(byte[] flood) {
        String text = new String(flood, 0, Math.min(flood.length, 40), StandardCharsets.US_ASCII)
                .replaceAll("[^ -~]+", ".");
        return flood.length + " bytes of " + Integer.toHexString(flood[0] & 0xFF) + " " + text;
    }

    private static byte[] many(byte[] frame) {
        return Frames.concat(Collections.nCopies(1_000, frame).toArray(byte[][]::new));
    }
}
