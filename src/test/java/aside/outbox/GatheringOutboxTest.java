package aside.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.testing.HeldSocket;
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

    private static final Outbox.Limits LIMITS = new Outbox.Limits(8, 100);

    private final ManualExecutor writer = new ManualExecutor();
    private final AtomicInteger fullCalls = new AtomicInteger();

    @Test
    void theWriterIsAskedOnceAndItsWriteTakesEverything() {
        HeldSocket socket = HeldSocket.open();
        Outbox outbox = new GatheringOutbox(socket, new Outbox.Limits(100, 100), writer, fullCalls::incrementAndGet);

        outbox.send(message("a"));
        outbox.send(message("b"));
        assertThat(socket.events()).as("before the writer's turn").isEmpty();
        assertThat(writer.runAll()).as("the writer is asked once").isEqualTo(1);

        assertThat(socket.events()).containsExactly("write [a, b]");
    }

    @Test
    void theSenderThatMakesACrowdFlushesIt() {
        HeldSocket socket = HeldSocket.open();
        Outbox outbox = outbox(socket);

        outbox.send(message("a"));
        outbox.send(message("b"));

        assertThat(socket.events()).as("a quarter of the outbox is waiting").containsExactly("write [a, b]");
    }

    @Test
    void atMostOneWriteIsUnderWayAndTheRestIsGatheredMeanwhile() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);

        outbox.send(message("a"));
        writer.runAll();
        outbox.send(message("b"));
        outbox.send(message("c"));
        writer.runAll();
        assertThat(socket.events()).containsExactly("write [a]");
        socket.endsWrite();
        writer.runAll();

        assertThat(socket.events()).containsExactly("write [a]", "write [b, c]");
    }

    @Test
    void oneMessageMoreThanTheLimitDropsTheClientAndNotTheMessage() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        for (int i = 0; i < 8; i++) {
            assertThat(outbox.send(message("m" + i))).isTrue();
        }

        assertThat(outbox.send(message("one more"))).isFalse();

        assertThat(fullCalls).hasValue(1);
        assertThat(outbox.send(message("later"))).as("after the end").isFalse();
        socket.endsWrite();
        writer.runAll();
        assertThat(socket.events()).containsExactly("write [m0, m1]", "close SLOW_READER");
        assertThat(fullCalls).hasValue(1);
    }

    @Test
    void bytesCountAsWellAndWhatIsBeingWrittenCounts() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        outbox.send(message("x".repeat(60)));
        writer.runAll();

        assertThat(outbox.send(message("y".repeat(40)))).as("100 bytes in all").isTrue();
        assertThat(outbox.send(message("z"))).as("101 bytes in all").isFalse();
    }

    @Test
    void whatIsWrittenMakesRoom() {
        HeldSocket socket = HeldSocket.open();
        Outbox outbox = outbox(socket);

        for (int i = 0; i < 1_000; i++) {
            assertThat(outbox.send(message("x".repeat(100)))).isTrue();
            writer.runAll();
        }

        assertThat(socket.events()).hasSize(1_000);
        assertThat(fullCalls).hasValue(0);
    }

    @Test
    void aCloseSendsWhatWaitsFirstAndTakesNothingMore() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        outbox.send(message("a"));
        writer.runAll();
        outbox.send(message("b"));

        outbox.close(CloseReason.STOPPING);
        assertThat(outbox.send(message("c"))).isFalse();
        socket.endsWrite();
        writer.runAll();
        socket.endsWrite();
        writer.runAll();

        assertThat(socket.events()).containsExactly("write [a]", "write [b]", "close STOPPING");
    }

    @Test
    void onlyTheFirstReasonCounts() {
        HeldSocket socket = HeldSocket.open();
        Outbox outbox = outbox(socket);

        outbox.close(CloseReason.NO_PONG);
        outbox.close(CloseReason.STOPPING);
        writer.runAll();

        assertThat(socket.events()).containsExactly("close NO_PONG");
    }

    @Test
    void aFailedWriteEndsTheOutboxWithoutAnotherWord() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        outbox.send(message("a"));
        writer.runAll();
        outbox.send(message("b"));

        socket.failsWrite();
        writer.runAll();

        assertThat(outbox.send(message("c"))).isFalse();
        assertThat(socket.events()).containsExactly("write [a]");
    }

    @Test
    void aDiscardInMidWriteForgetsTheRest() {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        outbox.send(message("a"));
        writer.runAll();
        outbox.send(message("b"));

        outbox.discard();
        socket.endsWrite();
        writer.runAll();

        assertThat(outbox.send(message("c"))).isFalse();
        assertThat(socket.events()).containsExactly("write [a]");
    }

    @Test
    void allOutboxesTogetherHaveABound() {
        OutboxBudget budget = new OutboxBudget(100);
        Outbox first = new GatheringOutbox(new HeldSocket(), LIMITS, writer, fullCalls::incrementAndGet, budget);
        Outbox second = new GatheringOutbox(new HeldSocket(), LIMITS, writer, fullCalls::incrementAndGet, budget);

        assertThat(first.send(message("x".repeat(50)))).as("50 of 100 bytes").isTrue();
        assertThat(first.send(message("y"))).as("more than is free now").isFalse();
        assertThat(second.send(message("z".repeat(40)))).as("what was dropped is free again").isTrue();
    }

    @Test
    void outboxesWithoutABudgetTakeSharedMessagesForever() {
        for (int i = 0; i < 100; i++) {
            EncodedMessage shared = message("x");
            HeldSocket slow = new HeldSocket();
            HeldSocket quick = HeldSocket.open();
            Outbox first = outbox(slow);
            Outbox second = outbox(quick);

            assertThat(first.send(shared)).isTrue();
            assertThat(second.send(shared)).isTrue();
            writer.runAll();
            slow.endsWrite();

            assertThat(first.send(shared)).as("after %d rounds", i).isTrue();
        }
    }

    @Test
    void aMessageThatWaitsForManyCountsOnce() {
        OutboxBudget budget = new OutboxBudget(100);
        EncodedMessage shared = message("x".repeat(50));
        List<HeldSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            HeldSocket socket = new HeldSocket();
            sockets.add(socket);
            assertThat(new GatheringOutbox(socket, LIMITS, writer, fullCalls::incrementAndGet, budget).send(shared))
                    .as("it is in memory once").isTrue();
        }
        writer.runAll();
        assertThat(budget.used()).isEqualTo(50);

        sockets.forEach(HeldSocket::endsWrite);

        assertThat(budget.used()).as("all have written it").isZero();
    }

    @Test
    void aWriteThatNeverEndsBlocksNoSender() throws Exception {
        HeldSocket socket = new HeldSocket();
        Outbox outbox = outbox(socket);
        outbox.send(message("a"));
        writer.runAll();
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
        ClientSocket socket = new ClientSocket() {
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
            Outbox outbox = new GatheringOutbox(socket, new Outbox.Limits(100_000, 10_000_000),
                    writer, fullCalls::incrementAndGet);
            List<Future<?>> ends = new ArrayList<>();
            for (int s = 0; s < 4; s++) {
                String sender = "s" + s + " ";
                ends.add(senders.submit(() -> {
                    start.await();
                    for (int i = 0; i < 5_000; i++) {
                        EncodedMessage next = message(sender + i);
                        assertThat(outbox.send(next)).isTrue();
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

    @Test
    void aMessageInTwoOutboxesMayLeaveThemInAnyOrder() {
        HeldSocket quick = new HeldSocket();
        HeldSocket slow = new HeldSocket();
        Outbox first = outbox(quick);
        Outbox second = outbox(slow);
        EncodedMessage shared = message("a");

        first.send(shared);
        second.send(shared);
        writer.runAll();
        quick.endsWrite();
        slow.endsWrite();

        assertThat(second.send(message("b"))).as("there is room in the outbox that the message left last").isTrue();
    }

    private Outbox outbox(ClientSocket socket) {
        return new GatheringOutbox(socket, LIMITS, writer, fullCalls::incrementAndGet);
    }

    private static EncodedMessage message(String text) {
        return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8));
    }
}
