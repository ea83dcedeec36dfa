package aside.testing;

import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.testing.RoutedRoom.Guest;
import aside.testing.Walk.Difference;
import aside.testing.Walk.Failure;
import aside.testing.Walk.Step;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Walks through two rooms at a time, each with a router of its own: people join, leave, come back, fall silent, speak
 * and whisper. After each message, the room is compared with its model.
 */
public final class RoutedWalk {

    /** Names that begin alike, differ in little, or look like something else. */
    private static final List<String> NAMES = List.of("alice", "Bob", "bo", "bobby", "Zoë.張三", "x".repeat(32),
            "x".repeat(31), "all", "null", "Ärger", "𝒳-user", "42", "ALICE", "bOb");

    /** Names as a sender types them. */
    private static final List<Function<String, String>> FORMS = List.of(
            name -> name, name -> name, name -> name.toUpperCase(Locale.ROOT), name -> name.toLowerCase(Locale.ROOT),
            name -> Normalizer.normalize(name, Normalizer.Form.NFD), name -> name + " ", name -> " " + name,
            name -> "@" + name, name -> name + "y", name -> name.substring(0, name.offsetByCodePoints(0, 1)),
            name -> name + "%", String::new, name -> Normalizer.normalize(name, Normalizer.Form.NFKD));

    /** What nobody is called. */
    private static final List<String> ODD = List.of("", " ", "*", "%s", "%d%n", "100%", "{0}", "$1", "\\", "<b>", "\"",
            "'", "a\nb", "everyone", "nobody", "[", "😀".repeat(40), "a" + "😀".repeat(40), "x".repeat(33),
            "x".repeat(300), "\u0000", "ü".repeat(1_000), "bob\u200b");

    /** Texts; none of them means anything to a router. */
    private static final List<String> TEXTS = List.of("hello", "hello", "", " ", "  two  blanks ", "\n", "%s %d",
            "100%", "<b>&amp;</b>", "\"quoted\" \\ back", "e\u0301 and é", "Ａ", "😀", "a\u0000b\u0007", "/help",
            "@Bob hi", "alice", "{\"type\":\"ack\",\"id\":\"m-1\"}", "null", "$1 {0} ${x}", "ﬁ Straße İ",
            "x".repeat(3_999), "😀".repeat(4_000), "\u202etxt", "http://example.com");

    private static final List<String> IDS = List.of("", "", "m-1", "m-1", "m-2", "0", "%s", " ", "null", "😀", "M-1");

    /** More than any limit that nobody has asked for. */
    private static final int MANY = 600;

    private static final Pattern LONG_RUN = Pattern.compile("(.)\\1{29,}", Pattern.DOTALL);

    private RoutedWalk() {
    }

    /** Two rooms and the people of each. */
    private static final class World {

        private final List<RoutedRoom> rooms;
        private final List<Map<String, Guest>> now = List.of(new HashMap<>(), new HashMap<>());
        private final List<Map<String, Guest>> before = List.of(new HashMap<>(), new HashMap<>());

        World(Supplier<RoutedRoom> room) {
            rooms = List.of(room.get(), room.get());
        }

        Optional<Difference> join(int room, String name) {
            if (rooms.get(room).find(name).isEmpty()) {
                Guest last = now.get(room).put(name, rooms.get(room).join(name));
                if (last != null) {
                    before.get(room).put(name, last);
                }
            }
            return Optional.empty();
        }

        Optional<Difference> leave(int room, String name, boolean takesNoMore) {
            Guest guest = now.get(room).get(name);
            if (guest != null) {
                rooms.get(room).leave(guest);
                if (takesNoMore) {
                    guest.refuses();
                }
            }
            return Optional.empty();
        }

        Optional<Difference> refuse(int room, String name) {
            Guest guest = now.get(room).get(name);
            if (guest != null) {
                guest.refuses();
            }
            return Optional.empty();
        }

        Optional<Difference> send(int room, String name, boolean fromAnEarlierLife, Chat message) {
            Guest from = (fromAnEarlierLife ? before : now).get(room).get(name);
            return from == null ? Optional.empty() : rooms.get(room).route(from, message);
        }
    }

    /**
     * Walks.
     *
     * @param routers gives the maker of the rooms of one walk, with static fields of their own
     * @return the first walk on which a room differs from its model; empty if there is none
     */
    public static Optional<Failure> find(Supplier<Supplier<RoutedRoom>> routers, int walks, int length) {
        return new Walk<>(() -> new World(routers.get()), RoutedWalk::step).find(walks, length).map(it ->
                new Failure(shortened(it.steps()), new Difference(shortened(it.difference().expected()),
                        shortened(it.difference().seen()))));
    }

    /** The same messages again and again, one person to another one, to nobody, and to all. */
    public static Optional<Failure> again(RoutedRoom room) {
        Guest alice = room.join("Alice");
        room.join("bob");
        for (int i = 1; i <= MANY; i++) {
            for (Chat message : List.of(new PrivateMessage("nobody", "psst", "m-1"),
                    new PrivateMessage("bob", "psst", "m-1"), new PublicMessage("hello", "m-1"))) {
                Optional<Difference> difference = room.route(alice, message);
                if (difference.isPresent()) {
                    String times = i == 1 ? "" : ", the same three messages " + i + " times in a row";
                    return Optional.of(new Failure("Alice whispers \"psst\" to nobody and to bob, and says \"hello\""
                            + times, difference.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a walk that failed needs more than one message: then one of them has touched another. */
    public static boolean hasSeveralMessages(Failure failure) {
        return failure.steps().split(" (says|whispers) \"").length > 2;
    }

    /** Nobody counts two thousand emoji. */
    private static String shortened(String text) {
        return LONG_RUN.matcher(text).replaceAll(run -> Matcher.quoteReplacement(run.group(1) + "...("
                + run.group().codePointCount(0, run.group().length()) + " times)"));
    }

    private static Step<World> step(SplittableRandom dice) {
        int room = dice.nextInt(5) == 0 ? 1 : 0;
        String where = room == 0 ? "" : " in the other room";
        String name = pick(NAMES, dice);
        return switch (dice.nextInt(20)) {
            case 0, 1, 2, 3 -> new Step<>(name + " joins" + where, world -> world.join(room, name));
            case 4 -> new Step<>(name + " leaves" + where, world -> world.leave(room, name, true));
            case 5 -> new Step<>(name + " leaves" + where + ", and would still take messages",
                    world -> world.leave(room, name, false));
            case 6 -> new Step<>(name + where + " takes no more messages", world -> world.refuse(room, name));
            default -> message(room, where, name, dice);
        };
    }

    private static Step<World> message(int room, String where, String name, SplittableRandom dice) {
        boolean early = dice.nextInt(6) == 0;
        String sender = early ? "the " + name + " who was here before" : name;
        String text = new String(pick(TEXTS, dice));
        String id = new String(pick(IDS, dice));
        String suffix = (id.isEmpty() ? " without an id" : " with the id " + id) + where;
        if (dice.nextInt(3) == 0) {
            return new Step<>(sender + " says \"" + text + "\"" + suffix,
                    world -> world.send(room, name, early, new PublicMessage(text, id)));
        }
        String to = dice.nextInt(4) == 0 ? pick(ODD, dice) : pick(FORMS, dice).apply(pick(NAMES, dice));
        return new Step<>(sender + " whispers \"" + text + "\" to \"" + to + "\"" + suffix,
                world -> world.send(room, name, early, new PrivateMessage(to, text, id)));
    }

    private static <T> T pick(List<T> list, SplittableRandom dice) {
        return list.get(dice.nextInt(list.size()));
    }

    /** Everything that is a name here, for checks that look at one after the other. */
    public static Stream<String> oddNames() {
        return ODD.stream();
    }
}
