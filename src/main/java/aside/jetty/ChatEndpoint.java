package aside.jetty;

import aside.connection.ChatConnection;
import aside.jetty.ChatConnector.TurnTakingEndPoint;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
 * Translates Jetty's callbacks for a {@link ChatConnection}, and its {@link ClientSocket} for Jetty. It decides only
 * what Jetty leaves open: how frames become messages.
 *
 * <p>It uses Jetty's core API, one level below {@code Session.Listener}: only there can several frames be gathered into
 * one write, and fewer layers handle each message. Jetty calls one method at a time; it reads the next frame after the
 * callback and {@link CoreSession#demand}.
 */
final class ChatEndpoint implements FrameHandler, ClientSocket {

    private static final Logger LOG = LoggerFactory.getLogger(ChatEndpoint.class);

    private final int maxMessageSize;
    private final ReassemblyBudget reassemblyBudget;
    private final EventLoop loop;
    private final ConnectionListener listener;
    private final PingPayloads pings = new PingPayloads();

    /* The parts of an unfinished message; touched by the thread that reads, and by evict. */
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final Runnable evict = () -> refuse(CloseReason.SERVER_FULL);
    private volatile ByteArrayOutputStream unfinished = new ByteArrayOutputStream(0);
    private volatile boolean refusing;

    /** Whether a close frame of ours has been queued: after it, nothing may be sent. */
    private volatile boolean closeSent;

    /* Set once, when the socket opens: nothing is called before. */
    private WebSocketCoreSession session;
    private TurnTakingEndPoint endPoint;
    private ChatConnection connection;

    /**
     * Makes an endpoint for one connection.
     *
     * @param maxMessageSize the longest message, in bytes
     * @param reassemblyBudget the memory for unfinished messages
     * @param loop decides when the socket is written
     * @param listener makes the connection, and hears of its end
     */
    ChatEndpoint(int maxMessageSize, ReassemblyBudget reassemblyBudget, EventLoop loop, ConnectionListener listener) {
        this.maxMessageSize = maxMessageSize;
        this.reassemblyBudget = reassemblyBudget;
        this.loop = loop;
        this.listener = listener;
    }

    @Override
    public void onOpen(CoreSession open, Callback callback) {
        session = (WebSocketCoreSession) open;
        endPoint = (TurnTakingEndPoint) session.getConnection().getEndPoint();
        connection = listener.opened(this, endPoint.writer());
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        boolean oneMore = endPoint.mayHandleOneMore();
        Callback next = Callback.from(() -> {
            callback.succeeded();
            if (connection.isFlooding()) {
                // Nothing more is read: the client is cut after the close timeout, if it does not go before.
                return;
            }
            if (oneMore) {
                session.demand();
            } else {
                // In the next turn. What has been read already waits in Jetty's parser.
                loop.later(session::demand);
            }
        });
        try {
            switch (frame.getOpCode()) {
                case OpCode.TEXT, OpCode.CONTINUATION -> onText(frame);
                case OpCode.BINARY -> refuse(CloseReason.BINARY);
                case OpCode.PONG -> onPong(frame.getPayload());
                case OpCode.PING -> {
                    onPing(frame, next);
                    return;
                }
                default -> {
                    onClose(callback);
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            // Jetty would send the words of the exception to the client.
            LOG.error("a frame could not be handled", e);
            refuse(CloseReason.INTERNAL_ERROR);
        }
        next.succeeded();
    }

    // @start region="ends"
    /** Jetty answers a close frame when it hears that this was handled. No frame comes after it. */
    private void onClose(Callback callback) {
        // First the answers to what the client asked for in the same read.
        loop.finishTurn();
        connection.saidGoodbye();
        callback.succeeded();
    }

    /** On an abort, and where Jetty refuses a frame, this comes first and then {@link #onClosed}. */
    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("the connection failed", cause);
        gone();
        callback.succeeded();
    }

    /** The socket is closed, or its peer is. */
    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        gone();
        callback.succeeded();
    }
    // @end region="ends"

    private void onText(Frame part) {
        ByteArrayOutputStream begun = unfinished;
        if (!refusing && begun.size() + part.getPayloadLength() > maxMessageSize) {
            refuse(CloseReason.TOO_BIG);
        }
        if (refusing) {
            // The rest is read and thrown away until the client has closed, too: see send().
            return;
        }
        if (part.isFin() && begun.size() == 0) {
            receive(part.getPayload());
            return;
        }
        begun.writeBytes(BufferUtil.toArray(part.getPayload()));
        if (part.isFin()) {
            // A new one: the old one would keep the memory of the longest message it ever held.
            unfinished = new ByteArrayOutputStream(0);
            reassemblyBudget.release(evict);
            receive(ByteBuffer.wrap(begun.toByteArray()));
        } else {
            reassemblyBudget.grow(evict, part.getPayloadLength());
            connection.countFragment();
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
        reassemblyBudget.release(evict);
        connection.close(reason);
    }

    private void onPong(ByteBuffer payload) {
        connection.admitsControlFrame();
        // Whatever the rate: to count a pong costs as little as to refuse it, and a busy client is not a dead one.
        pings.numberOf(payload).ifPresent(connection::pong);
    }

    private void onPing(Frame ping, Callback next) {
        if (connection.admitsControlFrame() && !closeSent) {
            // The next frame is read when the pong is written, so a client that sends pings and never reads has to
            // wait.
            // A pong that cannot be written is no reason to cut the connection: a close frame may have come first.
            send(new Frame(OpCode.PONG, BufferUtil.copy(ping.getPayload())),
                    Callback.from(next::succeeded, failure -> next.succeeded()), false);
        } else {
            next.succeeded();
        }
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
        ByteBuffer payload = pings.payloadFor(number);
        endPoint.writer().execute(() -> send(new Frame(OpCode.PING, payload), Callback.NOOP, false));
    }

    @Override
    public void close(CloseReason reason) {
        closeSent = true;
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
     * and if the peer has just sent something, the cut discards everything that the peer has not read yet, the close
     * frame included. Here the peer answers and closes, or {@link #abort} comes. The session's other features,
     * extensions and fragments, are not in use, and each frame would pay for them.
     */
    private void send(Frame frame, Callback callback, boolean gather) {
        session.getConnection().enqueueFrame(new OutgoingEntry.Builder(frame, callback).batch(gather).build());
    }

    private void gone() {
        reassemblyBudget.release(evict);
        connection.gone();
        listener.gone(connection);
    }
}
