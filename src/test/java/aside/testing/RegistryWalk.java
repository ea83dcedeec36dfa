package aside.testing;

import aside.registry.ClientRegistry;
import aside.testing.Walk.Difference;
import aside.testing.Walk.Failure;
import aside.testing.Walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/** Walks for registries: two of them side by side, which must not know of each other, with names that go wrong. */
public final class RegistryWalk {

    /** Names in pairs that people take for the same, and a few that look alike and are not. */
    private static final List<String> NAMES = List.of("alice", "ALICE", "Straße", "STRASSE", "é", "e\u0301", "ж", "Ж",
            "\uff22ob", "bob", "a", "\u0430", "an", "c0", "张三", "𐐨", "𐐀", "a.b", "ab");

    private RegistryWalk() {
    }

    /**
     * Walks.
     *
     * @param make makes a registry in its parts
     * @param plain makes one in parts that nobody watches
     * @return what went wrong, in the fewest steps; empty if nothing did
     */
    public static <K, R extends ClientRegistry> Optional<Failure> find(Supplier<WatchedRegistry<K, R>> make,
            Supplier<R> plain) {
        return new Walk<>(() -> new World<>(make.get(), make.get()), RegistryWalk::<K, R>step).find(6, 250)
                .or(() -> crowd(plain.get()));
    }

    /**
     * Somebody joins and leaves.
     *
     * @param room a registry in its parts
     * @return what it did on another thread than that of its caller; empty if nothing
     */
    public static Optional<Failure> elsewhere(WatchedRegistry<?, ?> room) {
        Guest guest = room.guest("alice", "alice");
        return room.join(guest).or(() -> room.leave(guest)).filter(it -> it.expected().contains("thread"))
                .map(it -> new Failure("alice joins; alice leaves", it));
    }

    /** Many clients: a registry has no limit. */
    private static Optional<Failure> crowd(ClientRegistry room) {
        int size = 1_100;
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            guests.add(new Guest("guest" + i, "guest" + i));
        }
        String done = size + " clients join";
        for (Guest guest : guests) {
            CheckThreads.getsOn();
            if (!room.join(guest)) {
                return Optional.of(new Failure(done, new Difference("join() returns true to each",
                        "join() returns false to " + guest.label())));
            }
        }
        int listed = room.everyone().size();
        if (listed != size) {
            return Optional.of(new Failure(done, new Difference("everyone() returns " + size + " clients",
                    "everyone() returns " + listed + " clients")));
        }
        for (Guest guest : guests.subList(size - 50, size)) {
            CheckThreads.getsOn();
            if (room.find(guest.name()).orElse(null) != guest) {
                return Optional.of(new Failure(done, new Difference("find(" + guest.label() + ") finds it",
                        "find(" + guest.label() + ") returns " + room.find(guest.name()))));
            }
        }
        return Optional.empty();
    }

    /** Two rooms with guests of their own, and guests who are in both. */
    private record World<K, R extends ClientRegistry>(List<WatchedRegistry<K, R>> rooms, List<List<Guest>> guests) {

        World(WatchedRegistry<K, R> one, WatchedRegistry<K, R> other) {
            this(List.of(one, other), List.of(guests(one), guests(other)));
        }

        private static <K, R extends ClientRegistry> List<Guest> guests(WatchedRegistry<K, R> room) {
            List<Guest> guests = new ArrayList<>();
            for (int copy = 1; copy <= 2; copy++) {
                for (String name : NAMES) {
                    guests.add(room.guest(copy == 1 ? name : name + " (another client)", name));
                }
            }
            return guests;
        }
    }

    private static <K, R extends ClientRegistry> Step<World<K, R>> step(SplittableRandom dice) {
        int room = dice.nextInt(2);
        String where = room == 0 ? "" : " in a second registry";
        // Few names at a time, so that they meet.
        int guest = dice.nextInt(dice.nextBoolean() ? 4 : 2 * NAMES.size());
        int whose = dice.nextInt(8) == 0 ? 1 - room : room;
        String name = NAMES.get(guest % NAMES.size());
        String words = guest < NAMES.size() ? name : name + " (another client)";
        return switch (dice.nextInt(10)) {
            case 0, 1, 2, 3 -> step(whose == room ? words + " joins" + where
                    : words + ", a client of the other registry, joins" + where,
                    it -> it.rooms.get(room).join(it.guests.get(whose).get(guest)));
            case 4, 5, 6 -> step(words + " leaves" + where,
                    it -> it.rooms.get(room).leave(it.guests.get(room).get(guest)));
            case 7 -> step("find(" + name + ")" + where, it -> it.rooms.get(room).find(name));
            case 8 -> step("everyone()" + where, it -> it.rooms.get(room).everyone());
            default -> step("a caller empties the list that everyone() returned" + where,
                    it -> it.rooms.get(room).emptyTheList());
        };
    }

    private static <W> Step<W> step(String words, Function<W, Optional<Difference>> play) {
        return new Step<>(words, play);
    }
}
