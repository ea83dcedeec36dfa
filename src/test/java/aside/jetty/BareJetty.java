package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aside.ChatServer;
import aside.testing.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A Jetty as it comes, with one endpoint and nothing of this project's server. */
public final class BareJetty implements AutoCloseable {

    /** How often bytes went to the operating system; counts the answer to the handshake, too. */
    final AtomicInteger writes = new AtomicInteger();
    final Server server;
    private final ServerConnector connector;

    /** Starts a server for an endpoint, which every connection gets. */
    BareJetty(Object endpoint) throws Exception {
        this(endpoint, container -> { });
    }

    /** Starts a server with settings that differ from Jetty's defaults. */
    BareJetty(Object endpoint, Consumer<ServerWebSocketContainer> settings) throws Exception {
        server = new Server();
        connector = new CountingConnector();
        // Little, so that a peer that does not read holds up the server after some kilobytes.
        connector.setAcceptedSendBufferSize(4 * 1024);
        start(endpoint, settings);
    }

    /** Starts a server with other threads. */
    BareJetty(ThreadPool threads, Object endpoint) throws Exception {
        server = new Server(threads);
        connector = new ServerConnector(server);
        start(endpoint, container -> { });
    }

    /**
     * Starts a server with another connector.
     *
     * @param connectors makes it
     * @param endpoint what every connection gets
     * @throws Exception if it does not start
     */
    public BareJetty(Function<Server, ServerConnector> connectors, Object endpoint) throws Exception {
        server = new Server(new QueuedThreadPool());
        connector = connectors.apply(server);
        start(endpoint, container -> { });
    }

    private void start(Object endpoint, Consumer<ServerWebSocketContainer> settings) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            settings.accept(container);
            container.addMapping(ChatServer.PATH, (request, response, callback) -> endpoint);
        }));
        server.start();
    }

    /** A client that has sent its request. */
    RawSocket request() throws IOException {
        return RawSocket.upgradeWithSmallBuffer(connector.getLocalPort());
    }

    /** A client whose connection is a WebSocket. */
    public RawSocket connect() throws IOException {
        RawSocket client = request();
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        return client;
    }

    /** Lets the operating system take more from the server than it passes on to a client that does not read. */
    void keepMoreForPeersThatDoNotRead() {
        connector.setAcceptedSendBufferSize(1024 * 1024);
    }

    /** Sends messages, each when the server has nothing else to do and waits for its selector. */
    public static void exchange(int messages, RawSocket client, Recorder endpoint) throws Exception {
        WebSocketCoreSession session = core(endpoint.session());
        for (int i = 0; i < messages; i++) {
            await().until(() -> session.getConnection().getEndPoint().isFillInterested());
            client.sendText("hi");
            endpoint.hears("text hi");
        }
    }

    /** How often the thread that saw that a socket can be read did not handle it and then go on looking. */
    public long handedOver() {
        return count(AdaptiveExecutionStrategy::getPECTasksExecuted)
                + count(AdaptiveExecutionStrategy::getEPCTasksConsumed);
    }

    /** How often it did. */
    public long handledInPlace() {
        return count(AdaptiveExecutionStrategy::getPCTasksConsumed);
    }

    private long count(ToLongFunction<AdaptiveExecutionStrategy> counter) {
        return connector.getSelectorManager().getContainedBeans(AdaptiveExecutionStrategy.class).stream()
                .mapToLong(counter)
                .sum();
    }

    /** Jetty's session below the one that an endpoint gets. */
    static WebSocketCoreSession core(Session session) {
        return (WebSocketCoreSession) ((WebSocketSession) session).getCoreSession();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    private final class CountingConnector extends ServerConnector {

        private CountingConnector() {
            super(server);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector,
                SelectionKey key) {
            SocketChannelEndPoint counting = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
                @Override
                public boolean flush(ByteBuffer... buffers) throws IOException {
                    writes.incrementAndGet();
                    return super.flush(buffers);
                }
            };
            counting.setIdleTimeout(getIdleTimeout());
            return counting;
        }
    }
}
