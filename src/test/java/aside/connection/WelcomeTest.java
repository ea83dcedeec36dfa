package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aside.heartbeat.PongCountingHeartbeat;
import aside.history.LocalRoomLog;
import aside.history.RingHistory;
import aside.history.RoomLog;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.outbox.Outbox;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.Presence;
import aside.routing.RegistryMessageRouter;
import aside.testing.HeldSocket;
import aside.testing.ManualScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The instant at which a client is in. */
@Timeout(60)
class WelcomeTest {

    private final MessageCodec codec = new JacksonMessageCodec(100);
    private final ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());

    @Test
    void whoCanReadItsWelcomeMissesNoMessageFromThenOn() throws InterruptedException {
        Thread other = Thread.ofPlatform().unstarted(() -> registry.everyone().forEach(client ->
                client.send(codec.encode(new ServerMessage.PublicDelivery("bob", "hi")))));
        RecordingOutbox outbox = new RecordingOutbox(() -> {
            // The welcome is in the outbox: the client may have read it, and now somebody speaks.
            other.start();
            await().until(() -> !other.isAlive() || other.getState() == Thread.State.BLOCKED);
        });

        connection(outbox).receive("{\"type\":\"join\",\"name\":\"alice\"}");
        other.join();

        assertThat(outbox.messages).containsExactly(
                "{\"type\":\"welcome\",\"name\":\"alice\",\"users\":[\"alice\"],\"room\":\"r1\",\"seq\":0}",
                "{\"type\":\"public\",\"from\":\"bob\",\"msg\":\"hi\"}");
    }

    private ChatConnection connection(Outbox outbox) {
        ManualScheduler scheduler = new ManualScheduler();
        RoomLog log = new LocalRoomLog("r1", new RingHistory(10, 1_000), registry, codec);
        Presence presence = new Presence(registry, codec, 500, log);
        return new ChatConnection(new HeldSocket(), Runnable::run, new SharedParts(codec,
                new RegistryMessageRouter(registry, codec), () -> new OnceMembership(presence),
                (socket, limits, writer, onFull) -> outbox, new Outbox.Limits(8, 1_000),
                () -> new RateLimiter(new RateLimiter.Limits(0, 1, 1, 1, Duration.ofSeconds(1)), scheduler::nanoTime),
                log, new PongCountingHeartbeat(scheduler, Duration.ofSeconds(15)), scheduler, Duration.ofSeconds(10),
                Duration.ofSeconds(3)));
    }

    /** Writes down what is put in; right after the first message, something happens. */
    private static final class RecordingOutbox implements Outbox {

        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final Runnable afterTheFirst;

        RecordingOutbox(Runnable afterTheFirst) {
            this.afterTheFirst = afterTheFirst;
        }

        @Override
        public boolean send(EncodedMessage message) {
            messages.add(message.toString());
            if (messages.size() == 1) {
                afterTheFirst.run();
            }
            return true;
        }

        @Override
        public void close(CloseReason reason) {
            throw new AssertionError("nothing closes");
        }

        @Override
        public void discard() {
            throw new AssertionError("nothing ends");
        }
    }
}
