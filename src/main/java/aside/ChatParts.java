package aside;

import aside.connection.GatheringOutbox;
import aside.connection.Heartbeat;
import aside.connection.Membership;
import aside.connection.OnceMembership;
import aside.connection.Outbox;
import aside.connection.PongCountingHeartbeat;
import aside.connection.Scheduler;
import aside.connection.Wire;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.MessageRouter;
import aside.routing.Presence;
import aside.routing.RegistryMessageRouter;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The parts of a server that can be replaced one by one: by an exercise, which runs the real server with a student's
 * class in it, or by a team, which has a better idea.
 *
 * @param registry who is here
 * @param codec text to messages and back
 * @param router makes what delivers messages
 * @param membership makes what sees to it that a client leaves once
 * @param heartbeat makes what finds the dead, from the time and the ping interval
 * @param outbox makes what waits for one client
 */
public record ChatParts(
        ClientRegistry registry,
        MessageCodec codec,
        BiFunction<ClientRegistry, MessageCodec, MessageRouter> router,
        Function<Presence, Membership> membership,
        BiFunction<Scheduler, Duration, Heartbeat> heartbeat,
        OutboxMaker outbox) {

    /** Makes an outbox; the parameters are those of {@link GatheringOutbox}'s constructor. */
    @FunctionalInterface
    public interface OutboxMaker {

        /**
         * Makes an outbox.
         *
         * @param wire where the messages leave
         * @param limits how much may wait
         * @param atOnce runs the writes of {@link Outbox#send}
         * @param soon runs the writes of {@link Outbox#enqueue}
         * @param onFull called once, when the outbox has ended because it was full
         * @return an empty outbox
         */
        Outbox make(Wire wire, GatheringOutbox.Limits limits, Executor atOnce, Executor soon, Runnable onFull);
    }

    /**
     * The parts that the documentation describes.
     *
     * @param options the limits
     * @return a new registry and the makers of the rest
     */
    public static ChatParts reference(ChatServerOptions options) {
        return new ChatParts(
                new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock()),
                new JacksonMessageCodec(options.maxTextLength()),
                RegistryMessageRouter::new,
                OnceMembership::new,
                PongCountingHeartbeat::new,
                GatheringOutbox::new);
    }

    /**
     * The same with another registry.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts with(ClientRegistry other) {
        return new ChatParts(other, codec, router, membership, heartbeat, outbox);
    }

    /**
     * The same with another codec.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts with(MessageCodec other) {
        return new ChatParts(registry, other, router, membership, heartbeat, outbox);
    }

    /**
     * The same with another router.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts withRouter(BiFunction<ClientRegistry, MessageCodec, MessageRouter> other) {
        return new ChatParts(registry, codec, other, membership, heartbeat, outbox);
    }

    /**
     * The same with other memberships.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts withMembership(Function<Presence, Membership> other) {
        return new ChatParts(registry, codec, router, other, heartbeat, outbox);
    }

    /**
     * The same with another heartbeat.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts withHeartbeat(BiFunction<Scheduler, Duration, Heartbeat> other) {
        return new ChatParts(registry, codec, router, membership, other, outbox);
    }

    /**
     * The same with other outboxes.
     *
     * @param other what to use instead
     * @return the parts with it
     */
    public ChatParts withOutbox(OutboxMaker other) {
        return new ChatParts(registry, codec, router, membership, heartbeat, other);
    }
}
