package aside.grading;

import aside.grading.WrongNames.Plain;
import aside.registry.Client;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;

/** Right answers to exercise 5, unlike the reference. */
final class RightNames {

    private RightNames() {
    }

    /** Folds to large letters, and looks once before and once under the write lock. */
    static final class LooksTwice extends Plain {

        LooksTwice(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toUpperCase(Locale.ENGLISH));
        }

        @Override
        public boolean join(Client client) {
            if (find(client.name()).isPresent()) {
                return false;
            }
            lock.writeLock().lock();
            try {
                if (clients.containsKey(keyOf(client))) {
                    return false;
                }
                clients.put(keyOf(client), client);
                return true;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                return find(client.name()).filter(holder -> holder == client).isPresent()
                        && clients.remove(keyOf(client)) == client;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** A monitor makes one section of two: nobody who changes anything gets into the gap. */
    static final class OneAtATime extends Plain {

        OneAtATime(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public synchronized boolean join(Client client) {
            if (find(client.name()).isPresent()) {
                return false;
            }
            lock.writeLock().lock();
            try {
                clients.put(keyOf(client), client);
                return true;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public synchronized boolean leave(Client client) {
            return super.leave(client);
        }
    }

    /** Lets the map decide, with functions that say what to keep. */
    static final class LetsTheMapDecide extends Plain {

        LetsTheMapDecide(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            try {
                return clients.merge(keyOf(client), client, (holder, late) -> holder) == client;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                return clients.values().removeIf(holder -> holder == client);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
