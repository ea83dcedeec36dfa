package aside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing gets past the watch, by whichever way, and what is right is not taken for wrong. */
class WatchedMapTest {

    private final Violations violations = new Violations();
    private final WatchedLock lock = new WatchedLock(violations);
    private final Map<String, String> map =
            WatchedMap.of(new HashMap<>(Map.of("a", "1", "b", "2")), lock, violations, () -> { });

    static Stream<Arguments> looks() {
        return Stream.of(
                look("get", it -> it.get("a")),
                look("getOrDefault", it -> it.getOrDefault("a", "")),
                look("containsKey", it -> it.containsKey("a")),
                look("size", Map::size),
                look("toString", Map::toString),
                look("equals", it -> it.equals(Map.of())),
                look("hashCode", Map::hashCode),
                look("forEach", it -> it.forEach((key, value) -> { })),
                look("a copy of the map", HashMap::new),
                look("a copy of the values", it -> List.copyOf(it.values())),
                look("a loop over the keys", it -> {
                    for (String key : it.keySet()) {
                        assertThat(key).isNotEmpty();
                    }
                }),
                look("a stream of the values", it -> it.values().stream().toList()),
                look("a parallel stream of the entries", it -> it.entrySet().parallelStream().map(Map.Entry::getKey)
                        .toList()),
                look("contains of a view", it -> it.values().contains("1")),
                look("toArray of a view", it -> it.keySet().toArray(new String[0])),
                look("a spliterator", it -> it.values().spliterator().tryAdvance(value -> { })));
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                look("put", it -> it.put("c", "3")),
                look("putIfAbsent", it -> it.putIfAbsent("a", "3")),
                look("putAll", it -> it.putAll(Map.of("c", "3"))),
                look("remove", it -> it.remove("a")),
                look("remove of two", it -> it.remove("a", "2")),
                look("replace", it -> it.replace("a", "3")),
                look("replaceAll", it -> it.replaceAll((key, value) -> value)),
                look("computeIfAbsent", it -> it.computeIfAbsent("a", key -> "3")),
                look("computeIfPresent", it -> it.computeIfPresent("a", (key, value) -> value)),
                look("compute", it -> it.compute("a", (key, value) -> value)),
                look("merge", it -> it.merge("a", "3", (one, other) -> one)),
                look("clear", Map::clear),
                look("removeIf of a view", it -> it.values().removeIf(String::isEmpty)),
                look("remove of a view", it -> it.keySet().remove("a")),
                look("retainAll of a view", it -> it.keySet().retainAll(List.of("a"))),
                look("remove of an iterator", it -> {
                    Iterator<String> values = it.values().iterator();
                    values.next();
                    values.remove();
                }),
                look("setValue in a loop", it -> {
                    for (Map.Entry<String, String> entry : it.entrySet()) {
                        entry.setValue("3");
                    }
                }),
                look("setValue in forEach", it -> it.entrySet().forEach(entry -> entry.setValue("3"))),
                look("setValue in a stream", it -> it.entrySet().stream().forEach(entry -> entry.setValue("3"))),
                look("setValue of a copied entry", it -> new ArrayList<>(it.entrySet()).getFirst().setValue("3")));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void aLookNeedsALock(String name, Consumer<Map<String, String>> look) {
        look.accept(map);
        assertThat(violations.seen()).isNotEmpty();

        violations.clear();
        underReadLock(() -> look.accept(map));
        assertThat(violations.seen()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeNeedsTheWriteLock(String name, Consumer<Map<String, String>> change) {
        underReadLock(() -> change.accept(map));
        assertThat(violations.seen()).isNotEmpty();

        violations.clear();
        lock.writeLock().lock();
        change.accept(map);
        lock.writeLock().unlock();
        assertThat(violations.seen()).isEmpty();
    }

    @Test
    void whatWasTakenUnderTheLockNeedsItLaterToo() {
        List<Object> taken = new ArrayList<>();
        underReadLock(() -> {
            taken.add(map.values());
            taken.add(map.entrySet().iterator().next());
            taken.add(map.keySet().stream());
        });

        ((Iterable<?>) taken.get(0)).iterator();
        ((Map.Entry<?, ?>) taken.get(1)).getValue();
        Optional<?> first = ((Stream<?>) taken.get(2)).findFirst();

        assertThat(first).isPresent();
        assertThat(violations.seen())
                .anyMatch(it -> it.contains("iterator()"))
                .anyMatch(it -> it.contains("getValue()"))
                .anyMatch(it -> it.contains("tryAdvance()"))
                .allMatch(it -> it.contains("(WatchedMapTest.java:"));
    }

    @Test
    void aViewAloneIsNoLook() {
        map.values();
        map.entrySet().stream();

        assertThat(violations.seen()).isEmpty();
    }

    @Test
    void anUpgradeIsRefusedInWords() {
        underReadLock(() -> assertThatThrownBy(() -> lock.writeLock().lock()).hasMessageContaining("upgraded"));

        assertThat(violations.seen()).singleElement().asString().contains("would wait for itself");
        assertThat(lock.isFree()).isTrue();
    }

    private void underReadLock(Runnable task) {
        lock.readLock().lock();
        task.run();
        lock.readLock().unlock();
    }

    private static Arguments look(String name, Consumer<Map<String, String>> look) {
        return Arguments.of(name, look);
    }
}
