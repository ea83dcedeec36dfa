package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aside.testing.RawSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Jetty takes for a sign of life. */
@Timeout(60)
class IdleTimeoutTest {

    private final Recorder endpoint = new Recorder();

    @Test
    void aPeerThatIsSilentToASilentServerIsClosed() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint); RawSocket silent = jetty.connect()) {
            // Only now: a connection that times out while it still opens is cut without a close frame.
            BareJetty.exchange(1, silent, endpoint);
            endpoint.session().setIdleTimeout(Duration.ofMillis(1));

            assertThat(silent.readFrame().closeCode()).isEqualTo(1001);
        }
    }

    @Test
    void theServersOwnPingsCountAsLifeThoughNobodyAnswers() throws Exception {
        try (BareJetty jetty = new BareJetty(endpoint,
                container -> container.setIdleTimeout(Duration.ofHours(1))); RawSocket silent = jetty.connect()) {
            Session session = endpoint.session();
            IdleTimeout idle = (IdleTimeout) BareJetty.core(session).getConnection().getEndPoint();
            await().until(() -> idle.getIdleFor() >= 10);

            long pingedAt = System.nanoTime();
            CompletableFuture<Void> written = new CompletableFuture<>();
            session.sendPing(ByteBuffer.allocate(0),
                    Callback.from(() -> written.complete(null), written::completeExceptionally));
            written.join();

            long sincePing = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - pingedAt) + 1;
            // Read after the clock above; whatever passes in between makes it larger.
            assertThat(idle.getIdleFor()).isLessThan(sincePing + 10);
            assertThat(silent.readFrame().opcode()).isEqualTo(RawSocket.PING);
        }
    }
}
