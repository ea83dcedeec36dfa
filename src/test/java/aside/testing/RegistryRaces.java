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

/**
 * Each two calls of a registry at the same time, with a stop in each gap. The outcome must be one that some order of
 * the two has, as the {@linkplain ModelRegistry model} says.
 */
public final class RegistryRaces {

    // Short names: each character may be a step, and each step is a gap.
    private static final Guest ALICE = new Guest("a", "a");
    private static final Guest OTHER = new Guest("another a", "A");
    private static final Guest THIRD = new Guest("a third a", "a");
    private static final Guest BOB = new Guest("b", "b");

    private static final List<Call> CALLS = List.of(joins(ALICE), joins(OTHER), joins(BOB), leaves(ALICE),
            leaves(OTHER), finds("A"), listsAll());

    private static final List<List<Call>> STARTS = List.of(List.of(), List.of(joins(ALICE)),
            List.of(joins(THIRD), joins(BOB)));

    private final Supplier<? extends ClientRegistry> make;
    private final String kind;

    private record Call(String words, Function<ClientRegistry, Object> play) {

        String told(ClientRegistry registry) {
            return words + (words.contains("()") || words.startsWith("find") ? " returns " : " hears ")
                    + play.apply(registry);
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
     * @param kind which pairs: {@code leaves} for those of which one leaves, {@code joins} for the others, empty for all
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
        for (List<Call> start : STARTS) {
            for (int i = 0; i < CALLS.size(); i++) {
                for (int j = i; j < CALLS.size(); j++) {
                    if (isOfTheKind(CALLS.get(i), CALLS.get(j))) {
                        play(start, CALLS.get(i), CALLS.get(j));
                    }
                }
            }
        }
    }

    private boolean isOfTheKind(Call one, Call other) {
        boolean oneLeaves = one.words.endsWith("leaves") || other.words.endsWith("leaves");
        return kind.isEmpty() || oneLeaves == kind.equals("leaves");
    }

    private void play(List<Call> start, Call one, Call other) {
        String before = start.isEmpty() ? "" : start.stream().map(Call::words).collect(Collectors.joining("; ")) + "; ";
        boolean joinsTwice = start.stream().anyMatch(it -> it.words.equals(one.words) || it.words.equals(other.words));
        if (joinsTwice || one == other && one.words.endsWith("joins")) {
            // Either answer will do to a client that is in.
            return;
        }
        String ordered = outcome(new ModelRegistry(), start, List.of(one, other), 0, 1);
        String swapped = outcome(new ModelRegistry(), start, List.of(one, other), 1, 0);
        // What is wrong without a second thread is told without one.
        expect(before + one.words + "; " + other.words, List.of(ordered),
                outcome(make.get(), start, List.of(one, other), 0, 1));
        boolean bothChange = changes(one) && changes(other)
                && !one.words.startsWith("b ") && !other.words.startsWith("b ");
        Consumer<Supplier<Round>> exploration =
                bothChange && start.size() == 1 ? Interleaving::exploreTwoStops : Interleaving::explore;
        exploration.accept(() -> {
            ClientRegistry registry = make.get();
            start.forEach(call -> call.play.apply(registry));
            String[] told = new String[2];
            return new Round(() -> told[0] = one.told(registry), () -> told[1] = other.told(registry),
                    one == other ? Interleaving.Roles.ALIKE : Interleaving.Roles.DIFFERENT,
                    () -> expect(before + one.words + ", and at the same time " + other.words + Interleaving.where(),
                            ordered.equals(swapped) ? List.of(ordered) : List.of(ordered, swapped),
                            told[0] + ", " + told[1] + ", and then " + here(registry)));
        });
    }

    private static boolean changes(Call call) {
        return call.words.endsWith("joins") || call.words.endsWith("leaves");
    }

    private static String outcome(ClientRegistry registry, List<Call> start, List<Call> calls, int... order) {
        start.forEach(call -> call.play.apply(registry));
        String[] told = new String[calls.size()];
        for (int i : order) {
            told[i] = calls.get(i).told(registry);
        }
        return String.join(", ", told) + ", and then " + here(registry);
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
