package aside.chapters;

import static aside.testing.OtherThread.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.testing.RecordingClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** Names that collide: the gap between looking and adding. */
class Chapter05NamesTest {

    private final Client first = new RecordingClient("alice");
    private final Client second = new RecordingClient("Alice");

    // @start region="naive"
    record NaiveRegistry(Map<UserName, Client> clients, ReadWriteLock lock) {

        boolean join(Client client) {
            if (find(client.name()).isPresent()) {
                return false;
            }
            lock.writeLock().lock();
            try {
                clients.put(client.name(), client);
                return true;
            } finally {
                lock.writeLock().unlock();
            }
        }

        void leave(Client client) {
            lock.writeLock().lock();
            try {
                clients.remove(client.name());
            } finally {
                lock.writeLock().unlock();
            }
        }

        Optional<Client> find(UserName name) {
            lock.readLock().lock();
            try {
                return Optional.ofNullable(clients.get(name));
            } finally {
                lock.readLock().unlock();
            }
        }
    }
    // @end region="naive"

    // @start region="gap"
    /** A lock with something that happens once, right after it is free for the first time. */
    private static final class LockWithAGap extends ReentrantReadWriteLock {

        private static final long serialVersionUID = 1L;

        private transient Runnable inTheGap = () -> { };

        private final class Read extends ReadLock {

            private static final long serialVersionUID = 1L;

            Read() {
                super(LockWithAGap.this);
            }

            @Override
            public void unlock() {
                super.unlock();
                Runnable once = inTheGap;
                inTheGap = () -> { };
                once.run();
            }
        }

        private final ReadLock readLock = new Read();

        @Override
        public ReadLock readLock() {
            return readLock;
        }
    }
    // @end region="gap"

    // @start region="breaks"
    @Test
    void twoClientsGetOneName() {
        LockWithAGap lock = new LockWithAGap();
        NaiveRegistry registry = new NaiveRegistry(new HashMap<>(), lock);
        lock.inTheGap = () -> elsewhere(() -> assertThat(registry.join(second)).isTrue());

        assertThat(registry.join(first)).isTrue();

        // Both heard "welcome", and the second is in no map: nobody can write to it, and it gets nothing.
        assertThat(registry.clients()).hasSize(1).containsValue(first);
    }

    @Test
    void aLateCleanUpEvictsTheNextHolder() {
        NaiveRegistry registry = new NaiveRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        registry.join(first);
        registry.leave(first);
        registry.join(second);

        registry.leave(first);

        assertThat(registry.find(second.name())).as("the second Alice, who is still connected").isEmpty();
    }
    // @end region="breaks"

    @Test
    void theRegistryOfTheServerHasNoGap() {
        LockWithAGap lock = new LockWithAGap();
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), lock);
        lock.inTheGap = () -> elsewhere(() -> registry.join(second));

        boolean firstIsIn = registry.join(first);
        boolean secondIsIn = registry.join(second);

        assertThat(List.of(firstIsIn, secondIsIn)).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void theRegistryOfTheServerRemovesThisClientAndNotThisName() {
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        registry.join(first);
        registry.leave(first);
        registry.join(second);

        assertThat(registry.leave(first)).isFalse();

        assertThat(registry.find(first.name())).containsSame(second);
    }
}
