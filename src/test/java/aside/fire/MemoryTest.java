package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Slow and hostile clients in a server with little memory: the others notice nothing, and the memory comes back. */
@Fire
class MemoryTest {

    private static final int TALKERS = 100;
    private static final int STALLED = 1_000;
    private static final int HALF_MESSAGES = 4_000;
    private static final int PADDING = 2_000;
    private static final long HEAP_THAT_MAY_STAY_KIB = 10 * 1024;

    @Test
    void aThousandClientsThatNeverReadCostTheTalkersNothingAndTheMemoryComesBack() throws Exception {
        // No heartbeat: the outbox alone has to find who does not read. News of all, so that the talkers see it.
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--message-rate", "0", "--ping-interval", "10m",
                "--announce-limit", "2000"); Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> talkers = join(model, swarm, "talker-", TALKERS);
            long heapBefore = server.heapKiBAfterCollection();
            Tally stalled = new Tally();
            for (int i = 0; i < STALLED; i++) {
                stall(swarm, stalled, "stalled-" + i);
            }
            model.awaits("the joins of all who will not read", () -> stalled.welcomed.get() == STALLED);

            Set<String> those = talkers.stream().map(it -> it.name).collect(Collectors.toSet());
            // Long messages: the kernel, too, keeps a megabyte or more for each of the stalled.
            talkers.forEach(it -> it.pads(PADDING));
            talkers.forEach(it -> it.talksWhile(() -> !talkers.stream().allMatch(who -> who.here.equals(those))));
            model.awaits("the news that all who do not read are dropped, and answers for who talks,",
                    () -> model.allListsAreRight() && model.unanswered() == 0);
            fence(model, talkers);
            model.judge();

            model.nothingIsBroken();
            assertThat(swarm.failure()).isNull();
            long[] heapAfter = {0};
            Awaitility.await().atMost(Fire.PATIENCE).untilAsserted(() -> {
                heapAfter[0] = server.heapKiBAfterCollection();
                assertThat(heapAfter[0]).as("KiB of heap after the crowd has gone; before it came: %d", heapBefore)
                        .isLessThan(heapBefore + HEAP_THAT_MAY_STAY_KIB);
            });
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("memory", "%,d stalled, %d talkers in 128 MB: %,d deliveries, heap %,d KiB before and %,d "
                    + "KiB after, resident %,d KiB", STALLED, TALKERS, model.deliveries(), heapBefore, heapAfter[0],
                    server.residentKiB());
        }
    }

    @Test
    void thousandsOfMessagesWithoutAnEndDoNotUseUpTheMemory() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--message-rate", "0", "--ping-interval", "10m");
                Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> talkers = join(model, swarm, "talker-", 2);
            byte[] begin = RawSocket.frame(RawSocket.TEXT, ("{\"type\":\"public\",\"msg\":\"" + "x".repeat(65_000))
                    .getBytes(StandardCharsets.US_ASCII));
            Tally tally = new Tally();
            for (int i = 0; i < HALF_MESSAGES; i++) {
                Swarm.Peer peer = swarm.open(tally);
                peer.send(begin);
                talkers.get(i % 2).says("");
                int sent = i;
                model.awaits("a connection for the next message without an end, and answers for who talks,",
                        () -> model.unanswered() < 10 && tally.opened.get() > sent - 100);
            }
            fence(model, talkers);
            model.judge();

            model.nothingIsBroken();
            assertThat(tally.closeCodes).as("how the others were closed").containsOnlyKeys(1013);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("memory", "%,d messages of 65 kB without an end in 128 MB: %,d given up, heap %,d KiB",
                    HALF_MESSAGES, tally.closeCodes.get(1013).get(), server.heapKiBAfterCollection());
        }
    }

    @Test
    void clientsThatSendWithoutEndDoNotKeepTheOthersWaiting() throws Exception {
        List<byte[]> floods = List.of(
                many(RawSocket.frame(0x80 | RawSocket.PING, new byte[100])),
                many(RawSocket.frame(0x80 | RawSocket.PONG, new byte[8])),
                many(RawSocket.frame(RawSocket.CONTINUATION, new byte[0])));
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--ping-interval", "10m");
                Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> talkers = join(model, swarm, "talker-", 2);
            Flood flood = new Flood(server.port(), floods);
            flood.awaitMegabytes(1);
            long slowest = 0;
            for (int i = 0; i < 200; i++) {
                long begin = System.nanoTime();
                talkers.get(i % 2).says(talkers.get(1 - i % 2).name);
                model.awaits("an answer while others send without end", () -> model.unanswered() == 0);
                slowest = Math.max(slowest, System.nanoTime() - begin);
            }
            flood.awaitMegabytes(40);
            model.judge();

            model.nothingIsBroken();
            // Seconds, where it was for ever: the flood and the test share the machine with the server.
            assertThat(slowest).as("the slowest answer, in ns").isLessThan(5_000_000_000L);
            Report.line("flood", "%d clients sent %,d MB without end; slowest of 200 answers %d ms", floods.size(),
                    flood.megabytes(), slowest / 1_000_000);
            flood.close();
        }
    }

    /** Joins, and reads nothing after the welcome. */
    private static void stall(Swarm swarm, Tally tally, String name) {
        AtomicReference<Swarm.Peer> self = new AtomicReference<>();
        self.set(swarm.openWithSmallBuffer((opcode, payload) -> {
            tally.frame(opcode, payload);
            self.get().stopReading();
        }));
        self.get().sendText("{\"type\":\"join\",\"name\":\"" + name + "\"}");
    }

    private static byte[] many(byte[] frame) {
        return Frames.concat(Collections.nCopies(1_000, frame).toArray(byte[][]::new));
    }

    private static List<Witness> join(Model model, Swarm swarm, String name, int count) {
        List<Witness> all = IntStream.range(0, count).mapToObj(i -> model.witness(name + i)).toList();
        all.forEach(it -> it.open(swarm));
        model.awaits("the joins", model::allListsAreRight);
        return all;
    }

    private static void fence(Model model, List<Witness> all) {
        for (Witness sender : all) {
            sender.says("");
            int last = sender.sent.size() - 1;
            model.awaits("the last word of " + sender.name,
                    () -> all.stream().allMatch(it -> it.hasHeard(sender, last)));
        }
        model.awaits("the answers to the last words", () -> model.unanswered() == 0);
    }
}
