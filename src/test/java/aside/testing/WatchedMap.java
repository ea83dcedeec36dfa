package aside.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * A map that notes every access without the right lock: to itself, and to all that still points into it, such as its
 * views, their iterators, spliterators and streams, and its entries. Asking for a view is no access; using it is.
 */
public final class WatchedMap {

    private static final Set<String> CHANGES = Set.of("put", "putAll", "putIfAbsent", "remove", "clear", "replace",
            "replaceAll", "compute", "computeIfAbsent", "computeIfPresent", "merge", "setValue", "removeAll",
            "removeIf", "retainAll");
    private static final Set<String> VIEWS = Set.of("values", "keySet", "entrySet");
    private static final List<Class<?>> WATCHED =
            List.of(Map.class, Set.class, Collection.class, Iterator.class, Spliterator.class, Map.Entry.class);

    private final WatchedLock lock;
    private final Violations violations;
    private final Runnable onAccess;

    private WatchedMap(WatchedLock lock, Violations violations, Runnable onAccess) {
        this.lock = lock;
        this.violations = violations;
        this.onAccess = onAccess;
    }

    /** Watches a map. Each access runs {@code onAccess}, on the thread that makes it. */
    @SuppressWarnings("unchecked")
    public static <K, V> Map<K, V> of(Map<K, V> map, WatchedLock lock, Violations violations, Runnable onAccess) {
        return (Map<K, V>) new WatchedMap(lock, violations, onAccess).watched(map);
    }

    private Object watched(Object target) {
        return WATCHED.stream().filter(type -> type.isInstance(target)).findFirst().map(type ->
                Proxy.newProxyInstance(WatchedMap.class.getClassLoader(), new Class<?>[] {type},
                        (proxy, method, arguments) -> call(target, method, arguments))).orElse(target);
    }

    private Object call(Object target, Method method, Object... arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("stream") || name.equals("parallelStream")) {
            // Looks when it is run, and then on one thread: the others of a parallel stream hold no lock.
            Spliterator<?> source = ((Collection<?>) target).spliterator();
            return StreamSupport.stream(() -> (Spliterator<?>) watched(source), source.characteristics(), false);
        }
        if (!VIEWS.contains(name)) {
            access(name);
        }
        Object[] given = arguments == null ? new Object[0] : arguments;
        try {
            Object result = method.invoke(target, Arrays.stream(given).map(this::watchedCallback).toArray());
            if (result instanceof Object[] elements) {
                Arrays.setAll(elements, i -> watched(elements[i]));
            }
            return watched(result);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void access(String name) {
        if (CHANGES.contains(name) && !lock.mayWrite()) {
            violations.note("calls " + name + "() "
                    + (lock.mayRead() ? "under the read lock" : "without the write lock"));
        } else if (!lock.mayRead()) {
            violations.note("calls " + name + "() without the lock");
        }
        onAccess.run();
    }

    /** Entries reach callbacks, too. */
    @SuppressWarnings("unchecked")
    private Object watchedCallback(Object argument) {
        return switch (argument) {
            case Consumer<?> it -> (Consumer<Object>) element -> ((Consumer<Object>) it).accept(watched(element));
            case Predicate<?> it -> (Predicate<Object>) element -> ((Predicate<Object>) it).test(watched(element));
            case null, default -> argument;
        };
    }
}
