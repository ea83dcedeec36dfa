package aside.jetty;

import aside.heartbeat.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty, set up for a chat: it listens, serves the page, and turns each WebSocket into a connection. */
public final class JettyServer {

    private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);

    /** How much of a long message Jetty's parser hands on at a time. */
    private static final int INPUT_BUFFER_SIZE = 4 * 1024;

    /** The buffers that Jetty keeps after a crowd of slow readers; by default an eighth of the heap. */
    private static final long POOLED_BYTES = 2L * 1024 * 1024;

    static {
        // Jetty asks the JVM's management how many references fit into a line of the cache. Starting JMX would take a
        // fifth of the start-up time; the answer is 16 on nearly every machine.
        System.getProperties().putIfAbsent("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    }

    private final Settings settings;
    private final ConnectionListener listener;
    private final OriginCheck originCheck;
    private final ReassemblyBudget reassemblyBudget;
    private final Server server = new Server(null, null,
            new ArrayByteBufferPool(0, -1, -1, Integer.MAX_VALUE, POOLED_BYTES, POOLED_BYTES));
    private final ChatConnector connector;

    /**
     * How Jetty is set up.
     *
     * @param host the address to listen on
     * @param port the port to listen on; 0 for a free one
     * @param path where WebSockets connect, such as {@code /chat}
     * @param allowedOrigins whose pages may connect besides the server's own
     * @param maxSockets how many sockets may be open, whatever they speak
     * @param maxMessageSize the longest message, in bytes
     * @param reassemblyBytes the memory for unfinished messages, of all clients together
     * @param writeBufferSize how many bytes are gathered into one write
     * @param handshakeDeadline how long a connection may speak HTTP
     */
    public record Settings(String host, int port, String path, Set<String> allowedOrigins, int maxSockets,
                           int maxMessageSize, int reassemblyBytes, int writeBufferSize, Duration handshakeDeadline) {
    }

    /**
     * Sets Jetty up; {@link #start} starts it.
     *
     * @param settings how
     * @param scheduler the time
     * @param listener hears of WebSockets
     */
    public JettyServer(Settings settings, Scheduler scheduler, ConnectionListener listener) {
        this.settings = settings;
        this.listener = listener;
        originCheck = new OriginCheck(settings.allowedOrigins(), settings.host());
        reassemblyBudget = new ReassemblyBudget(settings.reassemblyBytes());
        connector = new ChatConnector(server, scheduler, settings.handshakeDeadline());
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.maxSockets(), connector));
        server.setErrorHandler(new PlainErrors());
        WebSocketUpgradeHandler sockets = sockets();
        sockets.setHandler(new ChatPage());
        server.setHandler(sockets);
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if it cannot listen on its address
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not start", e);
        }
    }

    /** {@return the port it listens on: the given one, or a free one where 0 was given} */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no new connections. Those that are open stay. */
    public void stopListening() {
        connector.close();
    }

    /** Cuts all connections and stops. */
    public void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("Jetty did not stop cleanly", e);
        }
    }

    private WebSocketUpgradeHandler sockets() {
        WebSocketExtensionRegistry extensions = new WebSocketExtensionRegistry();
        extensions.register(FixedCloseWords.CONFIG.getName(), FixedCloseWords.class);
        WebSocketUpgradeHandler sockets = new WebSocketUpgradeHandler(new WebSocketComponents(
                extensions, null, server.getByteBufferPool(), null, null, server.getThreadPool()));
        // Jetty's idle timeout cannot find a dead peer, see PongCountingHeartbeat.
        sockets.getConfiguration().setIdleTimeout(Duration.ZERO);
        sockets.getConfiguration().setInputBufferSize(INPUT_BUFFER_SIZE);
        sockets.getConfiguration().setOutputBufferSize(settings.writeBufferSize());
        // A frame arrives in parts, and ChatEndpoint adds them up. If Jetty did that, it would cut the connection at
        // the limit, and the client would rarely read why.
        sockets.getConfiguration().setAutoFragment(true);
        // No limit for Jetty: it would cut the messages that we send into frames of that size, too.
        sockets.getConfiguration().setMaxFrameSize(0);
        sockets.addMapping(settings.path(), this::upgrade);
        return sockets;
    }

    private FrameHandler upgrade(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        Optional<String> origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
        if (!originCheck.allows(origin, request.getHttpURI().getAuthority())) {
            LOG.info("refused a page from {}", origin.orElseThrow());
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return null;
        }
        // No permessage-deflate: short messages gain little, and every connection would need some 100 KiB for it.
        response.setExtensions(List.of(FixedCloseWords.CONFIG));
        return new ChatEndpoint(settings.maxMessageSize(), reassemblyBudget, connector.loop(), listener);
    }
}
