package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.testing.RawSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** A Jetty as it comes, with one endpoint and nothing of this project's server. */
final class BareJetty implements AutoCloseable {

    /** How often bytes went to the operating system; counts the answer to the handshake, too. */
    final AtomicInteger writes = new AtomicInteger();
    final Server server;
    final ServerConnector connector;

    /**
     * Starts a server.
     *
     * @param threads its threads
     * @param endpoint what every connection gets
     * @param settings what differs from the defaults
     */
    BareJetty(ThreadPool threads, Object endpoint, Consumer<ServerWebSocketContainer> settings) throws Exception {
        server = new Server(threads);
        connector = new ServerConnector(server) {
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
        };
        connector.setHost("127.0.0.1");
        // Little, so that a peer that does not read holds up the server after some kilobytes.
        connector.setAcceptedSendBufferSize(4 * 1024);
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            settings.accept(container);
            container.addMapping(ChatServer.PATH, (request, response, callback) -> endpoint);
        }));
        server.start();
    }

    BareJetty(Object endpoint, Consumer<ServerWebSocketContainer> settings) throws Exception {
        this(new QueuedThreadPool(), endpoint, settings);
    }

    BareJetty(Object endpoint) throws Exception {
        this(endpoint, container -> { });
    }

    /** A client that has sent its request. */
    RawSocket request() throws IOException {
        return RawSocket.upgradeWithSmallBuffer(connector.getLocalPort());
    }

    /** A client whose connection is a WebSocket. */
    RawSocket connect() throws IOException {
        RawSocket client = request();
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        return client;
    }

    /** Lets the operating system take more from the server than it passes on to a client that does not read. */
    void keepMoreForPeersThatDoNotRead() {
        connector.setAcceptedSendBufferSize(1024 * 1024);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
