package aside.testing;

import aside.connection.Membership;
import aside.connection.Membership.Outcome;
import aside.registry.Client;
import aside.routing.Presence;
import aside.testing.Walk.Difference;
import aside.testing.Walk.Failure;
import aside.testing.Walk.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Walks of several connections through two rooms; each connection is compared with a model of its life. */
public final class MembershipWalk {

    private static final List<String> NAMES = List.of("bob", "BOB", "robert", "alice", "Alice", "Zoë", "carol");

    private static final int ROOMS = 2;
    private static final int CONNECTIONS = 3;

    private MembershipWalk() {
    }

    /** The model of one connection, beside its membership. */
    private static final class Connection {

        private final WatchedRoom room;
        private final Membership membership;
        private final List<String> thrown = new ArrayList<>();
        private final List<RecordingClient> tried = new ArrayList<>();
        private Optional<RecordingClient> member = Optional.empty();
        private boolean hasEnded;

        Connection(WatchedRoom room, Function<Presence, Membership> make) {
            this.room = room;
            this.membership = make.apply(room.presence());
        }

        Optional<Difference> join(RecordingClient client) {
            Outcome expected = hasEnded ? Outcome.ENDED : member.isPresent() ? Outcome.ALREADY_JOINED
                    : isTaken(client) ? Outcome.NAME_TAKEN : Outcome.ADMITTED;
            int welcomesExpected = expected == Outcome.ADMITTED ? 1 : 0;
            int[] welcomes = {0};
            tried.add(client);
            Optional<Outcome> seen = room.within("join()", () ->
                    membership.join(client, message -> welcomes[0]++), thrown);
            if (expected == Outcome.ADMITTED) {
                member = Optional.of(client);
            }
            return difference("join() gives", expected, seen.<Object>map(it -> it).orElse("an exception"))
                    .or(() -> Difference.between("welcomes:", welcomesExpected, welcomes[0]));
        }

        private boolean isTaken(RecordingClient client) {
            return room.names().stream().anyMatch(it -> it.equalsIgnoreCase(client.toString()));
        }

        Optional<Difference> joinAgain(String name) {
            return join(tried.isEmpty() ? new RecordingClient(name) : tried.getLast());
        }

        Optional<Difference> end() {
            room.within("end()", () -> {
                membership.end();
                return "";
            }, thrown);
            hasEnded = true;
            member = Optional.empty();
            return Optional.empty();
        }

        Optional<Difference> compare() {
            Optional<Client> client = room.within("client()", membership::client, thrown).orElse(Optional.empty());
            return difference("client() gives", member.map(Object::toString).orElse("nobody"),
                    client.map(it -> it == member.orElse(null) || member.isEmpty() ? it.toString()
                            : "another client named " + it).orElse("nobody"));
        }

        private Optional<Difference> difference(String what, Object expected, Object seen) {
            return thrown.isEmpty() ? Difference.between(what, expected, seen)
                    : Optional.of(new Difference("no exception", thrown.getFirst()));
        }
    }

    /** Two rooms with their connections. */
    private static final class World {

        private final List<WatchedRoom> rooms = IntStream.range(0, ROOMS).mapToObj(it -> new WatchedRoom()).toList();
        private final List<Connection> connections;
        private final boolean[] aliceIsOut = new boolean[ROOMS];
        private final int[] leaves = new int[ROOMS];

        World(Function<Presence, Membership> make) {
            connections = IntStream.range(0, ROOMS * CONNECTIONS)
                    .mapToObj(it -> new Connection(rooms.get(it % ROOMS), make)).toList();
        }

        Optional<Difference> does(int connection, Function<Connection, Optional<Difference>> what) {
            Connection it = connections.get(connection);
            boolean wasIn = it.member.isPresent();
            Optional<Difference> difference = what.apply(it);
            if (wasIn && it.hasEnded) {
                leaves[connection % ROOMS]++;
            }
            return difference.or(this::compare);
        }

        Optional<Difference> aliceComesOrGoes(int room) {
            if (aliceIsOut[room]) {
                rooms.get(room).aliceJoins();
                aliceIsOut[room] = !rooms.get(room).holds(rooms.get(room).alice());
            } else {
                rooms.get(room).aliceLeaves();
                aliceIsOut[room] = true;
            }
            return compare();
        }

        private Optional<Difference> compare() {
            for (int room = 0; room < ROOMS; room++) {
                Set<String> expected = new TreeSet<>(aliceIsOut[room] ? Set.of() : Set.of("alice"));
                for (int i = room; i < connections.size(); i += ROOMS) {
                    connections.get(i).member.ifPresent(it -> expected.add(it.toString()));
                }
                WatchedRoom seen = rooms.get(room);
                int index = room;
                Optional<Difference> difference = Difference.between("in the room:", expected, seen.names())
                        .or(() -> Difference.between("calls of presence.leave():", leaves[index], seen.leaves()));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return connections.stream().flatMap(it -> it.compare().stream()).findFirst();
        }
    }

    /**
     * Walks.
     *
     * @param makers gives the maker of the memberships of one walk, with static fields of their own
     * @return the first walk on which a connection differs from its model; empty if there is none
     */
    public static Optional<Failure> find(Supplier<Function<Presence, Membership>> makers, int walks, int length) {
        return new Walk<>(() -> new World(makers.get()), MembershipWalk::step).find(walks, length);
    }

    private static Step<World> step(SplittableRandom dice) {
        int connection = dice.nextInt(ROOMS * CONNECTIONS);
        int room = connection % ROOMS;
        String where = room == 0 ? "" : " in the other room";
        String who = "connection " + (connection / ROOMS + 1) + where;
        String name = NAMES.get(dice.nextInt(NAMES.size()));
        return switch (dice.nextInt(40)) {
            case 0 -> new Step<>(who + " ends", world -> world.does(connection, Connection::end));
            case 1, 2, 3, 4 -> new Step<>("alice comes or goes" + where, world -> world.aliceComesOrGoes(room));
            case 5, 6, 7, 8, 9 -> new Step<>(who + " joins with the same client as before, or else as " + name,
                    world -> world.does(connection, it -> it.joinAgain(name)));
            default -> new Step<>(who + " joins as " + name,
                    world -> world.does(connection, it -> it.join(new RecordingClient(name))));
        };
    }
}
