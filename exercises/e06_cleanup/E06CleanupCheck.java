package e06_cleanup;

import aside.ChatServerOptions;
import aside.connection.Membership;
import aside.connection.Membership.Outcome;
import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.EncodedMessage;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Round;
import aside.testing.MembershipWalk;
import aside.testing.RawSocket;
import aside.testing.RecordingClient;
import aside.testing.Room;
import aside.testing.WatchedRoom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 6, in the order in which it is best solved. */
@Exercise(number = 6, title = "Leaving exactly once", stars = 2, chapter = "docs/06-cleanup.md",
        yours = MyMembership.class)
@Tag("exercise-6")
class E06CleanupCheck {

    private static final String CHAPTER = "docs/06-cleanup.md";
    private static final String PAGE = "exercises/e06_cleanup/README.md";

    private static final String ONE_STEP = "two threads both saw the state before either changed it: make the check and"
            + " the change one atomic step; and whoever comes second must see what the first one did";

    /** More tries than any limit that nobody has asked for. */
    private static final int MANY = 600;

    private final Subject<Membership> subject;

    E06CleanupCheck(Subject<Membership> subject) {
        this.subject = subject;
    }

    @Check(step = 1, points = 1)
    void aJoinLetsTheClientIn() {
        Rig rig = new Rig(subject);

        Outcome outcome = rig.join(rig.bob);

        Finding finding = rig.when("bob joined a room in which alice was")
                .cause("join() asks presence.enter() and answers ADMITTED if that let the client in")
                .readOn(CHAPTER, "The rule");
        finding.expect(Outcome.ADMITTED, outcome);
        finding.expect("client() is bob", rig.client());
        finding.expect("in the room: bob himself", rig.room.holds(rig.bob) ? "in the room: bob himself"
                : "in the room: " + rig.room.names());
        finding.expect("alice got " + List.of(ChatClient.joined("bob")), "alice got " + rig.room.alice().got());
        finding.cause("`welcome` belongs to presence.enter(): give it the one that you were given, it is called once")
                .expect("welcome got [{\"type\":\"welcome\",\"name\":\"bob\",\"users\":[\"bob\",\"alice\"]...}]",
                        "welcome got " + rig.welcomes.stream().map(it -> it.replaceFirst("].*", "]...}")).toList());
        finding.expect("bob's outbox got []", "bob's outbox got " + rig.bob.got());
    }

    @Check(step = 2, points = 1)
    void anEndTakesTheClientOut() {
        Rig rig = new Rig(subject);
        rig.join(rig.bob);

        rig.end();

        rig.expectLeft("bob joined, and then end() was called");
    }

    @Check(step = 3, points = 0.5)
    void aConnectionJoinsOnce() {
        for (String name : List.of("robert", "bob", "alice")) {
            Rig rig = new Rig(subject);
            rig.join(rig.bob);
            RecordingClient again = name.equals("bob") ? rig.bob : new RecordingClient(name);

            Outcome outcome = rig.join(again);
            Set<String> room = rig.room.names();
            String client = rig.client();
            rig.end();

            String when = "bob joined, and then the same connection joined as " + name;
            Finding finding = rig.when(when)
                    .cause("one connection has one client: a second join changes nothing, or one of the two clients"
                            + " would stay in the room forever")
                    .readOn(CHAPTER, "One life, many ends");
            finding.expect(Outcome.ALREADY_JOINED, outcome);
            finding.expect("in the room: [alice, bob]", "in the room: " + room);
            finding.expect("client() is bob", client);
            finding.cause("the second join changes nothing: the end takes out the client that is in")
                    .expect("in the room after the end: [alice]", "in the room after the end: " + rig.room.names());
            rig.expectLeaves(when + ", and then end() was called", 1);
        }
    }

    @Check(step = 4, points = 0.5)
    void aRefusedJoinMayBeTriedAgain() {
        Rig rig = new Rig(subject);
        Outcome outcome = rig.join(new RecordingClient("ALICE"));
        Finding refused = rig.when("a connection joined as ALICE while alice was here")
                .cause("presence.enter() says false if the name is taken; then nobody is in")
                .readOn(CHAPTER, "A connection that never joined never leaves");
        refused.expect(Outcome.NAME_TAKEN, outcome);
        refused.expect("client() is empty", rig.client());
        rig.when("a connection joined as ALICE while alice was here, and then as bob")
                .cause("a refused join changes nothing: the connection waits for the next one")
                .readOn(CHAPTER, "A connection that never joined never leaves")
                .expect(Outcome.ADMITTED, rig.join(rig.bob));
        rig.end();
        rig.expectLeft("a connection joined as ALICE while alice was here, then as bob, and then end() was called");

        Rig patient = new Rig(subject);
        RecordingClient second = new RecordingClient("alice");
        for (int i = 0; i < MANY; i++) {
            patient.when("a connection joined as alice, who was here, " + (i + 1) + " times in a row")
                    .cause("nobody has asked for a limit: a join is refused because the name is taken, and for no other"
                            + " reason")
                    .readOn(PAGE, "Rules")
                    .expect(Outcome.NAME_TAKEN, patient.join(second));
        }
        patient.room.aliceLeaves();
        patient.when("a connection joined as alice while alice was here; alice left; it joined as alice again")
                .cause("whether a name is taken is for presence.enter() to say, each time anew")
                .readOn(PAGE, "Rules")
                .expect(Outcome.ADMITTED, patient.join(second));
    }

    @Check(step = 5, points = 0.5)
    void aRefusedJoinTakesNobodyOut() {
        Rig rig = new Rig(subject);
        rig.join(new RecordingClient("alice"));

        rig.end();
        rig.end();

        String when = "a second alice was refused, and then her connection ended";
        Finding finding = rig.when(when)
                .cause("a client that never got in must not be taken out: only a join that was let in gives end() work"
                        + " to do")
                .readOn(CHAPTER, "A connection that never joined never leaves");
        finding.expect("in the room: [alice]", "in the room: " + rig.room.names());
        finding.expect("presence.leave() is not called", rig.room.leaves() == 0 ? "presence.leave() is not called"
                : rig.leaves());
        finding.expect("alice heard []", "alice heard " + rig.room.alice().got());
    }

    @Check(step = 6, points = 1)
    void twoEndsLeaveOnce() {
        Rig rig = new Rig(subject);
        rig.join(rig.bob);
        rig.end();
        rig.end();
        rig.when("bob joined, and then end() was called twice, as Jetty reports an abort: error, then close")
                .cause("the second end() finds nothing to do, for the first one has changed the state")
                .readOn(CHAPTER, "One life, many ends")
                .expect("presence.leave() called once", rig.leaves());

        Rig nested = new Rig(subject);
        nested.join(nested.bob);
        nested.room.inLeave(nested::end);
        nested.end();
        nested.when("bob joined, and end() was called while the first end() was still in presence.leave()")
                .cause("the state changes after presence.leave(); change it before, and leave only if it did change")
                .readOn(CHAPTER, "The rule")
                .expect("presence.leave() called once", nested.leaves());

        Rig rejoin = new Rig(subject);
        rejoin.join(rejoin.bob);
        rejoin.room.inLeave(() -> rejoin.join(new RecordingClient("robert")));
        rejoin.end();
        rejoin.when("bob joined, and end() was called; while it was in presence.leave(), the same connection joined as"
                        + " robert")
                .cause("from the end on nobody gets in: change the state before presence.leave()")
                .readOn(CHAPTER, "The rule")
                .expect("in the room: [alice]", "in the room: " + rejoin.room.names());

        new Rig(subject).end();
    }

    @Check(step = 7, points = 1)
    void anEndBeforeTheJoinIsAnEnd() {
        Rig rig = new Rig(subject);

        rig.end();
        Outcome outcome = rig.join(rig.bob);
        Outcome again = rig.join(new RecordingClient("robert"));

        Finding finding = rig.when("end() was called, and then bob's join, which had been on its way, came")
                .cause("the end of a connection that has not joined must be remembered, too")
                .readOn(CHAPTER, "One life, many ends");
        finding.expect(Outcome.ENDED, outcome);
        finding.expect("in the room: [alice]", "in the room: " + rig.room.names());
        finding.expect("client() is empty", rig.client());
        finding.expect("the next join: ENDED", "the next join: " + again);
        finding.cause("after the end, presence.enter() is no longer asked: alice would hear that bob came")
                .expect("alice heard []", "alice heard " + rig.room.alice().got());
    }

    @Check(step = 8, points = 1)
    void anEndInTheMiddleOfAJoinLeavesNobodyBehind() {
        Rig before = new Rig(subject);
        before.room.beforeJoin(before::end);
        before.expectEnded("end() was called just before the registry let bob in", before.join(before.bob));

        Rig after = new Rig(subject);
        after.room.afterJoin(after::end);
        after.expectEnded("end() was called when bob was in the registry and presence.enter() had not returned",
                after.join(after.bob));

        Rig welcome = new Rig(subject);
        Outcome outcome = welcome.join(welcome.bob, message -> welcome.end());
        welcome.expectEnded("end() was called when bob got his welcome", outcome);

        Rig twice = new Rig(subject);
        outcome = twice.join(twice.bob, message -> {
            twice.end();
            twice.end();
        });
        twice.expectEnded("end() was called twice when bob got his welcome", outcome);

        Rig refused = new Rig(subject);
        refused.room.beforeJoin(refused::end);
        refused.join(new RecordingClient("alice"));
        refused.expectGone("end() was called within presence.enter(), which then refused a second alice");
    }

    @Check(step = 9, points = 1)
    void aWelcomeThatFailsLetsNobodyIn() {
        Rig rig = new Rig(subject);
        IllegalStateException fault = new IllegalStateException("the outbox is broken");
        RuntimeException thrown = rig.joinAndFail(rig.bob, fault);

        Finding finding = rig.when("bob joined, and his welcome threw an exception, so presence.enter() threw it, too")
                .cause("let the exception go on to the caller, and note that bob is in only after presence.enter() has"
                        + " returned true")
                .readOn(PAGE, "Rules");
        finding.expect("join() throws " + fault, thrown == null ? "join() throws nothing" : "join() throws " + thrown);
        finding.expect("client() is empty", rig.client());
        finding.expect("in the room: [alice]", "in the room: " + rig.room.names());
        finding.cause("a lock that is taken before presence.enter() has to be given back in a finally block")
                .expect("end() on another thread returns",
                        Interleaving.endsByItself(rig::end) ? "end() on another thread returns"
                                : "end() on another thread waits");
        rig.expectGone("bob joined, his welcome threw an exception, and end() was called");
    }

    @Check(step = 10, points = 0.5)
    void eachConnectionHasALifeOfItsOwn() {
        // Each walk has the class anew, so that what a static field holds is part of its story.
        MembershipWalk.find(() -> subject.woven()::make, 12, 150).ifPresent(it -> {
            throw Finding.when("in two rooms with several connections each: " + it.steps())
                    .cause("a membership knows one connection: what it notes is for this one (nothing static), and who"
                            + " is in the room is for presence to say")
                    .readOn(PAGE, "Rules")
                    .failure(it.difference().expected(), it.difference().seen());
        });
    }

    @Check(step = 11, points = 2)
    void twoAtOnceAreAsGoodAsOneAfterTheOther() {
        explore(2, "bob was in the room, and the heartbeat and the socket called end() at the same time", rig -> {
            rig.join(rig.bob);
            return new Two(rig::end, rig::end, () -> { });
        });
        for (RecordingClient client : List.of(new RecordingClient("bob"), new RecordingClient("alice"))) {
            boolean isFree = client.toString().equals("bob");
            Set<Outcome> outcomes = isFree ? Set.of(Outcome.ADMITTED, Outcome.ENDED)
                    : Set.of(Outcome.NAME_TAKEN, Outcome.ENDED);
            String words = isFree ? "bob joined" : "a second alice joined and was to be refused";
            explore(2, words + ", and end() was called at the same time", rig -> {
                List<Object> seen = synchronizedList();
                return new Two(() -> seen.add(rig.join(client)), () -> {
                    rig.end();
                    // From here on nobody may see the client, whatever the join still does.
                    seen.add(rig.client());
                }, () -> rig.expectOneOf(seen, outcomes, Set.of("client() is empty"), "after end() had returned, "));
            });
            explore(1, words + ", and client() was asked at the same time, and then end() was called", rig -> {
                List<Object> seen = synchronizedList();
                return new Two(() -> seen.add(rig.join(client)), () -> seen.add(rig.client()), () -> {
                    rig.expectOneOf(seen, isFree ? Set.of(Outcome.ADMITTED) : Set.of(Outcome.NAME_TAKEN),
                            isFree ? Set.of("client() is empty", "client() is bob") : Set.of("client() is empty"), "");
                    rig.end();
                });
            });
        }
        explore(1, "bob was in the room, and end() and client() were called at the same time", rig -> {
            rig.join(rig.bob);
            List<Object> seen = synchronizedList();
            return new Two(rig::end, () -> {
                String first = rig.client();
                String second = rig.client();
                seen.add(first.equals("client() is empty") && !second.equals(first) ? "client() comes back" : second);
            }, () -> rig.expectOneOf(seen, Set.of(), Set.of("client() is empty", "client() is bob"), ""));
        });
        explore(1, "bob was in the room, and the same connection joined as robert and ended at the same time", rig -> {
            rig.join(rig.bob);
            List<Object> seen = synchronizedList();
            return new Two(() -> seen.add(rig.join(new RecordingClient("robert"))), rig::end,
                    () -> rig.expectOneOf(seen, Set.of(Outcome.ALREADY_JOINED, Outcome.ENDED), Set.of(), ""));
        });
    }

    @Check(step = 12, points = 1)
    void inTheRealServerEveryoneHearsOfALeaveOnce() throws IOException {
        // Without a server first: what is not started ends the check here, and whoever stays keeps nobody waiting.
        Rig rig = new Rig(subject);
        rig.join(rig.bob);
        rig.end();
        rig.end();
        rig.expectLeft("bob joined, and then end() was called twice");
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

    /** Two things that happen at the same time, and what must hold afterwards. */
    private record Two(Runnable first, Runnable second, Runnable afterwards) {
    }

    private static List<Object> synchronizedList() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    /**
     * Plays two things one after the other, in both orders, and then once for each gap of each of them, or for each two
     * gaps; each time with a new membership. The end must have come at last.
     */
    private void explore(int stops, String words, Function<Rig, Two> two) {
        for (boolean swapped : List.of(false, true)) {
            Rig rig = new Rig(subject);
            Two inTurn = two.apply(rig);
            (swapped ? inTurn.second() : inTurn.first()).run();
            (swapped ? inTurn.first() : inTurn.second()).run();
            rig.as(words + " - here even one after the other", "each call goes by the state that the last one left");
            inTurn.afterwards().run();
            rig.expectGone(rig.words);
        }
        Subject<Membership> woven = subject.woven();
        Supplier<Round> rounds = () -> {
            Rig rig = new Rig(woven);
            Two together = two.apply(rig);
            return new Round(together.first(), together.second(), () -> {
                rig.as(words + Interleaving.where(), ONE_STEP);
                together.afterwards().run();
                rig.expectGone(rig.words);
            });
        };
        if (stops == 2) {
            Interleaving.exploreTwoStops(rounds);
        } else {
            Interleaving.explore(rounds);
        }
    }

    /** A membership with all that is around it: alice is in the room and listens. */
    private static final class Rig {

        final WatchedRoom room = new WatchedRoom();
        final RecordingClient bob = new RecordingClient("bob");
        final List<String> welcomes = Collections.synchronizedList(new ArrayList<>());
        final Membership membership;
        private final List<String> thrown = Collections.synchronizedList(new ArrayList<>());
        private String words = "";
        private String likely = "after presence.enter(), check again whether the end has come in the meantime, and then"
                + " leave";

        Rig(Subject<Membership> subject) {
            membership = subject.make(room.presence());
        }

        void as(String what, String cause) {
            words = what;
            likely = cause;
        }

        Outcome join(RecordingClient client) {
            return join(client, message -> welcomes.add(message.toString()));
        }

        Outcome join(RecordingClient client, Consumer<EncodedMessage> welcome) {
            return room.within("join()", () -> membership.join(client, welcome), thrown).orElse(null);
        }

        RuntimeException joinAndFail(RecordingClient client, RuntimeException fault) {
            List<RuntimeException> seen = new ArrayList<>();
            room.within("join()", () -> {
                try {
                    membership.join(client, message -> {
                        throw fault;
                    });
                } catch (RuntimeException e) {
                    seen.add(e);
                }
                return "";
            }, thrown);
            return seen.isEmpty() ? null : seen.getFirst();
        }

        void end() {
            room.within("end()", () -> {
                membership.end();
                return "";
            }, thrown);
        }

        String client() {
            return room.within("client()", () -> membership.client().map(it -> "client() is " + it)
                    .orElse("client() is empty"), thrown).orElse("client() throws");
        }

        String leaves() {
            return "presence.leave() called " + (room.leaves() == 1 ? "once" : room.leaves() + " times");
        }

        /** What explains everything else comes first: an exception, or another thread at work. */
        Finding when(String done) {
            if (room.wasEnteredByStrangers()) {
                throw Finding.when(done)
                        .cause("join() and end() do their work before they return, on the thread that calls them: a"
                                + " leave that is done a little later finds another room")
                        .readOn(PAGE, "Rules")
                        .failure("presence is called by the thread that calls join() or end()",
                                "presence is called by another thread");
            }
            if (!thrown.isEmpty()) {
                throw Finding.when(done)
                        .cause(done.contains("at the same time")
                                ? "between two reads of a field, another thread may change it: read it once, into a"
                                        + " local variable"
                                : "nothing of this is a fault: a call that comes too late has nothing to do")
                        .readOn(PAGE, "Rules")
                        .failure("no exception", thrown.getFirst());
            }
            return Finding.when(done);
        }

        void expectOneOf(List<Object> seen, Set<Outcome> outcomes, Set<String> clients, String prefix) {
            for (Object value : List.copyOf(seen)) {
                Set<?> expected = value instanceof Outcome ? outcomes : clients;
                String label = value instanceof Outcome ? "join() gives " : prefix;
                when(words).cause(value instanceof Outcome ? likely : "client() goes by the same state as join() and"
                                + " end(): it shows nobody before presence.enter() has let the client in, and nobody"
                                + " from the end on")
                        .readOn(PAGE, "Rules")
                        .expect(expected.contains(value), label + oneOf(expected), label + value);
            }
        }

        private static String oneOf(Set<?> values) {
            return values.stream().map(Object::toString).sorted().collect(Collectors.joining(" or "));
        }

        void expectLeft(String when) {
            Finding finding = when(when)
                    .cause("end() takes the client that is in out of the room, with presence.leave()")
                    .readOn(CHAPTER, "One life, many ends");
            finding.expect("in the room: [alice]", "in the room: " + room.names());
            finding.expect(List.of(ChatClient.joined("bob"), ChatClient.left("bob")), room.alice().got());
            finding.cause("client() is empty from the end on")
                    .expect("client() is empty", client());
            expectLeaves(when, 1);
        }

        void expectLeaves(String when, int times) {
            when(when).cause("one leave for each client that presence.enter() let in, and for nobody else")
                    .readOn(CHAPTER, "One life, many ends")
                    .expect("presence.leave() called " + (times == 1 ? "once" : times + " times"), leaves());
        }

        void expectEnded(String when, Outcome outcome) {
            Finding finding = when(when).cause(likely).readOn(CHAPTER, "The rule");
            finding.expect(Outcome.ENDED, outcome);
            finding.expect("in the room: [alice]", "in the room: " + room.names());
            expectGone(when);
        }

        /** The end has come, and whatever came before it: nobody is in, and nobody has left twice. */
        void expectGone(String when) {
            Finding finding = when(when).cause(likely).readOn(CHAPTER, "The rule");
            finding.expect("in the room: [alice]", "in the room: " + room.names());
            finding.expect("clients let in: " + room.joins() + ", calls of presence.leave(): " + room.joins(),
                    "clients let in: " + room.joins() + ", calls of presence.leave(): " + room.leaves());
            finding.expect("client() is empty", client());
            long joined = room.alice().got().stream().filter(ChatClient.joined("bob")::equals).count();
            long left = room.alice().got().stream().filter(ChatClient.left("bob")::equals).count();
            finding.expect("joins and leaves that alice heard of: " + joined + " and " + joined,
                    "joins and leaves that alice heard of: " + joined + " and " + left);
            finding.cause("an end is forever: nothing that a join still does may undo it")
                    .expect("the next join: ENDED", "the next join: " + join(new RecordingClient("robert")));
        }
    }
}
