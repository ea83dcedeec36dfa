package aside.grading;

import aside.grading.WrongNames.Plain;
import aside.registry.Client;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;

/** Right answers to exercise 5, unlike the reference. */
final class RightNames {

    private RightNames() {
    }

    /** Folds through all cases, and looks once before and once under the write lock. */
    static final class LooksTwice extends Plain {

        LooksTwice(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toUpperCase(Locale.ENGLISH).toLowerCase(Locale.ENGLISH)
                    .toUpperCase(Locale.ENGLISH));
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

    /** A key that no reader knows again: the folded name as bytes. */
    static final class BytesInHex extends Plain {

        BytesInHex(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            String folded = nfkc(nfkc(name).toLowerCase(Locale.ENGLISH).toUpperCase(Locale.ENGLISH));
            return HexFormat.of().formatHex(folded.getBytes(StandardCharsets.UTF_16BE));
        }
    }

    /** Remembers the key of each name, in a map that many threads may use. */
    static final class RemembersKeys extends Plain {

        private final Map<String, String> keys = new ConcurrentHashMap<>();

        RemembersKeys(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return keys.computeIfAbsent(name, super::key);
        }

        @Override
        public boolean join(Client client) {
            boolean[] isIn = {false};
            String key = keyOf(client);
            lock.writeLock().lock();
            try {
                clients.computeIfAbsent(key, free -> {
                    isIn[0] = true;
                    return client;
                });
            } finally {
                lock.writeLock().unlock();
            }
            return isIn[0];
        }
    }
}
