package aside.grading;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.Stream;

/** Wrong answers to exercise 1. Each overrides what it gets wrong of {@link Plain}. */
final class WrongRegistries {

    private WrongRegistries() {
    }

    /** Right, step by step. */
    static class Plain implements ClientRegistry {

        final Map<UserName, Client> clients;
        final ReadWriteLock lock;

        Plain(Map<UserName, Client> clients, ReadWriteLock lock) {
            this.clients = clients;
            this.lock = lock;
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                if (clients.containsKey(client.name())) {
                    return false;
                }
                clients.put(client.name(), client);
                return true;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                if (clients.get(client.name()) != client) {
                    return false;
                }
                clients.remove(client.name());
                return true;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public Optional<Client> find(UserName name) {
            lock.readLock().lock();
            try {
                return Optional.ofNullable(clients.get(name));
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            lock.readLock().lock();
            try {
                return new ArrayList<>(clients.values());
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** tinode/chat#123: a map that several threads change without a lock. */
    static final class NoLock extends Plain {

        NoLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            return clients.putIfAbsent(client.name(), client) == null;
        }
    }

    /** ezynda3/go-chat#1: whoever reads believes that it needs no lock. */
    static final class ReadsWithoutLock extends Plain {

        ReadsWithoutLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            return Optional.ofNullable(clients.get(name));
        }
    }

    /** The code in gorilla/websocket#33: looks under the read lock, and adds under it, too. */
    static final class AddsUnderTheReadLock extends Plain {

        AddsUnderTheReadLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.readLock().lock();
            try {
                return clients.putIfAbsent(client.name(), client) == null;
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** thomaspoignant/go-feature-flag#3144: takes the write lock while it holds the read lock, and waits for itself. */
    static final class UpgradesTheLock extends Plain {

        UpgradesTheLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            lock.readLock().lock();
            try {
                if (clients.get(client.name()) != client) {
                    return false;
                }
                lock.writeLock().lock();
                try {
                    return clients.remove(client.name(), client);
                } finally {
                    lock.writeLock().unlock();
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** TooTallNate/Java-WebSocket#921: takes the view under the lock, and copies it when the lock is free again. */
    static final class CopiesAfterTheUnlock extends Plain {

        CopiesAfterTheUnlock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            Collection<Client> view;
            lock.readLock().lock();
            try {
                view = clients.values();
            } finally {
                lock.readLock().unlock();
            }
            return List.copyOf(view);
        }
    }

    /** The same with a stream, which looks at the map no sooner than its last step. */
    static final class StreamsAfterTheUnlock extends Plain {

        StreamsAfterTheUnlock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            Stream<Client> lazy;
            lock.readLock().lock();
            try {
                lazy = clients.entrySet().stream().map(Map.Entry::getValue);
            } finally {
                lock.readLock().unlock();
            }
            return lazy.toList();
        }
    }

    /** Changes an entry through the iterator of a view, under the read lock. */
    static final class RemovesThroughAnIterator extends Plain {

        RemovesThroughAnIterator(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            lock.readLock().lock();
            try {
                for (Iterator<Client> here = clients.values().iterator(); here.hasNext();) {
                    if (here.next() == client) {
                        here.remove();
                        return true;
                    }
                }
                return false;
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** TooTallNate/Java-WebSocket#961: hands out what still points into the map. */
    static final class ReturnsAView extends Plain {

        ReturnsAView(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            return new AbstractList<>() {
                @Override
                public Client get(int index) {
                    return clients.values().stream().skip(index).findFirst().orElseThrow();
                }

                @Override
                public int size() {
                    return clients.size();
                }
            };
        }
    }

    /** A second client takes the name over, and the first is here without a name. */
    static final class PutsOverTheHolder extends Plain {

        PutsOverTheHolder(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                return clients.put(client.name(), client) == null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Comfy-Org/ComfyUI#16010: the late clean-up of an old connection takes the new one out. */
    static final class RemovesByName extends Plain {

        RemovesByName(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                return clients.remove(client.name()) != null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Netflix/rend#105: unlocks at the end of the method, where an exception never comes by. */
    static final class UnlocksWithoutFinally extends Plain {

        UnlocksWithoutFinally(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            boolean added = clients.putIfAbsent(client.name(), client) == null;
            lock.writeLock().unlock();
            return added;
        }
    }

    /** syncthing/syncthing#6556: leaves early, past the unlock. */
    static final class ForgetsToUnlockOnce extends Plain {

        ForgetsToUnlockOnce(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            lock.readLock().lock();
            Client client = clients.get(name);
            if (client == null) {
                return Optional.empty();
            }
            lock.readLock().unlock();
            return Optional.of(client);
        }
    }

    /** One lock for all: readers queue up behind each other. */
    static final class ReadsUnderTheWriteLock extends Plain {

        ReadsUnderTheWriteLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            lock.writeLock().lock();
            try {
                return Optional.ofNullable(clients.get(name));
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** The same with the monitor of the object around it. */
    static final class Synchronized extends Plain {

        Synchronized(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public synchronized Optional<Client> find(UserName name) {
            return super.find(name);
        }
    }

    /** Turns people away because the lock happens to be taken. */
    static final class GivesUpOnABusyLock extends Plain {

        GivesUpOnABusyLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            if (!lock.writeLock().tryLock()) {
                return false;
            }
            try {
                return clients.putIfAbsent(client.name(), client) == null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** The same, for who looks somebody up. */
    static final class FindsNobodyWhenBusy extends Plain {

        FindsNobodyWhenBusy(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            if (!lock.readLock().tryLock()) {
                return Optional.empty();
            }
            try {
                return Optional.ofNullable(clients.get(name));
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** Copying takes long, so it must not stop those who look. */
    static final class ListsUnderTheWriteLock extends Plain {

        ListsUnderTheWriteLock(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            lock.writeLock().lock();
            try {
                return List.copyOf(clients.values());
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Keeps the clients in a map of its own, which nobody watches. */
    static final class KeepsAMapOfItsOwn extends Plain {

        KeepsAMapOfItsOwn(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(new HashMap<>(clients), lock);
        }
    }

    /** Takes a lock of its own twice, which it can take once. */
    static final class WaitsForItself extends Plain {

        private final Semaphore alone = new Semaphore(1);

        WaitsForItself(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            alone.acquireUninterruptibly();
            boolean taken = find(client.name()).isPresent();
            boolean joined = !taken && super.join(client);
            alone.release();
            return joined;
        }

        @Override
        public Optional<Client> find(UserName name) {
            alone.acquireUninterruptibly();
            Optional<Client> found = super.find(name);
            alone.release();
            return found;
        }
    }

    /** Looks under the read lock and adds under the write lock: between the two, somebody else comes. */
    static final class LooksAndThenAdds extends Plain {

        LooksAndThenAdds(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
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
    }

    /** Remembers whom it found, for all registries together, and forgets it when somebody leaves. */
    static final class RemembersInAStaticField extends Plain {

        private static final Map<UserName, Client> LAST_FOUND = new ConcurrentHashMap<>();

        RemembersInAStaticField(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            Optional<Client> found = Optional.ofNullable(LAST_FOUND.get(name)).or(() -> super.find(name));
            found.ifPresent(client -> LAST_FOUND.put(name, client));
            return found;
        }

        @Override
        public boolean leave(Client client) {
            LAST_FOUND.clear();
            return super.leave(client);
        }
    }

    /** Waits for the lock, but not long: then the name "is taken". */
    static final class GivesUpAfterASecond extends Plain {

        GivesUpAfterASecond(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            try {
                if (!lock.writeLock().tryLock(1, TimeUnit.SECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            try {
                return clients.putIfAbsent(client.name(), client) == null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** An interrupted thread hears that nobody was here, and the client stays in the room for good. */
    static final class GivesUpWhenInterrupted extends Plain {

        GivesUpWhenInterrupted(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            try {
                lock.writeLock().lockInterruptibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            try {
                return clients.remove(client.name(), client);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** The clean-up takes time, so a thread of its own does it. */
    static final class LeavesALittleLater extends Plain {

        LeavesALittleLater(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            boolean isHere = find(client.name()).filter(holder -> holder == client).isPresent();
            new Thread(() -> super.leave(client)).start();
            return isHere;
        }
    }

    /** Takes "the same name" for "the same object": right as long as everybody uses the one that the client has. */
    static final class KnowsTheNameByItsObject extends Plain {

        KnowsTheNameByItsObject(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            lock.readLock().lock();
            try {
                return clients.entrySet().stream().filter(it -> it.getKey() == name).map(Map.Entry::getValue)
                        .findFirst();
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** Puts the clients into a set, which asks each one for its hash code, under the lock. */
    static final class CollectsInASet extends Plain {

        CollectsInASet(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            lock.readLock().lock();
            try {
                return List.copyOf(new HashSet<>(clients.values()));
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** Makes room for the copy before it takes the lock: the size is read, too. */
    static final class AsksForTheSizeFirst extends Plain {

        AsksForTheSizeFirst(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public List<Client> everyone() {
            List<Client> copy = new ArrayList<>(clients.size());
            lock.readLock().lock();
            try {
                copy.addAll(clients.values());
            } finally {
                lock.readLock().unlock();
            }
            return copy;
        }
    }

    /** Unlocks after an exception, and not after an Error. */
    static final class UnlocksAfterExceptionsOnly extends Plain {

        UnlocksAfterExceptionsOnly(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            boolean wasHere;
            try {
                wasHere = clients.remove(client.name(), client);
            } catch (RuntimeException e) {
                lock.writeLock().unlock();
                throw e;
            }
            lock.writeLock().unlock();
            return wasHere;
        }
    }

    /** Keeps a list beside the map, for the order; a client that joins once more is in it twice. */
    static final class ListsOneTwice extends Plain {

        private final List<Client> inOrder = new ArrayList<>();

        ListsOneTwice(Map<UserName, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                boolean isIn = clients.putIfAbsent(client.name(), client) == null
                        || clients.get(client.name()) == client;
                if (isIn) {
                    inOrder.add(client);
                }
                return isIn;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                inOrder.removeIf(other -> other == client);
                return super.leave(client);
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            lock.readLock().lock();
            try {
                return List.copyOf(inOrder);
            } finally {
                lock.readLock().unlock();
            }
        }
    }
}
