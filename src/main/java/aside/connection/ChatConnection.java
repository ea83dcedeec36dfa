package aside.connection;

import aside.connection.Membership.Outcome;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import aside.history.Replay;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.Join;
import aside.message.CloseReason;
import aside.message.ErrorCode;
import aside.message.ServerMessage.ErrorReply;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import aside.registry.UserName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's life. It knows nothing of Jetty: its methods tell it what happens on the socket, and it answers
 * through a {@link ClientSocket}.
 *
 * <pre>
 *                  join                server stops, slow, flooding,
 *   AWAITING_JOIN --------> JOINED     no pong, no join in time
 *         |                   |
 *         +-------------------+----------------> CLOSING   left the room; sends what is waiting, then a close frame
 *         |                   |                     |
 *         |                   |  client said        |  client answers, or the close timeout passes and
 *         |                   |  goodbye            |  the socket is cut
 *         +-------------------+------+              |
 *         |                   |      +-----------> GONE     the socket is closed: everything is forgotten
 *         +-------------------+-------------------->
 *                  the socket is gone
 * </pre>
 *
 * <p>Two events end a connection, and they are not the same: the client says goodbye, or the socket is gone. After a
 * goodbye the socket still takes memory and a place, so a timer is set that cuts it. Only when the socket is gone are
 * all timers cancelled. The client leaves the room once, whichever event comes first: see {@link Membership}.
 *
 * <p>The methods that report what the client sends are called by one thread at a time. All other methods may be called
 * from any thread at any time.
 */
public final class ChatConnection implements Heartbeat.Peer {

    private static final Logger LOG = LoggerFactory.getLogger(ChatConnection.class);

    /** This many parts of a message count as much as one ping: handling one costs a little. */
    private static final int FRAGMENTS_PER_CONTROL_FRAME = 16;

    /** A quarter of the outbox: the rest stays free for whatever else is said. */
    private static final int PIECES_IN_OUTBOX = 4;

    private final ClientSocket socket;
    private final Executor writer;
    private final SharedParts shared;
    private final Membership membership;
    private final Outbox outbox;
    private final RateLimiter rateLimiter;

    /** Held while a message is handled, so that a stop can wait until that has ended. */
    private final Object handling = new Object();
    private boolean listening = true;
    private volatile boolean flooding;
    private int fragments;

    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile boolean left;
    private volatile boolean gone;
    private volatile Optional<Replay> replay = Optional.empty();
    private volatile Scheduler.Cancellable joinDeadline = () -> { };
    private volatile Scheduler.Cancellable closeTimeout = () -> { };

    /**
     * Makes a connection; {@link #open} starts its join deadline.
     *
     * @param socket the client's WebSocket
     * @param writer runs the writes of its outbox
     * @param shared what it shares with the others
     */
    public ChatConnection(ClientSocket socket, Executor writer, SharedParts shared) {
        this.socket = new ReplayingSocket(socket, () -> replay);
        this.writer = writer;
        this.shared = shared;
        this.membership = shared.memberships().get();
        this.outbox = shared.outboxes().create(this.socket, shared.outboxLimits(), writer, this::dropAsSlowReader);
        this.rateLimiter = shared.rateLimiters().get();
    }

    /** Starts the join deadline. To be called once, before anything that the client sends is reported. */
    public void open() {
        joinDeadline = shared.scheduler().schedule(shared.joinDeadline(), this::joinDeadlinePassed);
    }

    /**
     * The client has sent a text message. A fault of the server on the way closes the connection with 1011.
     *
     * @param text the whole message
     */
    public void receive(String text) {
        synchronized (handling) {
            if (!listening || flooding) {
                return;
            }
            try {
                handle(text);
            } catch (RuntimeException | Error e) {
                LOG.error("a message could not be handled", e);
                close(CloseReason.INTERNAL_ERROR);
            }
        }
    }

    /**
     * The client has sent a ping or a pong. It counts in the message rate: it takes time to read, and a ping a write.
     *
     * @return whether to handle it; false if the client sends too fast
     */
    public boolean admitsControlFrame() {
        return switch (rateLimiter.nextControlFrame()) {
            case PASS -> true;
            case REFUSE -> false;
            case FLOODING -> {
                dropAsFlooding();
                yield false;
            }
        };
    }

    /** The client has sent a part of a message, and not its end. */
    public void countFragment() {
        fragments++;
        if (fragments % FRAGMENTS_PER_CONTROL_FRAME == 0) {
            admitsControlFrame();
        }
    }

    /** {@return whether the client is being dropped for flooding: there is no point in reading on} */
    public boolean isFlooding() {
        return flooding;
    }

    /**
     * The client has answered a ping.
     *
     * @param number the number of that ping
     */
    public void pong(long number) {
        shared.heartbeat().pong(this, number);
    }

    @Override
    public void ping(long number) {
        socket.ping(number);
    }

    @Override
    public void timedOut() {
        close(CloseReason.NO_PONG);
    }

    /** Ignores what the client says from now on. When this returns, no message of the client is being handled. */
    public void stopListening() {
        synchronized (handling) {
            listening = false;
        }
    }

    /**
     * Leaves the room, sends what is waiting, tells the client why, and cuts the socket if the client does not close it
     * in time.
     *
     * @param reason what the client is told; only the first counts
     */
    public void close(CloseReason reason) {
        LOG.debug("closing {}: {}", this, reason.words());
        startCloseTimeout();
        outbox.close(reason);
        leave();
    }

    // @start region="two-ends"
    /** The client has sent a close frame: it says nothing more, and reads nothing more. Its socket is still open. */
    public void saidGoodbye() {
        startCloseTimeout();
        outbox.discard();
        leave();
    }

    /** The socket is closed, for whatever reason. */
    public void gone() {
        gone = true;
        joinDeadline.cancel();
        closeTimeout.cancel();
        outbox.discard();
        leave();
    }

    private void startCloseTimeout() {
        joinDeadline.cancel();
        if (ending.compareAndSet(false, true)) {
            closeTimeout = shared.scheduler().schedule(shared.closeTimeout(), socket::abort);
            if (gone) {
                // The socket went between the two lines above, and there was no timeout to cancel yet.
                closeTimeout.cancel();
            }
        }
    }
    // @end region="two-ends"

    private void leave() {
        left = true;
        membership.end();
        shared.heartbeat().forget(this);
    }

    private void dropAsSlowReader() {
        // Not within this call: this is a sender's thread, which may be in the middle of telling the room something.
        shared.scheduler().schedule(Duration.ZERO, () -> close(CloseReason.SLOW_READER));
    }

    private void dropAsFlooding() {
        flooding = true;
        close(CloseReason.FLOODING);
    }

    private void joinDeadlinePassed() {
        if (membership.client().isEmpty()) {
            close(CloseReason.NOT_JOINED_IN_TIME);
        }
    }

    private void handle(String text) {
        switch (rateLimiter.nextMessage(text.length())) {
            case PASS -> dispatch(text);
            case REFUSE -> refuse(ErrorCode.RATE_LIMITED, "too fast; slow down and send this message again",
                    idOf(text));
            case FLOODING -> dropAsFlooding();
        }
    }

    // @start region="dispatch"
    private void dispatch(String text) {
        try {
            switch (shared.codec().decode(text)) {
                case Join join -> handleJoin(join);
                case Chat chat -> membership.client().ifPresentOrElse(
                        client -> shared.router().route(client, chat),
                        () -> refuse(ErrorCode.NOT_JOINED, "join first: {\"type\":\"join\",\"name\":\"...\"}",
                                chat.id()));
            }
        } catch (BadMessageException e) {
            reply(e.toReply());
        }
    }
    // @end region="dispatch"

    private void handleJoin(Join join) {
        if (membership.client().isPresent()) {
            refuse(ErrorCode.ALREADY_JOINED, "you have already joined; reconnect to change your name",
                    ClientMessage.NO_ID);
            return;
        }
        Optional<UserName> name = UserName.parse(join.name());
        if (name.isEmpty()) {
            refuse(ErrorCode.BAD_NAME, UserName.RULES, ClientMessage.NO_ID);
            return;
        }
        JoinedClient client = new JoinedClient(name.get(), outbox, join.after());
        Outcome outcome = membership.join(client, welcome -> {
            // Everything is in place before the client, or a test, can read the welcome.
            joinDeadline.cancel();
            watch();
            client.welcome(welcome, () -> replayTo(client));
        });
        switch (outcome) {
            case ADMITTED -> LOG.debug("{} is {}", this, name.get());
            case NAME_TAKEN -> refuse(ErrorCode.NAME_TAKEN, "somebody named \"" + name.get()
                    + "\" is here already; try another name", ClientMessage.NO_ID);
            case ALREADY_JOINED, ENDED -> LOG.debug("{} ended while it joined", this);
        }
    }

    /** Called between two messages of the log, so its answer is the one in the welcome. */
    private void replayTo(JoinedClient client) {
        client.resumesAfter().ifPresent(position -> {
            Replay missed = new Replay(shared.log(), position,
                    new Replay.Piece(shared.outboxLimits().maxMessages() / PIECES_IN_OUTBOX,
                            shared.outboxLimits().maxBytes() / PIECES_IN_OUTBOX),
                    outbox::send, writer, client::goLive, this::dropAsSlowReader);
            replay = Optional.of(missed);
            if (!missed.start()) {
                client.goLive();
            }
        });
    }

    private void watch() {
        shared.heartbeat().watch(this);
        if (left) {
            // The end came before the line above, and found nothing to forget.
            shared.heartbeat().forget(this);
        }
    }

    private String idOf(String text) {
        try {
            return shared.codec().decode(text) instanceof Chat chat ? chat.id() : ClientMessage.NO_ID;
        } catch (BadMessageException e) {
            return e.id();
        }
    }

    private void refuse(ErrorCode code, String words, String id) {
        reply(new ErrorReply(code, words, id));
    }

    private void reply(ErrorReply reply) {
        outbox.send(shared.codec().encode(reply));
    }
}
