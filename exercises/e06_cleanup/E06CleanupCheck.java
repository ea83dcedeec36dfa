package e06_cleanup;

import aside.ChatServerOptions;
import aside.connection.Membership;
import aside.connection.Membership.Outcome;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.JacksonMessageCodec;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.Presence;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.RawSocket;
import aside.testing.RecordingClient;
import aside.testing.Room;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 6, in the order in which it is best solved. */
@Exercise(number = 6, title = "Leaving exactly once", stars = 2, chapter = "docs/06-cleanup.md",
        yours = MyMembership.class)
@Tag("exercise-6")
class E06CleanupCheck {

    private static final String CHAPTER = "docs/06-cleanup.md";

    private final Subject<Membership> subject;

    E06CleanupCheck(Subject<Membership> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void aJoinLetsTheClientIn() {
        Rig rig = new Rig(subject);

        Outcome outcome = rig.join(rig.bob);

        Finding finding = Finding.when("bob joined a room in which alice was")
                .cause("join() asks presence.enter() and answers ADMITTED if that let the client in")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect(Outcome.ADMITTED, outcome);
        finding.expect("client() is bob", rig.client());
        finding.expect("bob got [{\"type\":\"welcome\",\"name\":\"bob\",\"users\":[\"bob\",\"alice\"]}]",
                "bob got " + rig.bob.got());
        finding.expect("alice got " + List.of(ChatClient.joined("bob")), "alice got " + rig.alice.got());
    }

    @Check(step = 2, points = 1)
    void anEndTakesTheClientOut() {
        Rig rig = new Rig(subject);
        rig.join(rig.bob);

        rig.membership.end();

        Finding finding = Finding.when("bob joined, and then end() was called")
                .cause("end() takes who is in out of the room, with presence.leave()")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect("in the room: [alice]", rig.room());
        finding.expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob")), rig.alice.got());
        finding.cause("client() is empty from the end on")
                .expect("client() is empty", rig.client());
    }

    @Check(step = 3, points = 1)
    void aConnectionJoinsOnce() {
        Rig rig = new Rig(subject);
        rig.join(rig.bob);
        Client robert = new RecordingClient("robert");

        Outcome outcome = rig.join(robert);
        List<Client> everyone = rig.registry.everyone();
        rig.membership.end();

        Finding finding = Finding.when("bob joined, and then the same connection joined as robert")
                .cause("with two names for one connection, one of them stays in the room for ever")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect(Outcome.ALREADY_JOINED, outcome);
        finding.expect("alice and bob are here", everyone.contains(robert) ? "robert is here, too"
                : "alice and bob are here");
        finding.expect("in the room: [alice]", rig.room());
    }

    @Check(step = 4, points = 1)
    void aRefusedJoinMayBeTriedAgain() {
        Rig rig = new Rig(subject);

        Outcome outcome = rig.join(new RecordingClient("ALICE"));
        Finding refused = Finding.when("a connection joined as ALICE while alice was here")
                .cause("presence.enter() says false if the name is taken; then nobody is in")
                .readOn(CHAPTER, "Who has not joined, does not leave");
        refused.expect(Outcome.NAME_TAKEN, outcome);
        refused.expect("client() is empty", rig.client());

        Finding.when("a connection joined as ALICE while alice was here, and then as bob")
                .cause("a refused join changes nothing: the connection waits for the next one")
                .readOn(CHAPTER, "Who has not joined, does not leave")
                .expect(Outcome.ADMITTED, rig.join(rig.bob));
    }

    @Check(step = 5, points = 2)
    void aRefusedJoinTakesNobodyOut() {
        Rig rig = new Rig(subject);
        rig.join(new RecordingClient("alice"));

        rig.membership.end();
        rig.membership.end();

        Finding finding = Finding.when("a second alice was refused, and then her connection ended")
                .cause("who never got in must not be taken out: only a join that was let in gives end() work to do")
                .readOn(CHAPTER, "Who has not joined, does not leave");
        finding.expect("in the room: [alice]", rig.room());
        finding.expect("presence.leave() called 0 times", rig.leaves());
        finding.expect("alice heard []", "alice heard " + rig.alice.got());
    }

    @Check(step = 6, points = 1)
    void twoEndsLeaveOnce() {
        Rig rig = new Rig(subject);
        rig.join(rig.bob);
        rig.membership.end();
        rig.membership.end();
        Finding.when("bob joined, and then end() was called twice, as Jetty reports an abort: error, then close")
                .cause("the second end() finds nothing to do, for the first one has changed the state")
                .readOn(CHAPTER, "One life, many ends")
                .expect("presence.leave() called 1 times", rig.leaves());

        Rig nested = new Rig(subject);
        nested.join(nested.bob);
        nested.registry.inLeave = () -> {
            nested.registry.inLeave = () -> { };
            nested.membership.end();
        };
        nested.membership.end();
        Finding.when("bob joined, and end() was called while the first end() was still in presence.leave()")
                .cause("the state changes after presence.leave(); change it before, and leave only if it did change")
                .readOn(CHAPTER, "The code as it stands")
                .expect("presence.leave() called 1 times", nested.leaves());

        new Rig(subject).membership.end();
    }

    @Check(step = 7, points = 1)
    void anEndBeforeTheJoinIsAnEnd() {
        Rig rig = new Rig(subject);

        rig.membership.end();
        Outcome outcome = rig.join(rig.bob);

        Finding finding = Finding.when("end() was called, and then bob's join, which had been on its way, came")
                .cause("the end of a connection that has not joined must be remembered, too")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect(Outcome.ENDED, outcome);
        finding.expect("in the room: [alice]", rig.room());
        finding.expect("client() is empty", rig.client());
    }

    @Check(step = 8, points = 2)
    void anEndInTheMiddleOfAJoinLeavesNobodyBehind() {
        Rig before = new Rig(subject);
        before.registry.beforeJoin = before.membership::end;
        before.expectEnded("end() was called just before the registry let bob in", before.join(before.bob));

        Rig after = new Rig(subject);
        after.registry.afterJoin = after.membership::end;
        after.expectEnded("end() was called when bob was in the registry and presence.enter() had not returned",
                after.join(after.bob));

        Rig welcome = new Rig(subject);
        Outcome outcome = welcome.membership.join(welcome.bob, message -> welcome.membership.end());
        welcome.expectEnded("end() was called when bob got his welcome", outcome);
    }

    @Check(step = 9, points = 2)
    void twoAtOnceAreAsGoodAsOneAfterTheOther() {
        explore(rig -> {
            rig.join(rig.bob);
            return new Round(rig.membership::end, rig.membership::end, Roles.ALIKE, () -> rig.expectGone("bob was in"
                    + " the room, and the heartbeat and the socket called end() at once"));
        });
        explore(rig -> new Round(() -> rig.join(rig.bob), rig.membership::end,
                () -> rig.expectGone("bob joined, and end() was called at once")));
        explore(rig -> new Round(() -> rig.join(new RecordingClient("alice")), rig.membership::end,
                () -> rig.expectGone("a second alice joined and was to be refused, and end() was called at once")));
    }

    @Check(step = 10, points = 1)
    void inTheRealServerEveryoneHearsOfALeaveOnce() throws IOException {
        // Without a server first: what is not started ends the check here.
        new Rig(subject).membership.end();
        try (Room room = Room.of(subject::in)) {
            ChatClient alice = room.join("alice");
            ChatClient bob = room.join("bob");
            bob.vanishes();
            List<String> heard = List.of(alice.nextText(), alice.nextText());
            Finding.when("alice and bob were in the room, and bob's line was cut")
                    .cause("Jetty reports a cut line as an error and as a close: the client leaves at the first one")
                    .readOn(CHAPTER, "One life, many ends")
                    .expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob")), heard);

            try (RawSocket silent = RawSocket.join(room.server(), "bob")) {
                heard = room.heardBy(alice);
                for (int i = 0; i < 3; i++) {
                    room.advance(ChatServerOptions.defaults().pingInterval());
                    alice.receivesPing();
                    heard.addAll(room.heardBy(alice));
                }
                silent.readFrame(RawSocket.CLOSE);
            }
            ChatClient bobAgain = room.join("bob");
            heard.addAll(room.heardBy(alice));
            Finding finding = Finding.when("a new bob joined and answered no ping, so the heartbeat dropped him; then"
                            + " his socket closed, and one more bob joined")
                    .cause("the heartbeat and the close are two ends of one connection: the first one counts")
                    .readOn(CHAPTER, "The same end for all reasons");
            finding.expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob"), ChatClient.joined("bob")), heard);
            alice.whispers("bob", "are you here?");
            room.heardBy(alice);
            finding.expect(List.of(ChatClient.privateMessage("alice", "bob", "are you here?")), room.heardBy(bobAgain));
        }
    }

    /** Plays a round for every gap, each time with a new membership of the class with gaps. */
    private void explore(Function<Rig, Round> round) {
        Subject<Membership> woven = subject.woven();
        Interleaving.explore(() -> round.apply(new Rig(woven)));
    }

    /** A membership with all that is around it: alice is in the room and listens. */
    private static final class Rig {

        final WatchedRegistry registry = new WatchedRegistry();
        final RecordingClient alice = new RecordingClient("alice");
        final RecordingClient bob = new RecordingClient("bob");
        final Membership membership;

        Rig(Subject<Membership> subject) {
            Presence presence = new Presence(registry, new JacksonMessageCodec(4_000), 500);
            presence.enter(alice, welcome -> { });
            registry.joins.set(0);
            membership = subject.make(presence);
        }

        Outcome join(Client client) {
            return membership.join(client, client::send);
        }

        String client() {
            return membership.client().map(it -> "client() is " + it).orElse("client() is empty");
        }

        String room() {
            return "in the room: " + registry.everyone();
        }

        String leaves() {
            return "presence.leave() called " + registry.leaves.get() + " times";
        }

        void expectEnded(String when, Outcome outcome) {
            Finding finding = Finding.when(when)
                    .cause("after presence.enter(), look again whether the end has come meanwhile, and then leave")
                    .readOn(CHAPTER, "The code as it stands");
            finding.expect(Outcome.ENDED, outcome);
            finding.expect("in the room: [alice]", room());
            expectGone(when);
        }

        void expectGone(String when) {
            Finding finding = Finding.when(when + Interleaving.where())
                    .cause("look and change must be one step, else both find the same state; and the one that comes"
                            + " second must see what the first one did")
                    .readOn(CHAPTER, "The code as it stands");
            finding.expect("in the room: [alice]", room());
            finding.expect("presence.leave() called " + registry.joins.get() + " times", leaves());
            finding.expect("client() is empty", client());
            long joined = alice.got().stream().filter(ChatClient.joined("bob")::equals).count();
            long left = alice.got().stream().filter(ChatClient.left("bob")::equals).count();
            finding.expect("alice heard of " + joined + " leaves", "alice heard of " + left + " leaves");
            finding.expect("join() gives ENDED", "join() gives " + join(new RecordingClient("robert")));
        }
    }

    /** A registry that counts, and that lets a check do something in the middle. */
    private static final class WatchedRegistry implements ClientRegistry {

        final AtomicInteger joins = new AtomicInteger();
        final AtomicInteger leaves = new AtomicInteger();
        Runnable beforeJoin = () -> { };
        Runnable afterJoin = () -> { };
        Runnable inLeave = () -> { };

        private final ClientRegistry registry =
                new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());

        @Override
        public boolean join(Client client) {
            beforeJoin.run();
            boolean joined = registry.join(client);
            if (joined) {
                joins.incrementAndGet();
            }
            afterJoin.run();
            return joined;
        }

        @Override
        public boolean leave(Client client) {
            leaves.incrementAndGet();
            inLeave.run();
            return registry.leave(client);
        }

        @Override
        public Optional<Client> find(UserName name) {
            return registry.find(name);
        }

        @Override
        public List<Client> everyone() {
            return registry.everyone();
        }
    }
}
