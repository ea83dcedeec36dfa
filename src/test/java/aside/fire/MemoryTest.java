package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
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
    private static final int GARBAGE_ROUNDS = 100;

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
    void hoursOfDistinctGarbageInMinutesLeaveNothing() throws Exception {
        // No rate: what two clients within the limits would send in hours.
        try (ServerProcess server = ServerProcess.start("-Xmx64m", "--message-rate", "0", "--ping-interval", "10m");
                Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> talkers = join(model, swarm, "talker-", 2);
            garbage(model, talkers, swarm, 0);
            long before = server.heapKiBAfterCollection();

            for (int i = 1; i <= GARBAGE_ROUNDS; i++) {
                garbage(model, talkers, swarm, i);
            }

            long after = server.heapKiBAfterCollection();
            model.judge();
            model.nothingIsBroken();
            assertThat(after).as("KiB of heap after %,d distinct pieces; before: %d", GARBAGE_ROUNDS * 500, before)
                    .isLessThan(before + HEAP_THAT_MAY_STAY_KIB);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("memory", "%,d distinct pieces of garbage of up to 50 kB in 64 MB: heap %,d KiB before and "
                    + "%,d KiB after", GARBAGE_ROUNDS * 500, before, after);
        }
    }

    /** Every name, every field, every id, every recipient, every path and header is a new one. */
    private static void garbage(Model model, List<Witness> talkers, Swarm swarm, int round) {
        Tally tally = new Tally();
        Swarm.Peer peer = swarm.open(tally);
        peer.sendText("{\"type\":\"join\",\"name\":\"garbage-" + round + "\"}");
        for (int i = 0; i < 500; i++) {
            String unique = "g" + round + "-" + i;
            peer.sendText(switch (i % 5) {
                case 0 -> "{\"type\":\"public\",\"msg\":\"x\",\"" + unique.repeat(5_000) + "\":1}";
                case 1 -> "{\"" + unique + "\":{\"a" + unique + "\":[1." + i + "e" + round + "]}}";
                case 2 -> "{\"type\":\"private\",\"to\":\"" + unique + "\",\"msg\":\"x\",\"id\":\"" + unique + "\"}";
                case 3 -> "{\"type\":\"" + unique.repeat(100) + "\"}";
                default -> unique.repeat(1_000);
            });
        }
        peer.send(Frames.close(1000));
        swarm.open(tally).sendText("{\"type\":\"join\",\"name\":\"passing-" + round + "\"}");
        talkers.get(round % 2).says("");
        model.awaits("the close of the garbage, and answers for who talks,",
                () -> tally.closeCodes.containsKey(1000) && model.unanswered() == 0);
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
