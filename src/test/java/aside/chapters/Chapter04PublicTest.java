package aside.chapters;

import static aside.testing.OtherThread.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;

import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.RegistryMessageRouter;
import aside.testing.RecordingClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** To everyone: what is done while the lock is held, and how often. */
class Chapter04PublicTest {

    private final Map<UserName, Client> clients = new HashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final CountingCodec codec = new CountingCodec();
    private final RecordingClient alice = new RecordingClient("alice");

    // @start region="naive"
    record NaiveBroadcast(Map<UserName, Client> clients, ReadWriteLock lock, MessageCodec codec) {

        void toEveryone(Client from, PublicMessage message) {
            lock.readLock().lock();
            try {
                for (Client client : clients.values()) {
                    client.send(codec.encode(new PublicDelivery(from.name().toString(), message.msg())));
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }
    // @end region="naive"

    // @start region="breaks"
    @Test
    void aClientThatTakesItsTimeKeepsOthersFromJoining() {
        NaiveBroadcast broadcast = new NaiveBroadcast(clients, lock, codec);
        AtomicInteger refused = new AtomicInteger();
        add(new RecordingClient("bob") {
            @Override
            public boolean send(EncodedMessage message) {
                // While this client takes its time, somebody else tries to join.
                elsewhere(() -> refused.addAndGet(lock.writeLock().tryLock() ? 0 : 1));
                return true;
            }
        });

        broadcast.toEveryone(alice, new PublicMessage("hello", ClientMessage.NO_ID));

        assertThat(refused).hasValue(1);
    }

    @Test
    void aMessageToAHundredIsEncodedAHundredTimes() {
        NaiveBroadcast broadcast = new NaiveBroadcast(clients, lock, codec);
        for (int i = 0; i < 100; i++) {
            add(new RecordingClient("user" + i));
        }

        broadcast.toEveryone(alice, new PublicMessage("hello", ClientMessage.NO_ID));

        assertThat(codec.encoded).hasValue(100);
    }
    // @end region="breaks"

    @Test
    void theRouterOfTheServerHoldsNoLockAndEncodesOnce() {
        ClientRegistry registry = new LockedClientRegistry(clients, lock);
        RegistryMessageRouter router = new RegistryMessageRouter(registry, codec);
        List<RecordingClient> late = List.of(new RecordingClient("carol"), new RecordingClient("dave"));
        for (RecordingClient next : late) {
            add(new RecordingClient("with-" + next) {
                @Override
                public boolean send(EncodedMessage message) {
                    elsewhere(() -> registry.join(next));
                    return true;
                }
            });
        }

        router.route(alice, new PublicMessage("hello", ClientMessage.NO_ID));

        assertThat(registry.everyone()).containsAll(late);
        assertThat(codec.encoded).hasValue(1);
    }

    private void add(RecordingClient client) {
        clients.put(client.name(), client);
    }

    private static final class CountingCodec implements MessageCodec {

        private final MessageCodec real = new JacksonMessageCodec(4_000);
        private final AtomicInteger encoded = new AtomicInteger();

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            return real.decode(text);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            encoded.incrementAndGet();
            return real.encode(message);
        }
    }
}
