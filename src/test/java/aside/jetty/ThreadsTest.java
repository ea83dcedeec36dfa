package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads call an endpoint. */
@Timeout(60)
class ThreadsTest {

    private final Recorder endpoint = new Recorder();

    @Test
    void anEndpointIsCalledOnAPlatformThreadUnlessOneAsksForVirtualOnes() throws Exception {
        assertThat(threadOfAMessage(new QueuedThreadPool()).isVirtual()).isFalse();
    }

    @Test
    void aPoolWithAnExecutorOfVirtualThreadsCallsItOnAVirtualThread() throws Exception {
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            QueuedThreadPool pool = new QueuedThreadPool();
            pool.setVirtualThreadsExecutor(virtual);

            assertThat(threadOfAMessage(pool).isVirtual()).isTrue();
        }
    }

    @Test
    void soDoesAPoolOfVirtualThreads() throws Exception {
        assertThat(threadOfAMessage(new VirtualThreadPool()).isVirtual()).isTrue();
    }

    private Thread threadOfAMessage(ThreadPool pool) throws Exception {
        try (BareJetty jetty = new BareJetty(pool, endpoint); RawSocket client = jetty.connect()) {
            BareJetty.exchange(1, client, endpoint);
            return endpoint.thread;
        }
    }

    @Test
    void everyMessageThatFindsTheServerIdleIsHandedOverToThePool() throws Exception {
        try (BareJetty jetty = new BareJetty(ServerConnector::new, endpoint); RawSocket client = jetty.connect()) {
            long before = jetty.handedOver();

            BareJetty.exchange(20, client, endpoint);

            assertThat(jetty.handedOver() - before).isEqualTo(20);
            assertThat(jetty.handledInPlace()).isZero();
        }
    }
}
