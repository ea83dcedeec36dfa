package aside.grading;

import aside.registry.Client;
import aside.registry.UserName;
import e05_names.NameRegistry;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.zip.CRC32;

/** Wrong answers to exercise 5. Each overrides what it gets wrong of {@link Plain}. */
final class WrongNames {

    private WrongNames() {
    }

    /** As the reference does it, with the key that {@link UserName} has. */
    static class Plain implements NameRegistry {

        final Map<String, Client> clients;
        final ReadWriteLock lock;

        Plain(Map<String, Client> clients, ReadWriteLock lock) {
            this.clients = clients;
            this.lock = lock;
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT));
        }

        @Override
        public boolean join(Client client) {
            String key = keyOf(client);
            lock.writeLock().lock();
            try {
                return clients.putIfAbsent(key, client) == null;
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public boolean leave(Client client) {
            String key = keyOf(client);
            lock.writeLock().lock();
            try {
                return clients.remove(key, client);
            } finally {
                lock.writeLock().unlock();
            }
        }

        @Override
        public Optional<Client> find(UserName name) {
            String key = key(name.toString());
            lock.readLock().lock();
            try {
                return Optional.ofNullable(clients.get(key));
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public List<Client> everyone() {
            lock.readLock().lock();
            try {
                return List.copyOf(clients.values());
            } finally {
                lock.readLock().unlock();
            }
        }

        final String keyOf(Client client) {
            return key(client.name().toString());
        }

        static String nfkc(String text) {
            return Normalizer.normalize(text, Normalizer.Form.NFKC);
        }
    }

    /** ajanata/PretendYoureXyzzy#26: looks whether the name is free and then takes it; between the two is a gap. */
    static final class LooksAndThenAdds extends Plain {

        LooksAndThenAdds(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
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
    }

    /** The same with two write locks: not the kind of the lock counts, but that it is given back in between. */
    static final class LocksTwice extends Plain {

        LocksTwice(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            lock.writeLock().lock();
            boolean taken = clients.containsKey(keyOf(client));
            lock.writeLock().unlock();
            lock.writeLock().lock();
            try {
                return !taken && clients.put(keyOf(client), client) != client;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Looks whether it is this client, and then removes by name. */
    static final class LooksAndThenRemoves extends Plain {

        LooksAndThenRemoves(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            if (find(client.name()).filter(holder -> holder == client).isEmpty()) {
                return false;
            }
            lock.writeLock().lock();
            try {
                return clients.remove(keyOf(client)) != null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Comfy-Org/ComfyUI#16010: the late clean-up of an old connection takes the new one out. */
    static final class RemovesByName extends Plain {

        RemovesByName(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            lock.writeLock().lock();
            try {
                return clients.remove(keyOf(client)) != null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** tinode/chat#123: one step, as it must be, but no lock. */
    static final class AddsWithoutLock extends Plain {

        AddsWithoutLock(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            return clients.putIfAbsent(keyOf(client), client) == null;
        }
    }

    /** ezynda3/go-chat#1: whoever reads believes that it needs no lock. */
    static final class FindsWithoutLock extends Plain {

        FindsWithoutLock(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public Optional<Client> find(UserName name) {
            return Optional.ofNullable(clients.get(key(name.toString())));
        }
    }

    /** hypothesis/h#1917: Bob and bob are two users. */
    static final class MindsTheCase extends Plain {

        MindsTheCase(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(name);
        }
    }

    /** Small letters alone: some letters have two of them, and some become two letters when they are large. */
    static final class KnowsSmallLettersAlone extends Plain {

        KnowsSmallLettersAlone(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toLowerCase(Locale.ROOT));
        }
    }

    /** wasp-lang/wasp#4698: two spellings of one letter are two letters. */
    static final class NormalisesNothing extends Plain {

        NormalisesNothing(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
        }
    }

    /** NFC in place of NFKC: wide letters and ligatures stay what they are. */
    static final class NormalisesTooLittle extends Plain {

        NormalisesTooLittle(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            String folded = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT)
                    .toUpperCase(Locale.ROOT);
            return Normalizer.normalize(folded, Normalizer.Form.NFC);
        }
    }

    /** Normalises, and then takes letters apart again with the change of case. */
    static final class NormalisesTooEarly extends Plain {

        NormalisesTooEarly(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(name).toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
        }
    }

    /** Throws accents away, and with them one of two people. */
    static final class ThrowsAccentsAway extends Plain {

        ThrowsAccentsAway(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return Normalizer.normalize(super.key(name), Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        }
    }

    /** hazelcast/hazelcast#6324: on a Turkish machine, TITLE and title are two names. */
    static final class AsksTheMachine extends Plain {

        AsksTheMachine(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toLowerCase(Locale.getDefault()).toUpperCase(Locale.getDefault()));
        }
    }

    /** Upper case, then lower case: the capital sharp s is its own upper case, and stays apart from the small one. */
    static final class UpperCaseFirst extends Plain {

        UpperCaseFirst(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(nfkc(name).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
        }
    }

    /** Normalises after the change of case only: an ordinal sign has no case before, and its letter has one. */
    static final class NormalisesOnlyAfterwards extends Plain {

        NormalisesOnlyAfterwards(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return nfkc(name.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT));
        }
    }

    /** Keeps what a file name may have: of Chinese names, nothing is left. */
    static final class KeepsAsciiOnly extends Plain {

        KeepsAsciiOnly(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return super.key(name).replaceAll("[^\\x21-\\x7e]", "");
        }
    }

    /** Writes ü as ue, as telegrams did: Müller and Mueller are two people. */
    static final class WritesUmlautsOut extends Plain {

        WritesUmlautsOut(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return super.key(name).replace("Ü", "UE").replace("Ö", "OE").replace("Ä", "AE");
        }
    }

    /** Remembers keys under the hash code of the name, for all registries: two names may have one. */
    static final class RemembersByHash extends Plain {

        private static final Map<Integer, String> KEYS = new ConcurrentHashMap<>();

        RemembersByHash(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            return KEYS.computeIfAbsent(name.hashCode(), hash -> super.key(name));
        }
    }

    /** A checksum is short, and different names have different ones, nearly always. */
    static final class ChecksumAsKey extends Plain {

        ChecksumAsKey(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            CRC32 sum = new CRC32();
            sum.update(super.key(name).getBytes(StandardCharsets.UTF_8));
            return Long.toHexString(sum.getValue());
        }
    }

    /** Saves an object by building each key in one StringBuilder: two threads build in it at once. */
    static final class BuildsInAField extends Plain {

        private final StringBuilder builder = new StringBuilder();

        BuildsInAField(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public String key(String name) {
            builder.setLength(0);
            builder.append(nfkc(name));
            String folded = builder.toString().toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT);
            return nfkc(folded);
        }
    }

    /** Puts first and looks who was there: the holder is out, and the one who was refused is in. */
    static final class PutsAndNeverPutsBack extends Plain {

        PutsAndNeverPutsBack(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            String key = keyOf(client);
            lock.writeLock().lock();
            try {
                return clients.put(key, client) == null;
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Takes the holder out, sees that it is somebody else, and puts that one back, under the lock each time. */
    static final class TakesOutAndPutsBack extends Plain {

        TakesOutAndPutsBack(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean leave(Client client) {
            Client gone = exchange(keyOf(client), null);
            if (gone != null && gone != client) {
                exchange(keyOf(client), gone);
            }
            return gone == client;
        }

        private Client exchange(String key, Client next) {
            lock.writeLock().lock();
            try {
                return next == null ? clients.remove(key) : clients.put(key, next);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** Returns early when the name is taken, past the unlock. */
    static final class KeepsTheLockWhenRefused extends Plain {

        KeepsTheLockWhenRefused(Map<String, Client> clients, ReadWriteLock lock) {
            super(clients, lock);
        }

        @Override
        public boolean join(Client client) {
            String key = keyOf(client);
            lock.writeLock().lock();
            if (clients.containsKey(key)) {
                return false;
            }
            clients.put(key, client);
            lock.writeLock().unlock();
            return true;
        }
    }
}
