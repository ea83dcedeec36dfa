package aside;

import aside.connection.Membership;
import aside.connection.OnceMembership;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.PongCountingHeartbeat;
import aside.heartbeat.Scheduler;
import aside.history.History;
import aside.history.RingHistory;
import aside.history.RoomLog;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import aside.outbox.OutboxBudget;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.LoggedMessageRouter;
import aside.routing.MessageRouter;
import aside.routing.Presence;
import aside.routing.RegistryMessageRouter;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The parts of a server that can be replaced one by one: by an exercise, which runs the real server with a student's
 * class in it, or by a team that has a better idea.
 *
 * @param registry who is here
 * @param codec text to messages and back
 * @param history keeps the latest public messages
 * @param router makes the part that delivers messages
 * @param membership makes the part that lets a client leave exactly once
 * @param heartbeat makes the part that finds dead connections, from the time and the ping interval
 * @param outbox makes the queue of messages for one client
 */
public record ChatServerParts(
        ClientRegistry registry,
        MessageCodec codec,
        History history,
        RouterFactory router,
        Function<Presence, Membership> membership,
        BiFunction<Scheduler, Duration, Heartbeat> heartbeat,
        Outbox.Factory outbox) {

    /** Makes a router. */
    @FunctionalInterface
    public interface RouterFactory {

        /**
         * Makes a router.
         *
         * @param registry who is here
         * @param codec writes the messages
         * @param log gets the public messages
         * @return the router
         */
        MessageRouter create(ClientRegistry registry, MessageCodec codec, RoomLog log);
    }

    /**
     * The parts that the documentation describes.
     *
     * @param options the limits
     * @return a new registry and the makers of the rest
     */
    public static ChatServerParts reference(ChatServerOptions options) {
        OutboxBudget budget = new OutboxBudget(options.outboxTotalBytes());
        return new ChatServerParts(
                new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock()),
                new JacksonMessageCodec(options.maxTextLength()),
                new RingHistory(options.historyMessages(), options.historyBytes()),
                (registry, codec, log) ->
                        new LoggedMessageRouter(log, new RegistryMessageRouter(registry, codec), codec),
                OnceMembership::new,
                PongCountingHeartbeat::new,
                (socket, limits, writer, onFull) -> new GatheringOutbox(socket, limits, writer, onFull, budget));
    }

    /**
     * The same with another registry.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts with(ClientRegistry other) {
        return new ChatServerParts(other, codec, history, router, membership, heartbeat, outbox);
    }

    /**
     * The same with another codec.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts with(MessageCodec other) {
        return new ChatServerParts(registry, other, history, router, membership, heartbeat, outbox);
    }

    /**
     * The same with another router.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts with(RouterFactory other) {
        return new ChatServerParts(registry, codec, history, other, membership, heartbeat, outbox);
    }

    /**
     * The same with another router, which knows nothing of the log: public messages get no number.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts withRouter(BiFunction<ClientRegistry, MessageCodec, MessageRouter> other) {
        return with((RouterFactory) (names, json, log) -> other.apply(names, json));
    }

    /**
     * The same with another history.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts with(History other) {
        return new ChatServerParts(registry, codec, other, router, membership, heartbeat, outbox);
    }

    /**
     * The same with other memberships.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts withMembership(Function<Presence, Membership> other) {
        return new ChatServerParts(registry, codec, history, router, other, heartbeat, outbox);
    }

    /**
     * The same with another heartbeat.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts withHeartbeat(BiFunction<Scheduler, Duration, Heartbeat> other) {
        return new ChatServerParts(registry, codec, history, router, membership, other, outbox);
    }

    /**
     * The same with other outboxes.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatServerParts withOutbox(Outbox.Factory other) {
        return new ChatServerParts(registry, codec, history, router, membership, heartbeat, other);
    }
}
