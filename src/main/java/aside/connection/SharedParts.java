package aside.connection;

import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import aside.history.RoomLog;
import aside.message.MessageCodec;
import aside.outbox.Outbox;
import aside.routing.MessageRouter;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What the connections of one server share.
 *
 * @param codec reads and writes messages
 * @param router delivers the messages of clients that have joined
 * @param memberships makes one for each connection
 * @param outboxes makes one for each connection
 * @param outboxLimits how much may wait in one outbox
 * @param rateLimiters makes one for each connection
 * @param log what was said in the room
 * @param heartbeat finds dead connections
 * @param scheduler the time
 * @param joinDeadline how long a connection may take to join
 * @param closeTimeout how long a peer may take to read what is waiting and to answer a close frame
 */
public record SharedParts(MessageCodec codec, MessageRouter router, Supplier<Membership> memberships,
                     Outbox.Factory outboxes, Outbox.Limits outboxLimits, Supplier<RateLimiter> rateLimiters,
                     RoomLog log, Heartbeat heartbeat, Scheduler scheduler, Duration joinDeadline,
                     Duration closeTimeout) {
}
