package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import aside.message.EncodedMessage;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import aside.testing.HeldSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The bounded outbox: what happens when one reader is slow. */
class Chapter08OutboxTest {

    private static final int CAPACITY = 4;

    // @start region="blocking"
    record BlockingOutbox(BlockingQueue<EncodedMessage> waiting) {

        void send(EncodedMessage message) throws InterruptedException {
            waiting.put(message);
        }
    }
    // @end region="blocking"

    // @start region="skipping"
    record SkippingOutbox(BlockingQueue<EncodedMessage> waiting) {

        void send(EncodedMessage message) {
            boolean isFull = !waiting.offer(message);
            if (isFull) {
                System.Logger log = System.getLogger("outbox");
                log.log(System.Logger.Level.DEBUG, "full; message skipped");
            }
        }
    }
    // @end region="skipping"

    // @start region="breaks-blocking"
    @Test
    void oneSlowReaderFreezesTheSender() throws InterruptedException {
        BlockingOutbox slow = new BlockingOutbox(new ArrayBlockingQueue<>(CAPACITY));
        BlockingOutbox quick = new BlockingOutbox(new ArrayBlockingQueue<>(100));
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    slow.send(message(i));
                    quick.send(message(i));
                }
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        });

        Awaitility.await().until(() -> sender.getState() == Thread.State.WAITING);

        assertThat(quick.waiting()).as("of 10 messages, what the quick reader has got").hasSize(CAPACITY);
        sender.interrupt();
    }
    // @end region="breaks-blocking"

    // @start region="breaks-skipping"
    @Test
    void aMessageThatIsSkippedIsMissedByNobodyButTheReader() {
        SkippingOutbox outbox = new SkippingOutbox(new ArrayBlockingQueue<>(CAPACITY));
        List<String> read = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            outbox.send(message(i));
        }
        outbox.waiting().forEach(message -> read.add(message.toString()));
        outbox.waiting().clear();
        outbox.send(message(6));
        outbox.waiting().forEach(message -> read.add(message.toString()));

        assertThat(read).as("4 and 5 are gone, and nobody knows").containsExactly("0", "1", "2", "3", "6");
    }
    // @end region="breaks-skipping"

    @Test
    void theOutboxOfTheServerTakesWhatFitsAndThenEndsTheClient() {
        HeldSocket socket = new HeldSocket();
        AtomicInteger drops = new AtomicInteger();
        GatheringOutbox outbox = new GatheringOutbox(socket, new Outbox.Limits(CAPACITY, 1_000),
                Runnable::run, drops::incrementAndGet);

        List<Boolean> taken = IntStream.range(0, 6).mapToObj(i -> outbox.send(message(i))).toList();

        assertThat(taken).containsExactly(true, true, true, true, false, false);
        assertThat(drops).as("how often the drop was told").hasValue(1);
    }

    // @start region="gathers"
    @Test
    void whatWaitsDuringAWriteLeavesInOneWrite() {
        HeldSocket socket = new HeldSocket();
        GatheringOutbox outbox = new GatheringOutbox(socket, new Outbox.Limits(100, 1_000),
                Runnable::run, () -> { });

        outbox.send(message(0));
        outbox.send(message(1));
        outbox.send(message(2));
        outbox.send(message(3));
        socket.endsWrite();

        assertThat(socket.events()).containsExactly("write [0]", "write [1, 2, 3]");
    }
    // @end region="gathers"

    private static EncodedMessage message(int number) {
        return new EncodedMessage(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }
}
