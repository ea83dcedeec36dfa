package aside.jetty;

import aside.connection.ChatConnection;
import aside.outbox.ClientSocket;
import java.util.concurrent.Executor;

/** Hears of WebSockets. May be called from any thread; must not block. */
public interface ConnectionListener {

    /**
     * A WebSocket has opened.
     *
     * @param socket where to write to it
     * @param writer runs the writes of its outbox, a moment later, on any thread
     * @return hears what the client sends
     */
    ChatConnection opened(ClientSocket socket, Executor writer);

    /**
     * A WebSocket is closed. Called at least once for each connection.
     *
     * @param connection the one that {@link #opened} made
     */
    void gone(ChatConnection connection);
}
