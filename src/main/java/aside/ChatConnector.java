package aside;

import aside.connection.Scheduler;
import aside.connection.Turn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Accepts connections; two things differ from Jetty's own connector.
 *
 * <p>The thread that sees that a WebSocket can be read or written does so itself, in a {@link Turn}; Jetty would hand
 * it over to a thread of the pool. A hand-over costs more than handling a message does. It is right only because no
 * handler ever blocks: see the contract of {@link aside.connection.Outbox}.
 *
 * <p>Who still speaks HTTP at the handshake deadline is cut. Jetty's idle timeout does not do: a client that sends a
 * byte of its request now and then is never idle.
 */
final class ChatConnector extends ServerConnector {

    /** Some hundred short messages: the others wait for less than it takes to notice. */
    private static final int MAX_BYTES_READ_IN_TURN = 16 * 1024;

    /** A room that comes back after a restart; Linux cuts the number to net.core.somaxconn. */
    private static final int ACCEPT_QUEUE_SIZE = 4_096;

    private final Turn turn;

    ChatConnector(Server server, Turn turn, Scheduler scheduler, Duration handshakeDeadline) {
        super(server, new HttpConnectionFactory(quiet()));
        this.turn = turn;
        // Of the 51st that comes at once, Java's default drops the SYN, and it is sent again a second later.
        setAcceptQueueSize(ACCEPT_QUEUE_SIZE);
        addBean(new HandshakeDeadline(scheduler, handshakeDeadline));
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new TakingTurns(channel, selector, key);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /**
     * A socket whose WebSocket is read in turns.
     *
     * <p>The one rule: a turn ends, however fast the client sends. Jetty reads on until the socket is empty; a client
     * that always has more to send would keep the one thread that all sockets share.
     */
    private final class TakingTurns extends SocketChannelEndPoint {

        /* What this turn has read, and whether that is enough; touched by the thread that reads. */
        private int bytesReadInTurn;
        private boolean enough;

        TakingTurns(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            super(channel, selector, key, ChatConnector.this.getScheduler());
        }

        @Override
        public Runnable onSelected() {
            Runnable task = super.onSelected();
            return task != null && isWebSocket(this)
                    ? Invocable.from(InvocationType.NON_BLOCKING, () -> {
                        bytesReadInTurn = 0;
                        enough = false;
                        turn.run(task);
                    })
                    : task;
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (enough && isWebSocket(this)) {
                // As if nothing more had come: Jetty asks the selector, which comes back here after all others.
                return 0;
            }
            int space = BufferUtil.space(buffer);
            int filled = super.fill(buffer);
            bytesReadInTurn += Math.max(0, filled);
            // A read that did not fill the buffer has emptied the socket: to ask again would be a call for nothing.
            enough = filled < space || bytesReadInTurn >= MAX_BYTES_READ_IN_TURN;
            return filled;
        }
    }

    /** Cuts who speaks HTTP for too long. An upgrade closes the HTTP connection, and the socket lives on without it. */
    private static final class HandshakeDeadline implements Connection.Listener {

        private final Scheduler scheduler;
        private final Duration deadline;

        /** Taken back at the end: else ten thousand that come and go at once would all be held until then. */
        private final Map<Connection, Scheduler.Cancellable> deadlines = new ConcurrentHashMap<>();

        HandshakeDeadline(Scheduler scheduler, Duration deadline) {
            this.scheduler = scheduler;
            this.deadline = deadline;
        }

        @Override
        public void onOpened(Connection connection) {
            if (!isWebSocket(connection.getEndPoint())) {
                deadlines.put(connection, scheduler.schedule(deadline, connection.getEndPoint()::close));
            }
        }

        @Override
        public void onClosed(Connection connection) {
            Optional.ofNullable(deadlines.remove(connection)).ifPresent(Scheduler.Cancellable::cancel);
        }
    }

    private static boolean isWebSocket(EndPoint endPoint) {
        return endPoint.getConnection() instanceof WebSocketConnection;
    }

    /** Does not tell which server it is, in which version. */
    private static HttpConfiguration quiet() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return http;
    }
}
