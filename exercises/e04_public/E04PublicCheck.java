package e04_public;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.routing.MessageRouter;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.OneThread;
import aside.testing.Room;
import aside.testing.RoutedRace;
import aside.testing.RoutedRoom;
import aside.testing.RoutedRoom.Guest;
import aside.testing.RoutedWalk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 4, in the order in which it is best solved. */
@Exercise(number = 4, title = "Public delivery, dispatch by type", stars = 1, chapter = "docs/04-public.md",
        yours = MyPublicRouter.class)
@Tag("exercise-4")
class E04PublicCheck {

    private static final String CHAPTER = "docs/04-public.md";
    private static final String PAGE = "exercises/e04_public/README.md";

    private static final String HELLO = publicMessage("Alice", "hello");

    /** More than any limit that nobody has asked for. */
    private static final int MANY = 1_200;

    private final Subject<MessageRouter> subject;
    private final Rig rig;

    E04PublicCheck(Subject<MessageRouter> subject) {
        this.subject = subject;
        this.rig = new Rig(subject);
    }

    @Check(step = 1, points = 1)
    void everyoneGetsItTheSenderToo() {
        OneThread.run(() -> {
            rig.say("hello", ClientMessage.NO_ID);
            for (Guest client : rig.all) {
                rig.when("Alice said \"hello\", and " + rig.all + " were here; what " + client + " got:")
                        .cause("a public message goes to everyone in the registry, once, and the sender is one of them")
                        .readOn(CHAPTER, "The sender hears itself")
                        .expect(List.of(HELLO), client.got());
            }

            Rig large = new Rig(subject);
            for (int i = large.all.size(); i < MANY; i++) {
                large.room.join("user" + i);
            }
            large.say("hello", ClientMessage.NO_ID);
            large.when("Alice said \"hello\" in a room of " + MANY)
                    .cause("everyone in the registry gets it, however many they are")
                    .readOn(CHAPTER, "The rule")
                    .expect(MANY + " messages", large.room.taken().size() + " messages");

            Rig gone = new Rig(subject);
            gone.room.leave(gone.alice);
            Guest newAlice = gone.room.join("alice");
            gone.say("hello", "m-1");
            Finding finding = gone.when("Alice left the room, and another alice joined; then the first one's \"hello\","
                            + " with the id m-1, was handled")
                    .cause("the copies go to the clients that are in the registry, and the ack to `from`, the client"
                            + " that has sent the message; a name does not tell which client it was")
                    .readOn(PAGE, "Rules");
            finding.expect("the new alice got " + List.of(HELLO), "the new alice got " + newAlice.got());
            finding.expect("the first one got " + List.of(ack("m-1")), "the first one got " + gone.alice.got());
        });
    }

    @Check(step = 2, points = 0.5)
    void privateMessagesStillReachOneAlone() {
        OneThread.run(() -> {
            rig.send(rig.alice, new PrivateMessage("bob", "psst", "m-1"));
            rig.say("hello", ClientMessage.NO_ID);
            Finding finding = rig.when("Alice sent \"psst\" with the id m-1 to bob, and then said \"hello\"")
                    .cause("a switch over the type of the message: private ones go to privateMessages, once")
                    .readOn(CHAPTER, "One switch for two kinds");
            finding.expect("Alice got " + List.of(ack("m-1"), HELLO), "Alice got " + rig.alice.got());
            finding.expect("bob got " + List.of(privateMessage("Alice", "bob", "psst"), HELLO),
                    "bob got " + rig.all.get(1).got());
            finding.expect("carol got " + List.of(HELLO), "carol got " + rig.all.get(2).got());

            Rig toNobody = new Rig(subject);
            toNobody.send(toNobody.alice, new PrivateMessage("nobody", "psst", "m-1"));
            for (Guest client : toNobody.all.subList(1, toNobody.all.size())) {
                toNobody.when("Alice sent \"psst\" to nobody, who is not here; what " + client + " got:")
                        .cause("the type of a message decides where it goes, not whether its recipient is here: a"
                                + " private message must never become a public one")
                        .readOn(CHAPTER, "One switch for two kinds")
                        .expect(List.of(), client.got());
            }
            toNobody.when("Alice sent \"psst\" to nobody, who is not here; what Alice got:")
                    .cause("the finished router answers: give it the message and nothing else")
                    .readOn(CHAPTER, "One switch for two kinds")
                    .expect("1 error", toNobody.alice.got().stream().filter(it -> it.contains("user-offline")).count()
                            + " error");
        });
    }

    @Check(step = 3, points = 1)
    void whatGoesToAllIsEncodedOnce() {
        OneThread.run(() -> {
            rig.say("hello", ClientMessage.NO_ID);

            Finding finding = rig.when("Alice said \"hello\" to a room of " + rig.all.size())
                    .cause("the codec is called in the loop; call it once, before, and give the same bytes to everyone")
                    .readOn(CHAPTER, "One message, many readers");
            finding.expect("messages encoded: 1", "messages encoded: " + rig.room.publicEncodings());
            finding.expect("different EncodedMessage objects: 1", "different EncodedMessage objects: "
                    + rig.all.stream().flatMap(it -> it.messages().stream())
                            .map(System::identityHashCode).distinct().count());
        });
    }

    @Check(step = 4, points = 0.5)
    void theSenderIsStampedAsItIsShown() {
        OneThread.run(() -> {
            Guest other = rig.room.join("Zoë.張三");

            rig.send(other, new PublicMessage("I am Alice", ClientMessage.NO_ID));

            rig.when("Zoë.張三 said \"I am Alice\"; what Alice got:")
                    .cause("the sender is from.name(), as it is shown")
                    .readOn(CHAPTER, "The rule")
                    .expect(List.of(publicMessage("Zoë.張三", "I am Alice")), rig.alice.got());
        });
    }

    @Check(step = 5, points = 1)
    void anAckComesLastAndOnlyWithAnId() {
        OneThread.run(() -> {
            rig.say("hello", "m-1");
            Finding finding = rig.when("Alice said \"hello\" with the id m-1 to a room of " + rig.all.size());
            finding.cause("an ack says that the message is in every outbox: it comes after the loop, to the sender")
                    .readOn("docs/03-private.md", "What an ack says")
                    .expect("the last thing sent: Alice got " + ack("m-1"), "the last thing sent: " + rig.lastSent());
            finding.cause("one message for each in the room, one ack for the sender, and nothing else")
                    .readOn("docs/03-private.md", "What an ack says")
                    .expect("messages sent: " + (rig.all.size() + 1), "messages sent: " + rig.room.taken().size());

            for (String noId : List.of(ClientMessage.NO_ID, new String(ClientMessage.NO_ID))) {
                Rig withoutId = new Rig(subject);
                withoutId.say("hello", noId);
                withoutId.when("Alice said \"hello\" without an id; what she got:")
                        .cause("a message has no id when its id equals NO_ID, whichever String object it is; nobody"
                                + " waits for its ack")
                        .readOn("docs/03-private.md", "What an ack says")
                        .expect(List.of(HELLO), withoutId.alice.got());
            }
        });
    }

    @Check(step = 6, points = 1)
    void aFullOutboxStopsNobody() {
        OneThread.run(() -> {
            for (int i = 0; i < rig.all.size(); i++) {
                Rig fresh = new Rig(subject);
                Guest full = fresh.all.get(i).refuses();
                fresh.say("hello", "m-1");
                Finding finding = fresh.when("Alice said \"hello\", and the outbox of " + full
                                + " took nothing any longer")
                        .cause("a client that takes no more is on its way out and no recipient any longer: go on with"
                                + " the next")
                        .readOn(CHAPTER, "The rule");
                for (Guest client : fresh.all) {
                    List<String> heard = client.got().stream().filter(it -> !it.equals(ack("m-1"))).toList();
                    List<String> expected = client == full ? List.of() : List.of(HELLO);
                    finding.expect(client + " got " + expected, client + " got " + heard);
                }
                finding.cause("all others have the message: that is an ack, not an error")
                        .expect("Alice got " + (full == fresh.alice ? List.of() : List.of(HELLO, ack("m-1"))),
                                "Alice got " + fresh.alice.got());
                finding.cause("its connection takes it out of the room, and tells the room so; the router does not")
                        .expect(full + " is in the registry", full + (fresh.room.holds(full) ? " is in the registry"
                                : " is no longer in the registry"));
            }

            Rig comesBack = new Rig(subject);
            Guest bob = comesBack.all.get(1).refuses();
            comesBack.say("hello", ClientMessage.NO_ID);
            comesBack.room.leave(bob);
            Guest newBob = comesBack.room.join("bob");
            comesBack.say("hello", ClientMessage.NO_ID);
            comesBack.when("Alice said \"hello\", which bob refused; bob left and came back on a new connection; Alice"
                            + " said \"hello\" again; what the new bob got:")
                    .cause("a router keeps nothing of a message when route() returns: not who refused, either")
                    .readOn(PAGE, "Rules")
                    .expect(List.of(HELLO), newBob.got());

            rig.when("Alice said \"hello\", and the outbox of bob took nothing any longer")
                    .cause("route() waits, by sleep() or the like; bob may never take more, and all that Alice says"
                            + " next would wait as well")
                    .readOn(CHAPTER, "The rule")
                    .expect("the thread goes on at once", waitsEachTime() ? "the thread waits"
                            : "the thread goes on at once");
        });
    }

    /** The thread's own count of waits. Once may be the virtual machine's doing; each time is the router's. */
    private boolean waitsEachTime() {
        return Stream.generate(() -> new Rig(subject)).limit(3).allMatch(it -> {
            it.all.get(1).refuses();
            long before = waits();
            it.say("hello", "m-1");
            return waits() > before;
        });
    }

    private static long waits() {
        return ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().threadId()).getWaitedCount();
    }

    @Check(step = 7, points = 1)
    void whoComesOrGoesMeanwhileStopsNobody() {
        OneThread.run(() -> {
            for (int i = 0; i < rig.all.size(); i++) {
                Rig fresh = new Rig(subject);
                Guest leaving = fresh.all.get(i);
                List<Guest> newcomer = new ArrayList<>();
                for (Guest client : fresh.all) {
                    client.onMessage(() -> {
                        if (newcomer.isEmpty()) {
                            fresh.room.leave(leaving);
                            newcomer.add(fresh.room.join("newcomer"));
                        }
                    });
                }
                fresh.meanwhile = ", and while the first one got it, " + leaving + " left and a newcomer joined";
                fresh.say("hello", ClientMessage.NO_ID);
                String when = "Alice said \"hello\"" + fresh.meanwhile + "; what ";
                for (Guest client : fresh.all) {
                    if (client != leaving) {
                        fresh.when(when + client + " got:")
                                .cause("go over everyone() once: it is a copy, which does not change; do not ask the"
                                        + " registry again")
                                .readOn(CHAPTER, "The rule")
                                .expect(List.of(HELLO), client.got());
                    }
                }
                for (Guest client : List.of(leaving, newcomer.getFirst())) {
                    fresh.when(when + client + " got:")
                            .cause("go over everyone() once: whoever is in the copy gets it once, and nobody twice")
                            .readOn(CHAPTER, "The rule")
                            .expect(client.got().size() <= 1, "at most " + List.of(HELLO), client.got().toString());
                }
            }
        });
    }

    @Check(step = 8, points = 1)
    void theMessagesOfOneSenderStayInOrder() {
        OneThread.run(() -> {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                rig.say("m" + i, ClientMessage.NO_ID);
                expected.add(publicMessage("Alice", "m" + i));
            }
            for (Guest client : rig.all) {
                rig.when("Alice said m0 to m5, one after the other; what " + client + " had when the last call ended:")
                        .cause("when route() returns, the message is in every outbox: a queue, a thread or a pool of"
                                + " your own loses the order")
                        .readOn(CHAPTER, "What can go wrong")
                        .expect(expected, client.got());
            }

            boolean handsWorkOn = OneThread.handsWorkOn(() -> rig.say("hello", ClientMessage.NO_ID));
            Finding.when("Alice said \"hello\" to a room of " + rig.all.size())
                    .cause("a parallel stream hands the outboxes to the threads of a pool; a plain loop, forEach() or"
                            + " stream() stays on the thread that calls route()")
                    .readOn(CHAPTER, "What can go wrong")
                    .expect("all is done by the thread that calls route()", handsWorkOn
                            ? "parts are handed to other threads" : "all is done by the thread that calls route()");
        });
    }

    @Check(step = 9, points = 1)
    void noMessageTouchesAnother() {
        OneThread.run(() -> {
            Supplier<RoutedRoom> room = () -> new RoutedRoom(subject::make);
            RoutedWalk.find(this::freshRooms, 10, 250).ifPresent(it -> {
                throw Finding.when("in two rooms, each with a router of its own: " + it.steps())
                        .cause(RoutedWalk.hasSeveralMessages(it)
                                ? "a router keeps nothing when route() returns, no client, no name, no text, no id, not"
                                        + " even in a static field: a message goes to everyone who is here now"
                                : "a message goes to everyone who is here now, with its text as it is, whatever it"
                                        + " says")
                        .readOn(PAGE, "Rules")
                        .failure(it.difference().expected(), it.difference().seen());
            });
            RoutedWalk.again(room.get()).ifPresent(it -> {
                throw Finding.when(it.steps())
                        .cause("nobody has asked for a limit: the same message again is a message like any other")
                        .readOn(PAGE, "Rules")
                        .failure(it.difference().expected(), it.difference().seen());
            });
            RoutedRace.talk().forEach(race -> race.playInTurn(room).ifPresent(it -> {
                throw Finding.when(race.words() + "; one after the other")
                        .cause("every message goes to everyone who is here now, and its ack to its sender")
                        .readOn(PAGE, "Rules")
                        .failure(it.expected(), it.seen());
            }));
            if (OneThread.handsWorkOn(() -> rig.say("hello", ClientMessage.NO_ID))) {
                // What other threads do in the middle of the races would depend on luck.
                throw Finding.when("Alice said \"hello\"")
                        .cause("route() is called by several threads at once; it starts none of its own")
                        .readOn(CHAPTER, "What can go wrong")
                        .failure("all is done by the thread that calls route()", "parts are handed to other threads");
            }
            Subject<MessageRouter> woven = subject.woven();
            RoutedRace.talk().forEach(race -> race.play(() -> new RoutedRoom(woven::make), it -> {
                throw Finding.when(race.words() + ", at the same time" + Interleaving.where())
                        .cause("route() is called by several threads at once: what belongs to one message stays in"
                                + " local variables, not in fields; and each message asks the registry once who is"
                                + " here")
                        .readOn(PAGE, "Rules")
                        .failure(it.expected(), it.seen());
            }));
        });
    }

    /** Each walk has the class anew, so that what a static field holds is part of its story. */
    private Supplier<RoutedRoom> freshRooms() {
        Subject<MessageRouter> fresh = subject.woven();
        return () -> new RoutedRoom(fresh::make);
    }

    @Check(step = 10, points = 1)
    void inTheRealServerEveryoneHearsAPublicMessage() throws IOException {
        // Without a server first: what is not started ends the check here.
        rig.say("hello", ClientMessage.NO_ID);
        try (Room room = Room.of(subject::in)) {
            ChatClient alice = room.join("Alice");
            ChatClient bob = room.join("bob");
            ChatClient carol = room.join("carol");
            ChatClient guest = room.connect();
            List.of(alice, bob, carol).forEach(room::heardBy);

            alice.sends("{\"type\":\"public\",\"from\":\"carol\",\"msg\":\"hello\",\"id\":\"1\"}");
            List<String> aliceHeard = room.heardBy(alice);
            alice.whispers("bob", "psst");
            room.heardBy(alice);

            Finding finding = Finding.when("alice said \"hello\" with the id 1, as if she were carol, and then \"psst\""
                            + " to bob; bob and carol were in the room, a guest was not")
                    .cause("the message goes to everyone in the registry, with the sender's real name")
                    .readOn(CHAPTER, "What can go wrong");
            finding.expect(List.of(HELLO, ack("1")), aliceHeard);
            finding.expect(List.of(HELLO, privateMessage("Alice", "bob", "psst")), room.heardBy(bob));
            finding.expect(List.of(HELLO), room.heardBy(carol));
            finding.expect(List.of(), room.heardBy(guest));
        }
    }

    /** A room with Alice and four more in it, without a server. */
    private static final class Rig {

        final RoutedRoom room;
        final List<Guest> all;
        final Guest alice;
        String meanwhile = "";

        Rig(Subject<MessageRouter> subject) {
            room = new RoutedRoom(subject::make);
            all = Stream.of("Alice", "bob", "carol", "dave", "erin").map(room::join).toList();
            alice = all.getFirst();
        }

        /** Says first if another thread is at work: nothing else that is seen then means anything. */
        Finding when(String done) {
            room.strangersFirst().ifPresent(it -> {
                throw Finding.when(done)
                        .cause("when route() returns, the message is in every outbox: a thread or a pool of your own"
                                + " makes no promise about when, and loses the order")
                        .readOn(CHAPTER, "What can go wrong")
                        .failure(it.expected(), it.seen());
            });
            return Finding.when(done);
        }

        void say(String msg, String id) {
            send(alice, new PublicMessage(msg, id));
        }

        void send(Guest from, Chat message) {
            room.tryPost(from, message).ifPresent(it -> {
                throw when(from + " sent \"" + message.msg() + "\"" + meanwhile)
                        .cause(it.seen().contains("throws")
                                ? "nobody who comes, goes or refuses is a reason for an exception: after one, the rest"
                                        + " of the room gets nothing, and the sender's connection is closed with 1011"
                                : "what send() returns is the answer: true, the client has it; false, it takes no more;"
                                        + " offer a message once")
                        .readOn(CHAPTER, "The rule")
                        .failure(it.expected(), it.seen());
            });
        }

        String lastSent() {
            List<RoutedRoom.Offer> taken = room.taken();
            return taken.isEmpty() ? "nothing" : taken.getLast().toString();
        }
    }
}
