package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;

import aside.message.EncodedMessage;
import aside.testing.GateWire;
import aside.testing.ManualExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of the outbox, point by point, with writes that end when the test says so. */
@Timeout(60)
class GatheringOutboxTest {

    private static final GatheringOutbox.Limits LIMITS = new GatheringOutbox.Limits(8, 100);

    private final ManualExecutor soon = new ManualExecutor();
    private final AtomicInteger fullCalls = new AtomicInteger();

    @Test
    void anEmptyOutboxSendsAtOnce() {
        GateWire wire = GateWire.open();

        assertThat(outbox(wire).send(message("a"))).isTrue();

        assertThat(wire.events()).containsExactly("write [a]");
    }

    @Test
    void whatIsEnqueuedLeavesInOneWriteWhenTheWriterComes() {
        GateWire wire = GateWire.open();
        Outbox outbox = outbox(wire);

        outbox.enqueue(message("a"));
        assertThat(wire.events()).as("before the writer's turn").isEmpty();
        assertThat(soon.runAll()).as("the writer is called once").isEqualTo(1);

        assertThat(wire.events()).containsExactly("write [a]");
    }

    @Test
    void whatIsSentTakesWhatWaitsWithItInOrder() {
        GateWire wire = GateWire.open();
        Outbox outbox = outbox(wire);

        outbox.enqueue(message("a"));
        outbox.send(message("b"));
        soon.runAll();

        assertThat(wire.events()).containsExactly("write [a, b]");
    }

    @Test
    void aCrowdIsWrittenByWhoeverMakesIt() {
        GateWire wire = GateWire.open();
        Outbox outbox = outbox(wire);

        outbox.enqueue(message("a"));
        outbox.enqueue(message("b"));

        assertThat(wire.events()).as("a quarter of the outbox waits").containsExactly("write [a, b]");
    }

    @Test
    void atMostOneWriteIsUnderWayAndTheRestIsGatheredMeanwhile() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);

        outbox.send(message("a"));
        outbox.send(message("b"));
        outbox.enqueue(message("c"));
        soon.runAll();
        assertThat(wire.events()).containsExactly("write [a]");
        wire.endWrite(true);
        soon.runAll();

        assertThat(wire.events()).containsExactly("write [a]", "write [b, c]");
    }

    @Test
    void oneMessageMoreThanTheLimitDropsTheClientAndNotTheMessage() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        for (int i = 0; i < 8; i++) {
            assertThat(outbox.send(message("m" + i))).isTrue();
        }

        assertThat(outbox.send(message("one more"))).isFalse();

        assertThat(fullCalls).hasValue(1);
        assertThat(outbox.send(message("later"))).as("after the end").isFalse();
        wire.endWrite(true);
        soon.runAll();
        assertThat(wire.events()).containsExactly("write [m0]", "close SLOW_READER");
        assertThat(fullCalls).hasValue(1);
    }

    @Test
    void bytesCountAsWellAndWhatIsBeingWrittenCounts() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        outbox.send(message("x".repeat(60)));

        assertThat(outbox.send(message("y".repeat(40)))).as("100 bytes in all").isTrue();
        assertThat(outbox.send(message("z"))).as("101 bytes in all").isFalse();
    }

    @Test
    void whatIsWrittenMakesRoom() {
        GateWire wire = GateWire.open();
        Outbox outbox = outbox(wire);

        for (int i = 0; i < 1_000; i++) {
            assertThat(outbox.send(message("x".repeat(100)))).isTrue();
        }

        assertThat(wire.events()).hasSize(1_000);
        assertThat(fullCalls).hasValue(0);
    }

    @Test
    void aCloseSendsWhatWaitsFirstAndTakesNothingMore() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        outbox.send(message("a"));
        outbox.send(message("b"));

        outbox.close(CloseReason.STOPPING);
        assertThat(outbox.send(message("c"))).isFalse();
        wire.endWrite(true);
        soon.runAll();
        wire.endWrite(true);
        soon.runAll();

        assertThat(wire.events()).containsExactly("write [a]", "write [b]", "close STOPPING");
    }

    @Test
    void onlyTheFirstReasonCounts() {
        GateWire wire = GateWire.open();
        Outbox outbox = outbox(wire);

        outbox.close(CloseReason.NO_PONG);
        outbox.close(CloseReason.STOPPING);
        soon.runAll();

        assertThat(wire.events()).containsExactly("close NO_PONG");
    }

    @Test
    void aFailedWriteEndsTheOutboxWithoutAnotherWord() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        outbox.send(message("a"));
        outbox.send(message("b"));

        wire.endWrite(false);
        soon.runAll();

        assertThat(outbox.send(message("c"))).isFalse();
        assertThat(wire.events()).containsExactly("write [a]");
    }

    @Test
    void aDiscardInMidWriteForgetsTheRest() {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        outbox.send(message("a"));
        outbox.send(message("b"));

        outbox.discard();
        wire.endWrite(true);
        soon.runAll();

        assertThat(outbox.enqueue(message("c"))).isFalse();
        assertThat(wire.events()).containsExactly("write [a]");
    }

    @Test
    void aWriteThatNeverEndsBlocksNoSender() throws Exception {
        GateWire wire = GateWire.shut();
        Outbox outbox = outbox(wire);
        outbox.send(message("a"));
        try (ExecutorService others = Executors.newCachedThreadPool()) {
            List<Future<Boolean>> sends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sends.add(others.submit(() -> outbox.send(message("b"))));
            }

            for (Future<Boolean> send : sends) {
                assertThat(send.get(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void messagesOfEachSenderKeepTheirOrderWhenManySendAtOnce() throws Exception {
        List<String> written = new ArrayList<>();
        Wire wire = new Wire() {
            @Override
            public void write(List<EncodedMessage> messages, Done done) {
                // One write at a time: no lock here, and yet nothing is lost.
                messages.forEach(message -> written.add(message.toString()));
                done.written(true);
            }

            @Override
            public void ping(long number) {
            }

            @Override
            public void close(CloseReason reason) {
            }

            @Override
            public void abort() {
            }
        };
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService writer = Executors.newSingleThreadExecutor();
             ExecutorService senders = Executors.newFixedThreadPool(4)) {
            Outbox outbox = new GatheringOutbox(wire, new GatheringOutbox.Limits(100_000, 10_000_000), Runnable::run,
                    writer, fullCalls::incrementAndGet);
            List<Future<?>> ends = new ArrayList<>();
            for (int s = 0; s < 4; s++) {
                String sender = "s" + s + " ";
                ends.add(senders.submit(() -> {
                    start.await();
                    for (int i = 0; i < 5_000; i++) {
                        EncodedMessage next = message(sender + i);
                        assertThat(i % 3 == 0 ? outbox.send(next) : outbox.enqueue(next)).isTrue();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> end : ends) {
                end.get(50, TimeUnit.SECONDS);
            }
            outbox.send(message("last"));
            writer.submit(() -> { }).get();
            writer.submit(() -> { }).get();
        }

        for (int s = 0; s < 4; s++) {
            String sender = "s" + s + " ";
            assertThat(written.stream().filter(text -> text.startsWith(sender)).map(text -> text.substring(3)))
                    .containsExactlyElementsOf(
                            java.util.stream.IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
        }
    }

    private Outbox outbox(Wire wire) {
        return new GatheringOutbox(wire, LIMITS, Runnable::run, soon, fullCalls::incrementAndGet);
    }

    private static EncodedMessage message(String text) {
        return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8));
    }
}
