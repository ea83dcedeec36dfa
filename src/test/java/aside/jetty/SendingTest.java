package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.nio.channels.WritePendingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a message that is handed to Jetty. */
@Timeout(60)
class SendingTest {

    private static final int MANY = 50;

    private final Recorder endpoint = new Recorder();

    @Test
    void theSendQueueHasNoBound() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket stalled = jetty.connect()) {
            // @start region="unbounded"
            Sent sent = new Sent(endpoint.session());

            for (int i = 0; i < MANY; i++) {
                sent.text(i + " " + Sent.LARGE);
            }

            assertThat(sent.failures()).isEmpty();
            assertThat(sent.pending()).isGreaterThan(MANY - 10);
            // @end
            for (int i = 0; i < MANY; i++) {
                assertThat(stalled.readFrame(RawSocket.TEXT).text()).startsWith(i + " x");
            }
            sent.awaitAll();
            assertThat(sent.failures()).isEmpty();
        }
    }

    @Test
    void maxOutgoingFramesFailsSingleMessagesAndTheConnectionGoesOn() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint, container -> container.setMaxOutgoingFrames(4));
                RawSocket stalled = jetty.connect()) {
            Session session = endpoint.session();
            Sent sent = new Sent(session);

            for (int i = 0; i < MANY; i++) {
                sent.text(i + " " + Sent.LARGE);
            }

            // @start region="max-outgoing-frames"
            assertThat(sent.pending()).isLessThanOrEqualTo(4);
            assertThat(sent.failures()).isNotEmpty().hasOnlyElementsOfType(WritePendingException.class);
            for (int accepted : sent.notFailed()) {
                assertThat(stalled.readFrame(RawSocket.TEXT).text()).startsWith(accepted + " x");
            }
            sent.awaitAll();
            sent.text("after the gap").join();

            assertThat(stalled.readFrame(RawSocket.TEXT).text()).isEqualTo("after the gap");
            assertThat(endpoint.heard).isEmpty();
            assertThat(session.isOpen()).isTrue();
            // @end
        }
    }

    @Test
    void aSendWhileAnotherIsUnderWayIsQueuedAndThrowsNothing() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket stalled = jetty.connect()) {
            Sent sent = new Sent(endpoint.session());
            CompletableFuture<Void> underWay = sent.largeUntilOneIsPending();

            CompletableFuture<Void> next = sent.text("next");

            assertThat(underWay).isNotDone();
            assertThat(next).isNotDone();
            String got = stalled.readFrame(RawSocket.TEXT).text();
            while (got.equals(Sent.LARGE)) {
                got = stalled.readFrame(RawSocket.TEXT).text();
            }
            assertThat(got).isEqualTo("next");
            sent.awaitAll();
            assertThat(sent.failures()).isEmpty();
        }
    }

    @Test
    void manyThreadsMaySendAtOnceAndEachOnesMessagesStayInOrder() throws Exception {
        int threads = 8;
        int messages = 500;
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            Session session = endpoint.session();
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                String name = t + ":";
                senders.add(Thread.ofPlatform().start(() -> {
                    awaitQuietly(start);
                    for (int i = 0; i < messages; i++) {
                        session.sendText(name + i, org.eclipse.jetty.websocket.api.Callback.NOOP);
                    }
                }));
            }
            start.countDown();

            int[] next = new int[threads];
            for (int i = 0; i < threads * messages; i++) {
                String[] parts = client.readFrame(RawSocket.TEXT).text().split(":");
                int thread = Integer.parseInt(parts[0]);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(next[thread]++);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void framesOfABatchLeaveInOneWrite() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            WebSocketCoreSession core = BareJetty.core(endpoint.session());
            int before = jetty.writes.get();

            for (int i = 0; i < 50; i++) {
                send(core, "batched " + i, true);
            }
            assertThat(jetty.writes.get() - before).isZero();
            send(core, "last", false);

            for (int i = 0; i < 50; i++) {
                assertThat(client.readFrame().text()).isEqualTo("batched " + i);
            }
            assertThat(client.readFrame().text()).isEqualTo("last");
            assertThat(jetty.writes.get() - before).isEqualTo(1);
        }
    }

    @Test
    void messagesOutsideOfABatchLeaveInAWriteEachEvenWhenManyWait() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket stalled = jetty.connect()) {
            Sent sent = new Sent(endpoint.session());
            sent.largeUntilOneIsPending();
            int before = jetty.writes.get();

            for (int i = 0; i < 50; i++) {
                sent.text("single");
            }

            for (int i = 0; i < 50; i++) {
                String got = stalled.readFrame().text();
                while (got.equals(Sent.LARGE)) {
                    got = stalled.readFrame().text();
                }
                assertThat(got).isEqualTo("single");
            }
            assertThat(jetty.writes.get() - before).isGreaterThanOrEqualTo(50);
        }
    }

    private static void send(WebSocketCoreSession core, String text, boolean batch) {
        core.sendFrame(new OutgoingEntry.Builder(new Frame(OpCode.TEXT, text), Callback.NOOP).batch(batch).build());
    }
}
