package aside.grading;

import aside.grading.WrongRegistries.Plain;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** Right answers to exercise 1, unlike the reference. */
final class RightRegistries {

    private RightRegistries() {
    }

    /** Keeps a finished list for those who ask for everyone, and makes a new one at every change. */
    static final class CopyOnWrite extends Plain {

        private volatile List<Client> everyone = List.of();

        CopyOnWrite(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                Client holder = clients.computeIfAbsent(client.name(), name -> client);
                everyone = List.copyOf(clients.values());
                return holder == client;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                boolean removed = clients.entrySet().removeIf(entry -> entry.getValue() == client);
                everyone = List.copyOf(clients.values());
                return removed;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            return everyone;
        }
    }

    /** Calls its own methods while it holds the lock: a thread may take the read lock when it has the write lock. */
    static final class Reentrant implements ClientRegistry {

        private final Map<UserName, Client> clients;
        private final Collection<Client> view;
        private final Lock reading;
        private final Lock writing;

        Reentrant(Map<UserName, Client> clients, ReadWriteLock lock) {
            this.clients = clients;
            view = clients.values();
            reading = lock.readLock();
            writing = lock.writeLock();
        }

        @Override
        public boolean join(Client client) {
            try {
                writing.lockInterruptibly();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            try {
                return find(client.name()).isEmpty() && clients.put(client.name(), client) == null;
            } finally {
                writing.unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            writing.lock();
            try {
                return everyone().contains(client) && view.remove(client);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public Optional<Client> find(UserName name) {
            reading.lock();
            try {
                return clients.entrySet().stream()
                        .filter(entry -> entry.getKey().equals(name))
                        .map(Map.Entry::getValue)
                        .findAny();
            } finally {
                reading.unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            reading.lock();
            try {
                return view.parallelStream().toList();
            } finally {
                reading.unlock();
            }
        }
    }

    /** Tries until it gets the lock; a first look under the read lock saves most of the refused ones the write lock. */
    static final class LooksTwice extends Plain {

        LooksTwice(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            if (find(client.name()).isPresent()) {
                return false;
            }
            while (!lock.writeLock().tryLock()) {
                Thread.onSpinWait();
            }
            try {
                return clients.merge(client.name(), client, (holder, late) -> holder) == client;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            List<Client> copy = new LinkedList<>();
            lock.readLock().lock();
            try {
                clients.forEach((name, client) -> copy.addFirst(client));
            } finally {
                lock.readLock().unlock();
            }
            return copy;
        }
    }

    /** Whoever reads takes no lock: each change leaves a finished copy of the map. */
    static final class SnapshotForAllWhoRead extends Plain {

        private volatile Map<UserName, Client> snapshot = Map.of();

        SnapshotForAllWhoRead(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                boolean isIn = super.join(client);
                snapshot = Map.copyOf(clients);
                return isIn;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                boolean wasHere = super.leave(client);
                snapshot = Map.copyOf(clients);
                return wasHere;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public Optional<Client> find(UserName name) {
            return Optional.ofNullable(snapshot.get(name));
        }

        @Override
        public List<Client> everyone() {
            return new LinkedList<>(snapshot.values());
        }
    }

    /** Tries for a while, and then once more, whatever comes; remembers that it was interrupted. */
    static final class Patient extends Plain {

        Patient(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            boolean interrupted = false;
            boolean locked = false;
            while (!locked) {
                try {
                    locked = lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            try {
                return clients.putIfAbsent(client.name(), client) == null;
            } finally {
                lock.writeLock().unlock();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
