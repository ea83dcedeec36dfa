package aside.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Supplier;

/**
 * The registry as a map under a read-write lock: many threads may read at the same time, or one may change it.
 *
 * <p>The lock guards the map and nothing else. No method calls a client while it holds the lock, so no send, no log and
 * no callback can hold it up, and no method returns anything that still points into the map.
 */
public final class LockedClientRegistry implements ClientRegistry {

    private final Map<UserName, Client> clients;
    private final ReadWriteLock lock;

    /**
     * Makes a registry of these parts, so that a reader sees what is guarded by what and a test can watch both.
     *
     * @param clients the map to keep the clients in; nobody else may touch it
     * @param lock guards the map; its two locks may be reentrant or not
     */
    public LockedClientRegistry(Map<UserName, Client> clients, ReadWriteLock lock) {
        this.clients = clients;
        this.lock = lock;
    }

    // @start region="join"
    @Override
    public boolean join(Client client) {
        // Check and add in one critical section: with two, a second client could join in between.
        UserName name = client.name();
        return writing(() -> clients.putIfAbsent(name, client) == null);
    }
    // @end region="join"

    // @start region="leave"
    @Override
    public boolean leave(Client client) {
        // Two arguments: with the name only, a late clean-up would remove the next holder of the name.
        UserName name = client.name();
        return writing(() -> clients.remove(name, client));
    }
    // @end region="leave"

    @Override
    public Optional<Client> find(UserName name) {
        return reading(() -> Optional.ofNullable(clients.get(name)));
    }

    // @start region="everyone"
    @Override
    public List<Client> everyone() {
        // A copy: the view that values() returns would be read later, without the lock.
        return reading(() -> List.copyOf(clients.values()));
    }
    // @end region="everyone"

    private <T> T reading(Supplier<T> access) {
        lock.readLock().lock();
        try {
            return access.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    // @start region="writing"
    private <T> T writing(Supplier<T> access) {
        lock.writeLock().lock();
        try {
            return access.get();
        } finally {
            lock.writeLock().unlock();
        }
    }
    // @end region="writing"
}
