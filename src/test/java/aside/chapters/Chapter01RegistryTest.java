package aside.chapters;

import static aside.testing.OtherThread.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.testing.RecordingClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** Who is here: a map that two threads use. */
class Chapter01RegistryTest {

    private final Client alice = new RecordingClient("alice");
    private final Client bob = new RecordingClient("bob");
    private final Client carol = new RecordingClient("carol");

    // @start region="naive"
    static final class NaiveRegistry {

        private final Map<UserName, Client> clients = new HashMap<>();

        void join(Client client) {
            clients.put(client.name(), client);
        }

        Collection<Client> everyone() {
            return clients.values();
        }
    }
    // @end region="naive"

    // @start region="locked-view"
    static final class RegistryThatLeaksItsMap {

        private final Map<UserName, Client> clients = new HashMap<>();

        synchronized void join(Client client) {
            clients.put(client.name(), client);
        }

        /** The lock is given back here; the caller reads the map later. */
        synchronized Collection<Client> everyone() {
            return clients.values();
        }
    }
    // @end region="locked-view"

    // @start region="breaks"
    @Test
    void aJoinWhileSomebodyReadsBreaksTheNaiveRegistry() {
        NaiveRegistry registry = new NaiveRegistry();
        registry.join(alice);
        registry.join(carol);

        assertThatThrownBy(() -> {
            for (Client ignored : registry.everyone()) {
                elsewhere(() -> registry.join(bob));
            }
        }).isInstanceOf(ConcurrentModificationException.class);
    }
    // @end region="breaks"

    @Test
    void aLockThatIsGivenBackTooEarlyHelpsNobody() {
        RegistryThatLeaksItsMap registry = new RegistryThatLeaksItsMap();
        registry.join(alice);
        registry.join(carol);

        assertThatThrownBy(() -> {
            for (Client ignored : registry.everyone()) {
                elsewhere(() -> registry.join(bob));
            }
        }).isInstanceOf(ConcurrentModificationException.class);
    }

    @Test
    void theRegistryOfTheServerHandsOutACopy() {
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        registry.join(alice);
        registry.join(carol);
        List<Client> read = new ArrayList<>();

        for (Client client : registry.everyone()) {
            elsewhere(() -> registry.join(bob));
            read.add(client);
        }

        assertThat(read).containsExactlyInAnyOrder(alice, carol);
        assertThat(registry.everyone()).containsExactlyInAnyOrder(alice, bob, carol);
    }

    @Test
    void manyMayLookAtTheSameTime() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), lock);
        registry.join(alice);

        lock.readLock().lock();
        try {
            elsewhere(() -> assertThat(registry.find(alice.name())).contains(alice));
        } finally {
            lock.readLock().unlock();
        }
    }
}
