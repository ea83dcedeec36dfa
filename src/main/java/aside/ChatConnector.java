package aside;

import aside.connection.Scheduler;
import aside.connection.Turn;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
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

    private final Turn turn;

    ChatConnector(Server server, Turn turn, Scheduler scheduler, Duration handshakeDeadline) {
        super(server, new HttpConnectionFactory(quiet()));
        this.turn = turn;
        addBean(new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                scheduler.schedule(handshakeDeadline, () -> {
                    if (!(connection.getEndPoint().getConnection() instanceof WebSocketConnection)) {
                        connection.getEndPoint().close();
                    }
                });
            }
        });
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
            @Override
            public Runnable onSelected() {
                Runnable task = super.onSelected();
                return task != null && getConnection() instanceof WebSocketConnection
                        ? Invocable.from(InvocationType.NON_BLOCKING, () -> turn.run(task))
                        : task;
            }
        };
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** Does not tell which server it is, in which version. */
    private static HttpConfiguration quiet() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return http;
    }
}
