package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import aside.testing.RawSocket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end. */
@Timeout(60)
class ClosingTest {

    private static final int FIN_AND_CLOSE = 0x80 | RawSocket.CLOSE;

    private final Recorder endpoint = new Recorder();

    @Test
    void aStopWithoutAStopTimeoutCutsConnectionsWithoutAWord() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            assertThat(jetty.server.getStopTimeout()).isZero();
            endpoint.session();

            jetty.server.stop();

            assertThat(catchThrowable(client::readFrame)).isInstanceOf(EOFException.class);
            endpoint.hears("error ClosedChannelException");
            endpoint.hears("close 1006");
        }
    }

    @Test
    void aStopWithAStopTimeoutSays1001() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            endpoint.session();
            jetty.server.setStopTimeout(Recorder.PATIENCE_SECONDS * 1_000L);

            jetty.server.stop();

            assertThat(client.readFrame().closeCode()).isEqualTo(1001);
            endpoint.hears("close 1001");
        }
    }

    @Test
    void anExceptionsMessageReachesTheClientInTheReason() throws Exception {
        Recorder faulty = new Recorder(text -> {
            throw new IllegalStateException("user=root password=1234");
        });
        try (BareJetty jetty = new BareJetty(faulty); RawSocket client = jetty.connect()) {
            client.sendText("hi");

            RawSocket.Frame close = client.readFrame();

            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.text()).endsWith("user=root password=1234");
        }
    }

    @Test
    void anAbortIsHeardAsAnErrorAndThenAsAClose() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            endpoint.session().disconnect();

            endpoint.hears("error ClosedChannelException");
            endpoint.hears("close 1006");
            assertThat(client.readToEnd()).isTrue();
        }
    }

    @Test
    void aPeerThatVanishesIsHeardAsAnErrorAndThenAsAClose() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint)) {
            try (RawSocket client = jetty.connect()) {
                endpoint.session();
                client.sendText("bye");
            }

            endpoint.hears("text bye");
            endpoint.hears("error ClosedChannelException");
            endpoint.hears("close 1006");
        }
    }

    @Test
    void aMessageThatIsTooBigIsHeardAsAnErrorAndThenAsAClose() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint, container -> container.setMaxTextMessageSize(10));
                RawSocket client = jetty.connect()) {
            client.sendText("more than ten characters");

            assertThat(client.readFrame().closeCode()).isEqualTo(1009);
            endpoint.hears("error MessageTooLargeException");
            endpoint.hears("close 1009");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1008, 1011, 1013})
    void anAbnormalCodeCutsTheConnectionAndDoesNotWaitForTheAnswer(int code) throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            endpoint.session().close(code, "", Callback.NOOP);

            endpoint.hears("close " + code);
            assertThat(client.readFrame().closeCode()).isEqualTo(code);
            assertThat(client.readToEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 3000, 4001})
    void anOrdinaryCodeWaitsForTheAnswer(int code) throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket client = jetty.connect()) {
            endpoint.session().close(code, "", Callback.NOOP);
            assertThat(client.readFrame().closeCode()).isEqualTo(code);
            assertThat(endpoint.heard).isEmpty();

            client.sendFrame(FIN_AND_CLOSE, ByteBuffer.allocate(2).putShort((short) 4999).array());

            // The client's code, not the server's: the end came with the answer.
            endpoint.hears("close 4999");
        }
    }

    @Test
    void whatIsQueuedLeavesBeforeTheCloseFrameWhateverTheCode() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket stalled = jetty.connect()) {
            Sent sent = new Sent(endpoint.session());
            sent.largeUntilOneIsPending();
            sent.text("queued");

            endpoint.session().close(1001, "", Callback.NOOP);

            RawSocket.Frame frame = stalled.readFrame();
            while (frame.text().equals(Sent.LARGE)) {
                frame = stalled.readFrame();
            }
            assertThat(frame.text()).isEqualTo("queued");
            assertThat(stalled.readFrame().closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void anAbnormalCodeLosesWhatThePeerHasNotReadWhenThePeerHasSentSomething() throws Exception {
        closeWithUnreadInput(session -> session.close(1001, "", Callback.NOOP), client -> {
            await().until(() -> catchThrowable(() -> client.sendText("are you there?")) != null);

            assertThat(catchThrowable(() -> client.readFrame(RawSocket.CLOSE))).isInstanceOf(IOException.class);
        });
    }

    @Test
    void anOrdinaryCodeLosesNothing() throws Exception {
        closeWithUnreadInput(session -> session.close(4001, "", Callback.NOOP), client ->
                assertThat(client.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(4001));
    }

    @Test
    void aCloseFrameThatGoesPastTheCoreSessionLosesNothing() throws Exception {
        closeWithUnreadInput(session -> BareJetty.core(session).getConnection().enqueueFrame(new OutgoingEntry.Builder(
                new CloseStatus(1001).toFrame(), org.eclipse.jetty.util.Callback.NOOP).build()), client ->
                assertThat(client.readFrame(RawSocket.CLOSE).closeCode()).isEqualTo(1001));
    }

    /** What a test does with a client. */
    private interface Then {
        void with(RawSocket client) throws Exception;
    }

    /**
     * Closes while the operating system keeps 100 KiB that the client has not read, and something from the client that
     * the server has not read.
     */
    private static void closeWithUnreadInput(Consumer<Session> close, Then then) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Recorder busy = new Recorder(text -> awaitQuietly(gate));
        try (BareJetty jetty = new BareJetty(busy)) {
            jetty.keepMoreForPeersThatDoNotRead();
            try (RawSocket client = jetty.connect()) {
                client.sendText("keeps the server busy");
                busy.hears("text keeps the server busy");
                client.sendText("nobody reads this");
                Sent sent = new Sent(busy.session());
                for (int i = 0; i < 100; i++) {
                    sent.text("x".repeat(1024)).join();
                }

                close.accept(busy.session());

                then.with(client);
            } finally {
                gate.countDown();
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
}
