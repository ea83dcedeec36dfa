package aside;

import aside.connection.ChatConnection;
import aside.connection.RateLimiter;
import aside.connection.SharedParts;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import aside.heartbeat.SystemScheduler;
import aside.history.LocalRoomLog;
import aside.history.RoomLog;
import aside.jetty.ConnectionListener;
import aside.jetty.JettyServer;
import aside.message.CloseReason;
import aside.outbox.ClientSocket;
import aside.routing.Presence;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The chat server: puts the parts together, gives each connection a place, and stops so that every client hears of it.
 * May be used from any thread.
 *
 * {@snippet file="aside/EmbeddingTest.java" region="embed"}
 */
public final class ChatServer implements AutoCloseable {

    /** Where clients connect. */
    public static final String PATH = "/chat";

    private final ChatServerOptions options;
    private final SystemScheduler ownScheduler = new SystemScheduler();
    private final Presence presence;
    private final SharedParts shared;
    private final JettyServer jetty;

    /** Every connection whose socket is open, with the task that gives its place back. */
    private final Map<ChatConnection, Runnable> connections = new ConcurrentHashMap<>();
    private final Semaphore places;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();

    private ChatServer(ChatServerOptions options, ChatServerParts parts, Optional<Scheduler> givenScheduler) {
        this.options = options;
        places = new Semaphore(options.maxConnections());
        Scheduler scheduler = givenScheduler.orElse(ownScheduler);
        jetty = new JettyServer(options.jetty(PATH), scheduler, new Connections());
        // A new id at each start: the numbers begin at 1 again, and a client that comes back must not mix them up.
        RoomLog log = new LocalRoomLog(UUID.randomUUID().toString(), parts.history(), parts.registry(), parts.codec());
        presence = new Presence(parts.registry(), parts.codec(), options.announceLimit(), log);
        Heartbeat heartbeat = parts.heartbeat().apply(scheduler, options.pingInterval());
        shared = new SharedParts(
                parts.codec(),
                parts.router().create(parts.registry(), parts.codec(), log),
                () -> parts.membership().apply(presence),
                parts.outbox(),
                options.outbox(),
                () -> new RateLimiter(options.messageRate(), scheduler::nanoTime),
                log,
                heartbeat,
                scheduler,
                options.joinDeadline(),
                options.closeTimeout());
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
        return start(options, ChatServerParts.reference(options), Optional.empty());
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
    public static ChatServer start(ChatServerOptions options, ChatServerParts parts, Optional<Scheduler> scheduler)
            throws IOException {
        ChatServer server = new ChatServer(options, parts, scheduler);
        boolean started = false;
        try {
            server.jetty.start();
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    /** {@return the port it listens on: the given one, or a free one where 0 was given} */
    public int port() {
        return jetty.port();
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
        jetty.stopListening();
        // First stop reading from everyone, then close the outboxes. In one go, a message could be acknowledged though
        // one of its recipients was closed already.
        connections.keySet().forEach(ChatConnection::stopListening);
        presence.fallSilent();
        connections.keySet().forEach(connection -> connection.close(CloseReason.STOPPING));
        noticeWhenAllAreGone();
        try {
            allGone.completeOnTimeout(null, options.stopTimeout().toMillis(), TimeUnit.MILLISECONDS).join();
            jetty.stop();
        } finally {
            ownScheduler.close();
        }
    }

    private void noticeWhenAllAreGone() {
        if (stopping.get() && connections.isEmpty()) {
            allGone.complete(null);
        }
    }

    /** The connections that are open, and their places. */
    private final class Connections implements ConnectionListener {

        @Override
        public ChatConnection opened(ClientSocket socket, Executor writer) {
            ChatConnection connection = new ChatConnection(socket, writer, shared);
            boolean hasPlace = places.tryAcquire();
            connections.put(connection, hasPlace ? places::release : () -> { });
            connection.open();
            if (!hasPlace) {
                connection.close(CloseReason.SERVER_FULL);
            }
            if (stopping.get()) {
                connection.close(CloseReason.STOPPING);
            }
            return connection;
        }

        @Override
        public void gone(ChatConnection connection) {
            Optional.ofNullable(connections.remove(connection)).ifPresent(Runnable::run);
            noticeWhenAllAreGone();
        }
    }
}
