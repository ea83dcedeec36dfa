package aside.jetty;

import aside.heartbeat.Scheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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
import org.eclipse.jetty.util.thread.TryExecutor;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Accepts connections. It differs from Jetty's own connector in two ways.
 *
 * <p>The thread that sees that a WebSocket can be read or written does so itself, in a turn of the {@link EventLoop};
 * Jetty would hand the work to a thread of its pool. Handing over costs more than handling a message. It is right only
 * because no handler ever blocks: see the contract of {@link aside.outbox.Outbox}.
 *
 * <p>A connection that still speaks HTTP at the handshake deadline is cut. Jetty's idle timeout is not enough: a client
 * that sends a byte of its request now and then is never idle.
 */
final class ChatConnector extends ServerConnector {

    /** Some hundred short messages: the others wait for less than anybody notices. */
    private static final int MAX_BYTES_READ_IN_TURN = 16 * 1024;

    /** Frames cost more than their bytes: 16 KiB hold 2,730 empty pings. */
    private static final int MAX_FRAMES_IN_TURN = 32;

    /** A room that comes back after a restart; Linux cuts the number to net.core.somaxconn. */
    private static final int ACCEPT_QUEUE_SIZE = 4_096;

    private final EventLoop loop;

    ChatConnector(Server server, Scheduler scheduler, Duration handshakeDeadline) {
        this(server, new ReadingInTurns(server.getThreadPool()), scheduler, handshakeDeadline);
    }

    private ChatConnector(Server server, ReadingInTurns executor, Scheduler scheduler, Duration handshakeDeadline) {
        super(server, executor, null, null, -1, -1, new HttpConnectionFactory(quiet()));
        loop = new EventLoop(getSelectorManager());
        executor.loop = loop;
        // Java's default is 50: the 51st connection at once loses its SYN, and sends it again a second later.
        setAcceptQueueSize(ACCEPT_QUEUE_SIZE);
        addBean(new HandshakeDeadline(scheduler, handshakeDeadline));
    }

    /** {@return when the sockets of this connector are written} */
    EventLoop loop() {
        return loop;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new TurnTakingEndPoint(channel, selector, key);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /**
     * A socket whose WebSocket is read in turns. A turn ends, however fast the client sends: Jetty would read on until
     * the socket is empty, and a client that always has more to send would keep the one thread that all sockets share.
     */
    final class TurnTakingEndPoint extends SocketChannelEndPoint {

        private final EventLoop.Writer writer = loop.newWriter();

        /* What this turn has read, and whether that is enough; touched by the thread that reads. */
        private int bytesReadInTurn;
        private int framesInTurn;
        private boolean enough;

        private TurnTakingEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            super(channel, selector, key, ChatConnector.this.getScheduler());
        }

        @Override
        public Runnable onSelected() {
            Runnable task = super.onSelected();
            return task != null && isWebSocket(this)
                    ? Invocable.from(InvocationType.NON_BLOCKING, () -> turn(task))
                    : task;
        }

        /** {@return runs the writes to this socket} */
        Executor writer() {
            return writer;
        }

        private void turn(Runnable reading) {
            bytesReadInTurn = 0;
            framesInTurn = 0;
            enough = false;
            loop.turn(writer, reading);
        }

        /** Counts a frame, and says whether this turn may handle the next one, too. */
        boolean mayHandleOneMore() {
            framesInTurn++;
            return framesInTurn < MAX_FRAMES_IN_TURN;
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (enough && isWebSocket(this)) {
                // As if nothing more had arrived: Jetty asks the selector, which returns here after all other sockets.
                return 0;
            }
            int space = BufferUtil.space(buffer);
            int filled = super.fill(buffer);
            bytesReadInTurn += Math.max(0, filled);
            // A read that did not fill the buffer has emptied the socket: reading again would be a wasted call.
            enough = filled < space || bytesReadInTurn >= MAX_BYTES_READ_IN_TURN;
            return filled;
        }
    }

    /** Jetty would go on reading a WebSocket on a thread of its pool; here it takes its next turn. */
    private static final class ReadingInTurns implements TryExecutor {

        private final Executor pool;
        private EventLoop loop;

        ReadingInTurns(Executor pool) {
            this.pool = pool;
        }

        @Override
        public void execute(Runnable task) {
            if (task instanceof WebSocketConnection connection
                    && connection.getEndPoint() instanceof TurnTakingEndPoint endPoint) {
                loop.later(() -> endPoint.turn(connection));
            } else {
                pool.execute(task);
            }
        }

        @Override
        public boolean tryExecute(Runnable task) {
            return TryExecutor.asTryExecutor(pool).tryExecute(task);
        }
    }

    /** Cuts connections that speak HTTP for too long. An upgrade closes the HTTP connection; the socket lives on. */
    private static final class HandshakeDeadline implements Connection.Listener {

        private final Scheduler scheduler;
        private final Duration deadline;

        /** Taken back at the end: otherwise connections that come and go would all be kept until their deadline. */
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

    /** Does not give away the name and version of the server. */
    private static HttpConfiguration quiet() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return http;
    }
}
