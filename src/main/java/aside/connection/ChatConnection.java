package aside.connection;

import aside.connection.Membership.Outcome;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.Join;
import aside.message.ErrorCode;
import aside.message.MessageCodec;
import aside.message.ServerMessage.ErrorReply;
import aside.registry.UserName;
import aside.routing.MessageRouter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's life. There is no Jetty in it: it hears of the socket through its methods and speaks to it through
 * a {@link Wire}.
 *
 * <pre>
 *                    join                 socket closed or failed, no pong,
 *   AWAITING_JOIN ----------> JOINED      slow, flooding, server stops
 *         |                      |
 *         +----------------------+------> CLOSED: left the room, outbox ended
 *            the same, or the join
 *            deadline has passed
 * </pre>
 *
 * <p>The one rule: leaving happens once, whatever comes first. The {@link Membership} holds to that; everything else
 * done at the end may be done twice.
 *
 * <p>{@link #receive} and {@link #stopListening} exclude each other; all other methods may be called from any thread
 * at any time.
 */
public final class ChatConnection implements Heartbeat.Peer {

    private static final Logger LOG = LoggerFactory.getLogger(ChatConnection.class);

    private final Wire wire;
    private final Shared shared;
    private final Membership membership;
    private final Outbox outbox;
    private final RateLimiter rateLimiter;

    /** Held while a message is handled, so that a stop can wait for its end. */
    private final Object handling = new Object();
    private boolean listening = true;

    private final Scheduler.Cancellable joinDeadline;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean left;
    private volatile Scheduler.Cancellable closeTimeout = () -> { };

    /**
     * What the connections of one server share.
     *
     * @param codec reads and writes messages
     * @param router delivers what those who have joined say
     * @param memberships one for each connection
     * @param outboxes one for each connection
     * @param rateLimiters one for each connection
     * @param heartbeat finds the dead
     * @param scheduler the time
     * @param joinDeadline how long a connection may take to join
     * @param closeTimeout how long a peer may take to read what waits and to answer a close frame
     */
    public record Shared(MessageCodec codec, MessageRouter router, Supplier<Membership> memberships,
                         Outbox.Factory outboxes, Supplier<RateLimiter> rateLimiters, Heartbeat heartbeat,
                         Scheduler scheduler, Duration joinDeadline, Duration closeTimeout) {
    }

    /**
     * Makes a connection and starts its join deadline.
     *
     * @param wire the socket
     * @param shared what it shares with the others
     */
    public ChatConnection(Wire wire, Shared shared) {
        this.wire = wire;
        this.shared = shared;
        this.membership = shared.memberships().get();
        this.outbox = shared.outboxes().create(wire, this::full);
        this.rateLimiter = shared.rateLimiters().get();
        this.joinDeadline = shared.scheduler().schedule(shared.joinDeadline(), this::joinDeadlinePassed);
    }

    /**
     * Handles one text message. A fault of the server on the way closes the connection with 1011.
     *
     * @param text the payload of one text frame
     */
    public void receive(String text) {
        synchronized (handling) {
            if (!listening) {
                return;
            }
            try {
                handle(text);
            } catch (RuntimeException | StackOverflowError e) {
                LOG.error("a message could not be handled", e);
                close(CloseReason.INTERNAL_ERROR);
            }
        }
    }

    /**
     * Hears a pong.
     *
     * @param number the number of the ping it answers
     */
    public void pong(long number) {
        shared.heartbeat().pong(this, number);
    }

    @Override
    public void ping(long number) {
        wire.ping(number);
    }

    @Override
    public void dead() {
        close(CloseReason.NO_PONG);
    }

    /** Ignores what the client says from now on. When this returns, no message of the client is being handled. */
    public void stopListening() {
        synchronized (handling) {
            listening = false;
        }
    }

    /**
     * Leaves the room, sends what waits, tells the client why, and cuts the wire if the client does not close it in
     * time.
     *
     * @param reason what the client is told; only the first counts
     */
    public void close(CloseReason reason) {
        joinDeadline.cancel();
        if (closing.compareAndSet(false, true)) {
            LOG.debug("closing {}: {}", this, reason.words());
            closeTimeout = shared.scheduler().schedule(shared.closeTimeout(), wire::abort);
        }
        outbox.close(reason);
        leave();
    }

    /** The socket is gone, for whatever reason. */
    public void closed() {
        closing.set(true);
        joinDeadline.cancel();
        closeTimeout.cancel();
        outbox.discard();
        leave();
    }

    private void leave() {
        left = true;
        membership.end();
        shared.heartbeat().forget(this);
    }

    private void full() {
        // Not here and now: this is a sender's thread, which may be in the middle of telling the room something.
        shared.scheduler().schedule(Duration.ZERO, () -> close(CloseReason.SLOW_READER));
    }

    private void joinDeadlinePassed() {
        if (membership.client().isEmpty()) {
            close(CloseReason.NOT_JOINED_IN_TIME);
        }
    }

    private void handle(String text) {
        switch (rateLimiter.next()) {
            case PASS -> obey(text);
            case REFUSE -> refuse(ErrorCode.RATE_LIMITED, "too fast; slow down and send this message again",
                    idOf(text));
            case FLOODING -> close(CloseReason.FLOODING);
        }
    }

    // @start region="obey"
    private void obey(String text) {
        try {
            switch (shared.codec().decode(text)) {
                case Join join -> join(join);
                case Chat chat -> membership.client().ifPresentOrElse(
                        client -> shared.router().route(client, chat),
                        () -> refuse(ErrorCode.NOT_JOINED, "join first: {\"type\":\"join\",\"name\":\"...\"}",
                                chat.id()));
            }
        } catch (BadMessageException e) {
            reply(e.toReply());
        }
    }
    // @end region="obey"

    private void join(Join join) {
        if (membership.client().isPresent()) {
            refuse(ErrorCode.ALREADY_JOINED, "this connection has joined; a new name needs a new connection",
                    ClientMessage.NO_ID);
            return;
        }
        Optional<UserName> name = UserName.parse(join.name());
        if (name.isEmpty()) {
            refuse(ErrorCode.BAD_NAME, UserName.RULES, ClientMessage.NO_ID);
            return;
        }
        Member member = new Member(name.get(), outbox);
        Outcome outcome = membership.join(member, welcome -> {
            // Before the client, or a test, reads the welcome, everything is in place.
            joinDeadline.cancel();
            watch();
            member.welcome(welcome);
        });
        switch (outcome) {
            case ADMITTED -> LOG.debug("{} is {}", this, name.get());
            case NAME_TAKEN -> refuse(ErrorCode.NAME_TAKEN, "somebody named \"" + name.get()
                    + "\" is here already; try another name", ClientMessage.NO_ID);
            case ALREADY_JOINED, ENDED -> LOG.debug("{} ended while it joined", this);
        }
    }

    private void watch() {
        shared.heartbeat().watch(this);
        if (left) {
            // The end came before the line above and found nothing to forget.
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
