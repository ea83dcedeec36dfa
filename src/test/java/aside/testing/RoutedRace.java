package aside.testing;

import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.testing.Interleaving.Round;
import aside.testing.RoutedRoom.Guest;
import aside.testing.RoutedRoom.Offer;
import aside.testing.Walk.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A message, and something else that happens at the same time: another message, or somebody who comes or goes. The
 * outcome must be one that some order of the two gives, by the model.
 *
 * @param words what happens, for people
 * @param from who sends the message
 * @param message the message
 * @param others what happens in the meantime, step by step
 */
public record RoutedRace(String words, String from, Chat message, List<Act> others) {

    private static final List<String> ROOM = List.of("Alice", "bob", "carol", "dave");

    /** One step: somebody sends, or the room changes. */
    public sealed interface Act {
    }

    /** Somebody sends a message. */
    public record Sends(String from, Chat message) implements Act {
    }

    /** The room changes. */
    public record Changes(Consumer<RoutedRoom> how) implements Act {
    }

    /** A private message, and what may come in its way. */
    public static List<RoutedRace> whispers() {
        String start = "Alice whispered \"one\" to bob";
        Chat toBob = new PrivateMessage("bob", "one", "m-1");
        return List.of(
                new RoutedRace(start + ", and carol whispered \"two\" to dave", "Alice", toBob,
                        List.of(new Sends("carol", new PrivateMessage("dave", "two", "m-2")))),
                new RoutedRace(start + ", and bob whispered \"two\" to Alice", "Alice", toBob,
                        List.of(new Sends("bob", new PrivateMessage("alice", "two", "m-2")))),
                new RoutedRace(start + ", and carol whispered \"two\" to nobody", "Alice", toBob,
                        List.of(new Sends("carol", new PrivateMessage("nobody", "two", "m-2")))),
                new RoutedRace(start + ", and bob left", "Alice", toBob, List.of(bobLeaves())),
                new RoutedRace(start + ", and bob left, and another bob joined", "Alice", toBob,
                        List.of(bobLeaves(), joins("bob"))));
    }

    /** A public message, and what may come in its way. */
    public static List<RoutedRace> talk() {
        String start = "Alice said \"one\"";
        Chat toAll = new PublicMessage("one", "m-1");
        return List.of(
                new RoutedRace(start + ", and carol said \"two\"", "Alice", toAll,
                        List.of(new Sends("carol", new PublicMessage("two", "m-2")))),
                new RoutedRace(start + ", and carol whispered \"two\" to dave", "Alice", toAll,
                        List.of(new Sends("carol", new PrivateMessage("dave", "two", "m-2")))),
                new RoutedRace(start + ", and bob left", "Alice", toAll, List.of(bobLeaves())),
                new RoutedRace(start + ", and bob left, and another bob joined", "Alice", toAll,
                        List.of(bobLeaves(), joins("bob"))),
                new RoutedRace(start + ", and erin joined", "Alice", toAll, List.of(joins("erin"))));
    }

    private static Act bobLeaves() {
        return new Changes(room -> {
            Guest bob = room.find("bob").orElseThrow();
            room.leave(bob);
            bob.refuses();
        });
    }

    private static Act joins(String name) {
        return new Changes(room -> room.join(name));
    }

    /**
     * Plays it once for each gap of the router.
     *
     * @param rooms makes an empty room around a woven router
     * @param judge hears of an outcome that no order gives
     */
    public void play(Supplier<RoutedRoom> rooms, Consumer<Difference> judge) {
        Set<String> possible = possible();
        Interleaving.explore(() -> {
            RoutedRoom room = filled(rooms.get());
            Guest sender = room.find(from).orElseThrow();
            return new Round(() -> room.post(sender, message), () -> others.forEach(act -> play(room, act)), () -> {
                String seen = outcome(room.taken());
                if (!possible.contains(seen)) {
                    judge.accept(new Difference(String.join("\nor ", possible), seen));
                }
            });
        });
    }

    /** One after the other, on one thread: what is wrong without a second thread is no race. */
    public Optional<Difference> playInTurn(Supplier<RoutedRoom> rooms) {
        RoutedRoom room = filled(rooms.get());
        Stream<Act> acts = Stream.concat(Stream.of(new Sends(from, message)), others.stream());
        for (Act act : acts.toList()) {
            switch (act) {
                case Sends it -> {
                    Optional<Difference> difference = room.route(room.find(it.from()).orElseThrow(), it.message());
                    if (difference.isPresent()) {
                        return difference;
                    }
                }
                case Changes it -> it.how().accept(room);
            }
        }
        return Optional.empty();
    }

    private static void play(RoutedRoom room, Act act) {
        switch (act) {
            case Sends it -> room.post(room.find(it.from()).orElseThrow(), it.message());
            case Changes it -> it.how().accept(room);
        }
    }

    private static RoutedRoom filled(RoutedRoom room) {
        ROOM.forEach(room::join);
        return room;
    }

    /** The outcomes with the message before, between and after the other steps, by the model. */
    private Set<String> possible() {
        Set<String> outcomes = new LinkedHashSet<>();
        for (int position = 0; position <= others.size(); position++) {
            List<Act> order = new ArrayList<>(others);
            order.add(position, new Sends(from, message));
            RoutedRoom room = filled(new RoutedRoom((registry, codec) -> (sender, sent) -> { }));
            Map<Guest, List<String>> owed = new LinkedHashMap<>();
            for (Act act : order) {
                switch (act) {
                    case Sends it -> room.owed(room.find(it.from()).orElseThrow(), it.message())
                            .forEach((guest, messages) ->
                                    owed.computeIfAbsent(guest, key -> new ArrayList<>()).addAll(messages));
                    case Changes it -> it.how().accept(room);
                }
            }
            outcomes.add(told(owed));
        }
        return outcomes;
    }

    private static String outcome(List<Offer> taken) {
        Map<Guest, List<String>> got = new LinkedHashMap<>();
        taken.forEach(it -> got.computeIfAbsent(it.to(), key -> new ArrayList<>()).add(RoutedRoom.plain(it.message())));
        return told(got) + (acksComeLast(taken) ? "" : "; an ack came before its message");
    }

    private static boolean acksComeLast(List<Offer> taken) {
        List<String> texts = taken.stream().map(it -> it.message().toString()).toList();
        return Stream.of("one", "two").allMatch(msg -> {
            int ack = texts.indexOf(ChatClient.ack(msg.equals("one") ? "m-1" : "m-2"));
            return ack < 0 || texts.subList(ack, texts.size()).stream().noneMatch(it -> it.contains("\"" + msg + "\""));
        });
    }

    /** No order is promised between two senders, so the order is left out. */
    private static String told(Map<Guest, List<String>> got) {
        Map<String, List<String>> sorted = new TreeMap<>();
        got.forEach((guest, messages) -> sorted.put(guest.toString(), messages.stream().sorted().toList()));
        return sorted.entrySet().stream().map(it -> it.getKey() + " got " + it.getValue())
                .collect(Collectors.joining("; "));
    }
}
