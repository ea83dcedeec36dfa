package aside.testing;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import aside.testing.Walk.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A registry in watched parts, and its model beside it: each call goes to both, and what differs is told.
 *
 * @param <K> the keys of the map
 * @param <R> the kind of registry
 */
public final class WatchedRegistry<K, R extends ClientRegistry> {

    private static final String ELSEWHERE = "uses the map on a thread of its own";

    private final Violations violations = new Violations();
    private final WatchedLock lock = new WatchedLock(violations);
    private final Map<K, Client> map = new HashMap<>();
    private final ModelRegistry model = new ModelRegistry();
    private final R registry;
    private final BiFunction<R, UserName, K> key;
    private final Thread caller = Thread.currentThread();
    private final int threads = Thread.activeCount();
    private final List<HandedOut> handedOut = new ArrayList<>();

    /** A list that somebody got, and what was in it then. */
    private record HandedOut(List<Client> list, List<Client> copy) {
    }

    /**
     * Makes a registry.
     *
     * @param make makes one of a map and a lock
     * @param key what the registry keeps a name under
     */
    public WatchedRegistry(BiFunction<Map<K, Client>, ReadWriteLock, R> make, BiFunction<R, UserName, K> key) {
        this.key = key;
        registry = make.apply(WatchedMap.of(map, lock, violations, this::accessed), lock);
        // Before anybody else knows the map, the constructor needs no lock.
        violations.clear();
    }

    /** The registry. */
    public R registry() {
        return registry;
    }

    /** A guest who minds that nothing of it is called under the lock. */
    public Guest guest(String label, String name) {
        return new Guest(label, name, lock, violations);
    }

    /** What was seen that is against the rules of the lock. */
    public Violations violations() {
        return violations;
    }

    /** Work that somebody else does may be done any moment: what is wrong then is that, and not what it has left. */
    private Optional<Difference> elsewhereFirst(Optional<Difference> difference) {
        int patience = Thread.activeCount() > threads ? 500 : 20;
        for (int i = 0; i < patience && difference.isPresent() && elsewhere().isEmpty(); i++) {
            LockSupport.parkNanos(1_000_000);
        }
        return elsewhere().or(() -> difference);
    }

    private Optional<Difference> elsewhere() {
        return violations.seen().stream().filter(it -> it.contains(ELSEWHERE)).findFirst()
                .map(it -> new Difference("the work is done on the thread that calls", it));
    }

    /** Somebody joins. For a client that is in already, either answer will do. */
    public Optional<Difference> join(Client client) {
        boolean isIn = model.everyone().stream().anyMatch(it -> it == client);
        boolean expected = model.join(client);
        boolean seen = call(() -> registry.join(client));
        return elsewhereFirst(isIn || expected == seen ? compare()
                : Difference.between("join() returns", expected, seen));
    }

    /** Somebody leaves. */
    public Optional<Difference> leave(Client client) {
        boolean expected = model.leave(client);
        return elsewhereFirst(Difference.between("leave() returns", expected, call(() -> registry.leave(client)))
                .or(this::compare));
    }

    /** Somebody is looked up. */
    public Optional<Difference> find(String name) {
        UserName parsed = UserName.parse(name).orElseThrow();
        Optional<Client> expected = model.find(parsed);
        Optional<Client> seen = call(() -> registry.find(parsed));
        return elsewhereFirst(expected.orElse(null) == seen.orElse(null) ? compare()
                : Difference.between("find() returns", expected, seen));
    }

    /** Everyone is listed; the list is kept, to see whether it changes. */
    public Optional<Difference> everyone() {
        List<Client> seen = call(registry::everyone);
        Optional<Difference> difference = isTheSame(model.everyone(), seen) ? Optional.empty()
                : Optional.of(new Difference("everyone() returns " + told(model.everyone()),
                        "everyone() returns " + told(seen)));
        handedOut.add(new HandedOut(seen, model.everyone()));
        return elsewhereFirst(difference.or(this::compare));
    }

    /** Everyone is listed, and the caller empties the list, as far as the list lets it. */
    public Optional<Difference> emptyTheList() {
        List<Client> seen = call(registry::everyone);
        try {
            seen.clear();
            handedOut.removeIf(it -> it.list == seen && it.copy.isEmpty());
        } catch (UnsupportedOperationException e) {
            // A list that can not be changed is a copy, too.
            return compare();
        }
        return compare();
    }

    /** Whether the map, and the lists that were handed out, hold what they must. */
    private Optional<Difference> compare() {
        Map<K, Client> expected = new HashMap<>();
        model.everyone().forEach(client -> expected.put(call(() -> key.apply(registry, client.name())), client));
        if (!expected.keySet().equals(map.keySet())
                || !expected.keySet().stream().allMatch(it -> expected.get(it) == map.get(it))) {
            return Optional.of(new Difference("the map holds " + told(expected.values()),
                    "the map holds " + told(map.values())
                            + (expected.values().size() == map.size() ? ", or under other keys" : "")));
        }
        return handedOut.stream().filter(it -> !isTheSame(it.copy, it.list)).findFirst()
                .map(it -> new Difference("a list that everyone() returned before still holds " + told(it.copy),
                        "it holds " + told(it.list)));
    }

    private void accessed() {
        if (Thread.currentThread() != caller) {
            violations.note(ELSEWHERE);
        }
    }

    /** Whoever forgot to give the lock back shall not hide what the next call does without it. */
    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } finally {
            lock.release();
        }
    }

    private static boolean isTheSame(List<Client> expected, List<Client> seen) {
        Map<Client, Integer> counts = new IdentityHashMap<>();
        expected.forEach(it -> counts.merge(it, 1, Integer::sum));
        seen.forEach(it -> counts.merge(it, -1, Integer::sum));
        return counts.values().stream().allMatch(count -> count == 0);
    }

    private static List<String> told(Iterable<Client> clients) {
        List<String> labels = new ArrayList<>();
        clients.forEach(it -> labels.add(String.valueOf(it)));
        return labels.size() <= 20 ? labels.stream().sorted().toList() : List.of(labels.size() + " clients");
    }
}
