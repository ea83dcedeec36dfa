package aside.connection;

import aside.message.EncodedMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's callbacks, translated for a {@link ChatConnection}, and the connection's {@link Wire}, translated for Jetty.
 * Nothing is decided here but what Jetty leaves open: how frames become messages.
 *
 * <p>It stands on Jetty's core API, one level below {@code Session.Listener}: only there can several frames be
 * gathered into one write, and fewer layers handle a message on its way in. Jetty calls one method at a time and waits
 * for its callback and for {@link CoreSession#demand} before it reads the next frame.
 */
public final class ChatEndpoint implements FrameHandler, Wire {

    private static final Logger LOG = LoggerFactory.getLogger(ChatEndpoint.class);

    private final int maxMessageSize;
    private final UnfinishedMessages allUnfinished;
    private final Turn turn;
    private final Executor soon;
    private final Function<Wire, ChatConnection> opened;
    private final Consumer<ChatConnection> closed;

    /* What came of a message whose end has not come; touched by the thread that reads, and by giveUp. */
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final Runnable giveUp = () -> refuse(CloseReason.SERVER_FULL);
    private volatile ByteArrayOutputStream unfinished = new ByteArrayOutputStream(0);
    private volatile boolean refusing;

    /* Set once, when the socket opens: nothing is called before. */
    private WebSocketCoreSession session;
    private ChatConnection connection;

    /**
     * Makes an endpoint for one connection.
     *
     * @param maxMessageSize the longest message, in bytes
     * @param allUnfinished the space for messages whose end has not come
     * @param turn in which the socket is read
     * @param soon does what may wait a little
     * @param opened makes the connection
     * @param closed hears of the connection's end, at least once
     */
    public ChatEndpoint(int maxMessageSize, UnfinishedMessages allUnfinished, Turn turn, Executor soon,
                        Function<Wire, ChatConnection> opened, Consumer<ChatConnection> closed) {
        this.maxMessageSize = maxMessageSize;
        this.allUnfinished = allUnfinished;
        this.turn = turn;
        this.soon = soon;
        this.opened = opened;
        this.closed = closed;
    }

    @Override
    public void onOpen(CoreSession open, Callback callback) {
        session = (WebSocketCoreSession) open;
        connection = opened.apply(this);
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.CONTINUATION -> onText(frame);
            case OpCode.BINARY -> refuse(CloseReason.BINARY);
            case OpCode.PONG -> onPong(frame.getPayload());
            case OpCode.PING -> {
                // The next frame is read when the pong is written: who floods with pings and reads nothing waits.
                pong(frame, Callback.from(callback, session::demand));
                return;
            }
            default -> {
                // A close frame; Jetty answers it when it hears that this was handled, and nothing comes after it.
                // Before that, what the client asked for in the same go is answered.
                turn.finish();
                ended();
                callback.succeeded();
                return;
            }
        }
        callback.succeeded();
        session.demand();
    }

    // @start region="ends"
    /** On an abort, and where Jetty refuses a frame, this comes first and then {@link #onClosed}. */
    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("the connection failed", cause);
        ended();
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        ended();
        callback.succeeded();
    }
    // @end region="ends"

    private void onText(Frame part) {
        ByteArrayOutputStream begun = unfinished;
        if (!refusing && begun.size() + part.getPayloadLength() > maxMessageSize) {
            refuse(CloseReason.TOO_BIG);
        }
        if (refusing) {
            // The rest is read and thrown away until the client has closed, too: see close().
            return;
        }
        if (part.isFin() && begun.size() == 0) {
            receive(part.getPayload());
            return;
        }
        begun.writeBytes(BufferUtil.toArray(part.getPayload()));
        if (part.isFin()) {
            // A new one: the old one would keep the space of the longest message it ever held.
            unfinished = new ByteArrayOutputStream(0);
            allUnfinished.ends(giveUp);
            receive(ByteBuffer.wrap(begun.toByteArray()));
        } else {
            allUnfinished.grows(giveUp, part.getPayloadLength());
        }
    }

    private void receive(ByteBuffer message) {
        String text;
        try {
            text = decoder.decode(message).toString();
        } catch (CharacterCodingException e) {
            refuse(CloseReason.NOT_UTF8);
            return;
        }
        connection.receive(text);
    }

    private void refuse(CloseReason reason) {
        refusing = true;
        unfinished = new ByteArrayOutputStream(0);
        allUnfinished.ends(giveUp);
        connection.close(reason);
    }

    private void onPong(ByteBuffer payload) {
        if (payload.remaining() == Long.BYTES) {
            connection.pong(payload.getLong());
        }
    }

    private void pong(Frame ping, Callback done) {
        send(new Frame(OpCode.PONG, BufferUtil.copy(ping.getPayload())), done, false);
    }

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        for (EncodedMessage message : messages.subList(0, messages.size() - 1)) {
            send(text(message), Callback.NOOP, true);
        }
        // Frames are sent in order: when the last one is written, or has failed, so are the others.
        send(text(messages.getLast()), Callback.from(
                () -> done.written(true), failure -> done.written(false)), false);
    }

    @Override
    public void ping(long number) {
        ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        soon.execute(() -> send(new Frame(OpCode.PING, payload), Callback.NOOP, false));
    }

    @Override
    public void close(CloseReason reason) {
        send(new CloseStatus(reason.code(), reason.words()).toFrame(), Callback.NOOP, false);
    }

    @Override
    public void abort() {
        session.abort();
    }

    private static Frame text(EncodedMessage message) {
        return new Frame(OpCode.TEXT, message.toBuffer());
    }

    /**
     * Goes past the core session. That one cuts the connection right after a close frame with a code such as 1001,
     * and where the peer has just sent something, the cut throws away what the peer has not read yet, the close frame
     * included. Here the peer answers and closes, or {@link #abort} comes. What else the session adds, extensions and
     * fragments, is not in use, and each frame would pay for it.
     */
    private void send(Frame frame, Callback callback, boolean gather) {
        session.getConnection().enqueueFrame(new OutgoingEntry.Builder(frame, callback).batch(gather).build());
    }

    private void ended() {
        allUnfinished.ends(giveUp);
        connection.closed();
        closed.accept(connection);
    }
}
