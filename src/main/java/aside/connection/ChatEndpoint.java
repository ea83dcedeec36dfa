package aside.connection;

import aside.message.EncodedMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's callbacks, translated for a {@link ChatConnection}, and the connection's {@link Wire}, translated for Jetty.
 * Nothing is decided here.
 *
 * <p>It writes to the core session below the {@link Session} that Jetty hands out: only there can several frames be
 * gathered into one write.
 */
public final class ChatEndpoint implements Session.Listener.AutoDemanding, Wire {

    private static final Logger LOG = LoggerFactory.getLogger(ChatEndpoint.class);

    private final int maxMessageSize;
    private final Function<Wire, ChatConnection> opened;
    private final Consumer<ChatConnection> closed;

    /* What came of a message whose end has not come; touched by the thread that reads. */
    private StringBuilder unfinished = new StringBuilder();
    private int unfinishedBytes;
    private boolean tooBig;

    /* Set once, when the socket opens: nothing is called before. */
    private WebSocketCoreSession session;
    private ChatConnection connection;

    /**
     * Makes an endpoint for one connection.
     *
     * @param maxMessageSize the longest message, in bytes of UTF-8
     * @param opened makes the connection
     * @param closed hears of the connection's end, at least once
     */
    public ChatEndpoint(int maxMessageSize, Function<Wire, ChatConnection> opened, Consumer<ChatConnection> closed) {
        this.maxMessageSize = maxMessageSize;
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public void onWebSocketOpen(Session open) {
        session = (WebSocketCoreSession) ((WebSocketSession) open).getCoreSession();
        connection = opened.apply(this);
    }

    /** Takes a message in parts, so that one that is too big is seen before it is all in memory. */
    @Override
    public void onWebSocketPartialText(String part, boolean last) {
        unfinishedBytes += part.getBytes(StandardCharsets.UTF_8).length;
        if (tooBig || unfinishedBytes > maxMessageSize) {
            // The rest is read and thrown away until the client has closed: see close().
            tooBig = true;
            unfinishedBytes = 0;
            unfinished = new StringBuilder();
            connection.close(CloseReason.TOO_BIG);
            return;
        }
        if (!last) {
            unfinished.append(part);
            return;
        }
        String text = unfinished.isEmpty() ? part : unfinished.append(part).toString();
        unfinishedBytes = 0;
        // A new one: the old one would keep the space of the longest message it ever held.
        unfinished = unfinished.isEmpty() ? unfinished : new StringBuilder();
        connection.receive(text);
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        connection.close(CloseReason.BINARY);
        callback.succeed();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        if (payload.remaining() == Long.BYTES) {
            connection.pong(payload.getLong());
        }
    }

    // @start region="ends"
    /** On an abort, and where Jetty refuses a frame, this comes first and then {@link #onWebSocketClose}. */
    @Override
    public void onWebSocketError(Throwable cause) {
        LOG.debug("the connection failed", cause);
        ended();
    }

    @Override
    public void onWebSocketClose(int code, String words, Callback callback) {
        ended();
        callback.succeed();
    }
    // @end region="ends"

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        for (EncodedMessage message : messages.subList(0, messages.size() - 1)) {
            session.sendFrame(frame(message), org.eclipse.jetty.util.Callback.NOOP, true);
        }
        // Frames are sent in order: when the last one is written, or has failed, so are the others.
        session.sendFrame(frame(messages.getLast()), org.eclipse.jetty.util.Callback.from(
                () -> done.written(true), failure -> done.written(false)), false);
    }

    @Override
    public void ping(long number) {
        ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        session.sendFrame(new Frame(OpCode.PING, payload), org.eclipse.jetty.util.Callback.NOOP, false);
    }

    /**
     * Goes past the core session. That one cuts the connection right after a close frame with a code such as 1001,
     * and where the peer has just sent something, the cut throws away what the peer has not read yet, the close frame
     * included. Here the peer answers and closes, or {@link #abort} comes.
     */
    @Override
    public void close(CloseReason reason) {
        Frame frame = new CloseStatus(reason.code(), reason.words()).toFrame();
        session.getConnection().enqueueFrame(
                new OutgoingEntry.Builder(frame, org.eclipse.jetty.util.Callback.NOOP).build());
    }

    @Override
    public void abort() {
        session.abort();
    }

    private static Frame frame(EncodedMessage message) {
        return new Frame(OpCode.TEXT, message.toBuffer());
    }

    private void ended() {
        connection.closed();
        closed.accept(connection);
    }
}
