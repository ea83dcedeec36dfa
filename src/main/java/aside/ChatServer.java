package aside;

import aside.connection.ChatConnection;
import aside.connection.ChatEndpoint;
import aside.connection.CloseReason;
import aside.connection.Heartbeat;
import aside.connection.RateLimiter;
import aside.connection.Scheduler;
import aside.connection.SystemScheduler;
import aside.connection.Turn;
import aside.connection.UnfinishedMessages;
import aside.connection.Wire;
import aside.routing.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chat server: puts the parts together, starts Jetty, and stops it so that every client hears of it. May be used
 * from any thread.
 *
 * {@snippet file="aside/EmbeddingTest.java" region="embed"}
 */
public final class ChatServer implements AutoCloseable {

    /** Where clients connect. */
    public static final String PATH = "/chat";

    private static final Logger LOG = LoggerFactory.getLogger(ChatServer.class);

    /** What Jetty's parser hands on of a long message at a time. */
    private static final int INPUT_BUFFER_SIZE = 4 * 1024;

    /** What Jetty keeps of buffers that a crowd of slow readers has needed; by default an eighth of the heap. */
    private static final long POOLED_BYTES = 2L * 1024 * 1024;

    private final ChatServerOptions options;
    private final OriginCheck originCheck;
    private final SystemScheduler ownScheduler = new SystemScheduler();
    private final Presence presence;
    private final UnfinishedMessages unfinished;
    private final Turn turn = new Turn();
    private final ChatConnection.Shared shared;
    private final Server server = new Server(null, null,
            new ArrayByteBufferPool(0, -1, -1, Integer.MAX_VALUE, POOLED_BYTES, POOLED_BYTES));
    private final ChatConnector connector;
    private final Rounds rounds;

    /** Every connection that has not ended, with what gives its place back. */
    private final Map<ChatConnection, Runnable> connections = new ConcurrentHashMap<>();
    private final Semaphore places;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> allEnded = new CompletableFuture<>();

    private ChatServer(ChatServerOptions options, ChatParts parts, Optional<Scheduler> givenScheduler) {
        this.options = options;
        originCheck = new OriginCheck(options.allowedOrigins());
        unfinished = new UnfinishedMessages(options.unfinishedBytes());
        places = new Semaphore(options.maxConnections());
        Scheduler scheduler = givenScheduler.orElse(ownScheduler);
        connector = new ChatConnector(server, turn, scheduler, options.handshakeDeadline());
        connector.setHost(options.host());
        connector.setPort(options.port());
        server.addConnector(connector);
        // Twice as many: who comes when all places are taken is let in to hear so.
        server.addBean(new NetworkConnectionLimit(2 * options.maxConnections(), connector));
        rounds = new Rounds(connector.getSelectorManager());
        presence = new Presence(parts.registry(), parts.codec(), options.announceLimit());
        Heartbeat heartbeat = parts.heartbeat().apply(scheduler, options.pingInterval());
        shared = new ChatConnection.Shared(
                parts.codec(),
                parts.router().apply(parts.registry(), parts.codec()),
                () -> parts.membership().apply(presence),
                (wire, onFull) -> parts.outbox().make(wire, options.outbox(), turn, rounds, onFull),
                () -> new RateLimiter(options.messageRate(), scheduler::nanoTime),
                heartbeat,
                scheduler,
                options.joinDeadline(),
                options.closeTimeout());
        WebSocketUpgradeHandler sockets = sockets();
        sockets.setHandler(new ChatPage());
        server.setHandler(sockets);
        heartbeat.start();
    }

    /**
     * Starts a server.
     *
     * @param options its limits
     * @return the server; it listens
     * @throws IOException if it cannot listen on its address
     */
    public static ChatServer start(ChatServerOptions options) throws IOException {
        return start(options, ChatParts.reference(options), Optional.empty());
    }

    /**
     * Starts a server of other parts.
     *
     * @param options its limits
     * @param parts what it is made of
     * @param scheduler the time, or empty for the machine's
     * @return the server; it listens
     * @throws IOException if it cannot listen on its address
     */
    public static ChatServer start(ChatServerOptions options, ChatParts parts, Optional<Scheduler> scheduler)
            throws IOException {
        ChatServer chat = new ChatServer(options, parts, scheduler);
        try {
            chat.server.start();
            return chat;
        } catch (IOException e) {
            chat.close();
            throw e;
        } catch (Exception e) {
            chat.close();
            throw new IllegalStateException("Jetty did not start", e);
        }
    }

    /** {@return the port it listens on: the given one, or a free one where 0 was given} */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Stops: takes no new connections, sends what is queued, tells every client 1001, and waits for them to go, at
     * most for the stop timeout. Blocks until then; calling it again does nothing.
     */
    @Override
    public void close() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        connector.close();
        // First nobody is heard any more; only then does the first outbox end. In one go, a message could be
        // acknowledged though one of its recipients was closed already.
        connections.keySet().forEach(ChatConnection::stopListening);
        presence.fallSilent();
        connections.keySet().forEach(connection -> connection.close(CloseReason.STOPPING));
        noticeTheEndOfAll();
        try {
            allEnded.completeOnTimeout(null, options.stopTimeout().toMillis(), TimeUnit.MILLISECONDS).join();
            server.stop();
        } catch (Exception e) {
            LOG.warn("Jetty did not stop cleanly", e);
        } finally {
            ownScheduler.close();
        }
    }

    private WebSocketUpgradeHandler sockets() {
        WebSocketUpgradeHandler sockets = new WebSocketUpgradeHandler();
        // Jetty's idle timeout cannot find a dead peer, see PongCountingHeartbeat.
        sockets.getConfiguration().setIdleTimeout(Duration.ZERO);
        sockets.getConfiguration().setInputBufferSize(INPUT_BUFFER_SIZE);
        sockets.getConfiguration().setOutputBufferSize(options.writeBufferSize());
        // A frame comes in parts as the socket brings them, and ChatEndpoint adds them up: were Jetty to do that, it
        // would cut the connection at the limit, and the client would rarely read why.
        sockets.getConfiguration().setAutoFragment(true);
        // No limit for Jetty: it would cut what we send into frames of that size, too.
        sockets.getConfiguration().setMaxFrameSize(0);
        sockets.addMapping(PATH, this::upgrade);
        return sockets;
    }

    private FrameHandler upgrade(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        Optional<String> origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
        if (!originCheck.allows(origin, request.getHttpURI().getAuthority())) {
            LOG.info("refused a page from {}", origin.orElseThrow());
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403, "this origin may not connect");
            return null;
        }
        // No permessage-deflate: short messages gain little, and every connection would need some 100 KiB for it.
        response.setExtensions(List.of());
        return new ChatEndpoint(options.maxMessageSize(), unfinished, turn, rounds, this::opened, this::ended);
    }

    private ChatConnection opened(Wire wire) {
        ChatConnection connection = new ChatConnection(wire, shared);
        boolean hasPlace = places.tryAcquire();
        connections.put(connection, hasPlace ? places::release : () -> { });
        if (!hasPlace) {
            connection.close(CloseReason.SERVER_FULL);
        }
        if (stopping.get()) {
            connection.close(CloseReason.STOPPING);
        }
        return connection;
    }

    private void ended(ChatConnection connection) {
        Optional.ofNullable(connections.remove(connection)).ifPresent(Runnable::run);
        noticeTheEndOfAll();
    }

    private void noticeTheEndOfAll() {
        if (stopping.get() && connections.isEmpty()) {
            allEnded.complete(null);
        }
    }
}
