package aside.testing;

import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import aside.testing.Interleaving.Round;
import aside.testing.Walk.Difference;
import aside.testing.Walk.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Calls of a registry at the same time, with a stop in each gap. The outcome must be one that some order of them has,
 * as the {@linkplain ModelRegistry model} says.
 */
public final class RegistryRaces {

    // Short names: each character may be a step, and each step is a gap.
    private static final Guest ALICE = new Guest("a", "a");
    private static final Guest OTHER = new Guest("another a", "A");
    private static final Guest THIRD = new Guest("a third a", "a");
    private static final Guest BOB = new Guest("b", "b");

    /** What one thread does while the other one does something else, and who was here before. */
    private record Race(List<Call> start, Call one, List<Call> other, Stops stops) {

        private static Race of(List<Call> start, Call one, Call... other) {
            return new Race(start, one, List.of(other), Stops.ONE);
        }
    }

    /** How many of the two threads stop. */
    private enum Stops {
        ONE, TWO
    }

    private static final List<Race> JOINS = List.of(
            new Race(List.of(), joins(ALICE), List.of(joins(OTHER)), Stops.TWO),
            Race.of(List.of(), joins(ALICE), joins(BOB)),
            Race.of(List.of(), joins(ALICE), finds("A")),
            Race.of(List.of(), joins(ALICE), listsAll()),
            Race.of(List.of(), joins(ALICE), joins(OTHER), leaves(OTHER)),
            Race.of(List.of(joins(THIRD), joins(BOB)), joins(ALICE), finds("A")),
            Race.of(List.of(joins(THIRD)), joins(ALICE), joins(OTHER)));

    private static final List<Race> LEAVES = List.of(
            new Race(List.of(joins(ALICE)), leaves(ALICE), List.of(joins(OTHER)), Stops.TWO),
            Race.of(List.of(joins(ALICE)), leaves(ALICE), leaves(ALICE), joins(OTHER)),
            Race.of(List.of(joins(ALICE)), leaves(ALICE), leaves(ALICE)),
            Race.of(List.of(joins(ALICE)), leaves(ALICE), finds("A")),
            Race.of(List.of(joins(ALICE)), leaves(ALICE), listsAll()),
            Race.of(List.of(joins(ALICE)), leaves(ALICE), joins(BOB)),
            Race.of(List.of(joins(ALICE), joins(BOB)), leaves(ALICE), leaves(BOB)),
            Race.of(List.of(joins(ALICE)), leaves(OTHER), finds("A")),
            Race.of(List.of(joins(ALICE)), leaves(OTHER), joins(OTHER)),
            Race.of(List.of(joins(ALICE)), leaves(OTHER), leaves(ALICE), joins(THIRD)));

    private final Supplier<? extends ClientRegistry> make;
    private final String kind;

    private record Call(String words, Function<ClientRegistry, Object> play) {

        String told(ClientRegistry registry) {
            return words + ": " + play.apply(registry);
        }
    }

    private RegistryRaces(Supplier<? extends ClientRegistry> make, String kind) {
        this.make = make;
        this.kind = kind;
    }

    /**
     * Plays them all.
     *
     * @param make makes a registry of a woven class
     * @param kind which races: {@code joins}, {@code leaves}, or empty for both
     * @return what went wrong; empty if nothing did
     */
    public static Optional<Failure> find(Supplier<? extends ClientRegistry> make, String kind) {
        try {
            new RegistryRaces(make, kind).playAll();
            return Optional.empty();
        } catch (Found found) {
            return Optional.of(found.failure);
        }
    }

    private void playAll() {
        Stream.concat(kind.equals("leaves") ? Stream.of() : JOINS.stream(),
                kind.equals("joins") ? Stream.of() : LEAVES.stream()).forEach(this::play);
    }

    private void play(Race race) {
        String before = race.start.stream().map(call -> call.words + "; ").collect(Collectors.joining());
        String others = race.other.stream().map(Call::words).collect(Collectors.joining(" and then "));
        // What is wrong without a second thread is told without one.
        expect(before + race.one.words + "; " + others, List.of(outcome(new ModelRegistry(), race, 0)),
                outcome(make.get(), race, 0));
        List<String> possible = IntStream.rangeClosed(0, race.other.size())
                .mapToObj(place -> outcome(new ModelRegistry(), race, place)).distinct().toList();
        Consumer<Supplier<Round>> exploration =
                race.stops == Stops.TWO ? Interleaving::exploreTwoStops : Interleaving::explore;
        exploration.accept(() -> {
            ClientRegistry registry = make.get();
            race.start.forEach(call -> call.play.apply(registry));
            String[] told = new String[2];
            return new Round(() -> told[0] = race.one.told(registry), () -> told[1] = told(race.other, registry),
                    () -> expect(before + race.one.words + ", and at the same time " + others + Interleaving.where(),
                            possible, told[0] + ", " + told[1] + ", and then " + here(registry)));
        });
    }

    private static String told(List<Call> calls, ClientRegistry registry) {
        return calls.stream().map(call -> call.told(registry)).collect(Collectors.joining(", "));
    }

    /** What comes of it when the one call comes before this many of the others. */
    private static String outcome(ClientRegistry registry, Race race, int place) {
        race.start.forEach(call -> call.play.apply(registry));
        List<String> others = new ArrayList<>();
        String one = "";
        for (int i = 0; i <= race.other.size(); i++) {
            if (i == place) {
                one = race.one.told(registry);
            }
            if (i < race.other.size()) {
                others.add(race.other.get(i).told(registry));
            }
        }
        return one + ", " + String.join(", ", others) + ", and then " + here(registry);
    }

    private static String here(ClientRegistry registry) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            registry.find(UserName.parse(name).orElseThrow()).ifPresent(it -> found.add(it.toString()));
        }
        String listed = labels(registry.everyone());
        String looked = found.stream().sorted().toList().toString();
        return listed + " are here" + (listed.equals(looked) ? "" : ", and find() finds " + looked);
    }

    private static void expect(String when, List<String> expected, String seen) {
        if (!expected.contains(seen)) {
            throw new Found(new Failure(when, new Difference(String.join("\nor ", expected), seen)));
        }
    }

    private static String labels(List<Client> clients) {
        return clients.stream().map(Object::toString).sorted().toList().toString();
    }

    private static Call joins(Client client) {
        return new Call(client + " joins", registry -> registry.join(client));
    }

    private static Call leaves(Client client) {
        return new Call(client + " leaves", registry -> registry.leave(client));
    }

    private static Call finds(String name) {
        return new Call("find(" + name + ")",
                registry -> registry.find(UserName.parse(name).orElseThrow()).map(Object::toString).orElse("nobody"));
    }

    private static Call listsAll() {
        return new Call("everyone()", registry -> labels(registry.everyone()));
    }

    /** Ends the search. */
    private static final class Found extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        Found(Failure failure) {
            super(failure.steps(), null, false, false);
            this.failure = failure;
        }
    }
}
