package e03_private;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.routing.MessageRouter;
import aside.testing.ChatClient;
import aside.testing.Interleaving;
import aside.testing.OneThread;
import aside.testing.Room;
import aside.testing.RoutedRace;
import aside.testing.RoutedRoom;
import aside.testing.RoutedWalk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checks of exercise 3, in the order in which it is best solved. */
@Exercise(number = 3, title = "Private delivery", stars = 2, chapter = "docs/03-private.md",
        yours = MyPrivateRouter.class)
@Tag("exercise-3")
class E03PrivateCheck {

    private static final String CHAPTER = "docs/03-private.md";
    private static final String PAGE = "exercises/e03_private/README.md";

    private static final JsonMapper JSON = new JsonMapper();

    private final Subject<MessageRouter> subject;
    private final Rig rig;

    E03PrivateCheck(Subject<MessageRouter> subject) {
        this.subject = subject;
        this.rig = new Rig(subject);
    }

    @Check(step = 1, points = 1)
    void theRecipientGetsIt() {
        OneThread.run(() -> {
            rig.whisper("bob", "psst", "");

            rig.when("alice sent \"psst\" to bob; what bob got:")
                    .cause("find the recipient in the registry, encode a PrivateDelivery, and send it")
                    .readOn(CHAPTER, "The way of a private message")
                    .expect(List.of(privateMessage("Alice", "bob", "psst")), rig.bob.got());
        });
    }

    @Check(step = 2, points = 1)
    void nobodyElseHearsOfIt() {
        OneThread.run(() -> {
            rig.whisper("bob", "psst", "");
            Finding finding = rig.when("alice sent \"psst\" to bob")
                    .cause("a private message goes to its recipient and to nobody else: the others must not even get it"
                            + " with a field that tells them to hide it")
                    .readOn(CHAPTER, "Who sees a private message");
            finding.expect("carol got []", "carol got " + rig.carol.got());
            finding.expect("bob got " + List.of(privateMessage("Alice", "bob", "psst")), "bob got " + rig.bob.got());
            finding.cause("the sender gets no copy: its client knows what it has sent")
                    .expect("a copy for alice: []", "a copy for alice: "
                            + rig.alice.got().stream().filter(it -> it.contains("\"private\"")).toList());

            for (String nobody : List.of("dave", "bo", "bobb", "ob", "b", "caro", "everyone", "*")) {
                Rig fresh = new Rig(subject);
                fresh.whisper(nobody, "are you there?", "");
                Finding toNobody = fresh.when("alice sent a private message to \"" + nobody + "\"; bob and carol are"
                                + " here, and nobody has that name")
                        .cause("a message to nobody reaches nobody: not everyone, not whoever comes first, and not"
                                + " somebody whose name is only like it")
                        .readOn(CHAPTER, "Who sees a private message");
                toNobody.expect("bob got []", "bob got " + fresh.bob.got());
                toNobody.expect("carol got []", "carol got " + fresh.carol.got());
            }
        });
    }

    @Check(step = 3, points = 1)
    void senderAndRecipientAreStampedAsTheyAreShown() {
        OneThread.run(() -> {
            rig.whisper("BOB", "psst", "");

            rig.when("Alice sent \"psst\" to bob, and typed BOB; what bob got:")
                    .cause("take both names from the clients, from.name() and recipient.name(), not from the message")
                    .readOn(CHAPTER, "The rule")
                    .expect(List.of(privateMessage("Alice", "bob", "psst")), rig.bob.got());
        });
    }

    @Check(step = 4, points = 1)
    void theRecipientIsFoundHoweverTheNameIsTyped() {
        OneThread.run(() -> {
            for (String typed : List.of("bob", "Bob", "BOB", "ｂｏｂ")) {
                Rig fresh = new Rig(subject);
                fresh.whisper(typed, "psst", "");
                fresh.when("alice sent \"psst\" to bob, and typed \"" + typed + "\"; what bob got:")
                        .cause("names are compared as UserName, which knows case and width; texts are not")
                        .readOn(CHAPTER, "The test that breaks it")
                        .expect(List.of(privateMessage("Alice", "bob", "psst")), fresh.bob.got());
            }
        });
    }

    @Check(step = 5, points = 1)
    void anAckComesWhenTheRecipientHasTheMessage() {
        OneThread.run(() -> {
            rig.whisper("bob", "psst", "m-1");
            rig.when("alice sent \"psst\" with the id m-1 to bob; what was sent, in order:")
                    .cause("first the message, then the ack: an ack says that the message is in the recipient's outbox")
                    .readOn(CHAPTER, "What an ack says")
                    .expect(List.of("bob got " + privateMessage("Alice", "bob", "psst"), "Alice got " + ack("m-1")),
                            rig.log());

            for (String noId : List.of(ClientMessage.NO_ID, new String(ClientMessage.NO_ID))) {
                Rig withoutId = new Rig(subject);
                withoutId.whisper("bob", "psst", noId);
                withoutId.when("alice sent \"psst\" without an id to bob; what was sent, in order:")
                        .cause("a message has no id when its id equals NO_ID, whichever String object it is; nobody"
                                + " waits for its ack")
                        .readOn(CHAPTER, "What an ack says")
                        .expect(List.of("bob got " + privateMessage("Alice", "bob", "psst")), withoutId.log());
            }
        });
    }

    @Check(step = 6, points = 1)
    void whoIsNotHereIsAnError() {
        OneThread.run(() -> {
            rig.whisper("dave", "are you there?", "m-1");
            rig.expectOffline("alice sent a private message with the id m-1 to dave, who is not here", "m-1");

            Rig withoutId = new Rig(subject);
            withoutId.whisper("dave", "are you there?", ClientMessage.NO_ID);
            withoutId.expectOffline("alice sent a private message without an id to dave, who is not here", "");

            Rig left = new Rig(subject);
            left.whisper("bob", "psst", ClientMessage.NO_ID);
            left.room.leave(left.bob);
            left.whisper("bob", "still there?", "m-2");
            left.when("alice sent \"psst\" to bob; bob left; alice sent \"still there?\" to bob; what bob got:")
                    .cause("ask the registry who is here, for each message anew: keep no client that you have found")
                    .readOn(CHAPTER, "What can go wrong")
                    .expect(List.of(privateMessage("Alice", "bob", "psst")), left.bob.got());
            left.expectOffline("alice sent \"psst\" to bob; bob left; alice sent \"still there?\" with the id m-2 to"
                    + " bob", "m-2");
        });
    }

    @Check(step = 7, points = 0.5)
    void aNameThatNobodyCanHaveIsNobodysName() {
        OneThread.run(() -> {
            String emoji = "😀".repeat(10_000);
            Stream<String> names = Stream.of("", "no such name!", "x".repeat(60_000), emoji, "a" + emoji);
            Stream.concat(names, RoutedWalk.oddNames()).forEach(name -> expectOffline(name, "hm"));
            expectOffline("dave", "x".repeat(4_000));
        });
    }

    private void expectOffline(String name, String msg) {
        Rig fresh = new Rig(subject);
        fresh.whisper(name, msg, "m-1");
        String when = "alice sent " + shown(msg) + " to " + shown(name);
        fresh.expectOffline(when, "m-1");
        String words = JSON.readTree(fresh.alice.got().getFirst()).path("msg").asString();
        int length = words.codePointCount(0, words.length());
        Finding finding = fresh.when(when)
                .cause("the error repeats all that was typed: cut it to the length that a name can have")
                .readOn(CHAPTER, "What can go wrong");
        finding.expect(length <= RoutedRoom.MAX_ERROR_WORDS,
                "words of at most " + RoutedRoom.MAX_ERROR_WORDS + " characters", "words of " + length + " characters");
        finding.cause("a character such as an emoji is two chars in Java; cut after a whole code point")
                .expect(words.codePoints().noneMatch(E03PrivateCheck::isHalf), "whole characters",
                        "half of a character in " + fresh.alice.got().getFirst());
    }

    private static String shown(String text) {
        return text.length() <= 20 ? "\"" + text + "\""
                : "a text of " + text.length() + " chars that begins with \"" + text.substring(0, 3) + "\"";
    }

    @Check(step = 8, points = 1)
    void aRecipientThatTakesNothingIsAnError() {
        OneThread.run(() -> {
            rig.bob.refuses();
            rig.whisper("bob", "psst", "m-1");
            rig.expectOffline("alice sent a private message to bob, whose outbox takes nothing any longer: send() gave"
                    + " false", "m-1");

            Rig silent = new Rig(subject);
            silent.alice.refuses();
            silent.whisper("alice", "note to self", "m-1");
            silent.whisper("bob", "psst", "m-2");
            silent.when("alice's outbox took nothing any longer; then her message to bob was handled; what bob got:")
                    .cause("the sender's outbox has nothing to do with it: her answer is refused, the message is not")
                    .readOn(CHAPTER, "What an ack says")
                    .expect(List.of(privateMessage("Alice", "bob", "psst")), silent.bob.got());

            rig.when("alice sent a private message to bob, whose outbox takes nothing any longer")
                    .cause("route() waits, by sleep() or the like; bob may never take more, and all that alice sends"
                            + " next would wait as well")
                    .readOn(CHAPTER, "The way of a private message")
                    .expect("the thread goes on at once", waitsEachTime() ? "the thread waits"
                            : "the thread goes on at once");
        });
    }

    /** The thread's own count of waits. Once may be the virtual machine's doing; each time is the router's. */
    private boolean waitsEachTime() {
        return Stream.generate(() -> new Rig(subject)).limit(3).allMatch(it -> {
            it.bob.refuses();
            long before = waits();
            it.whisper("bob", "psst", "m-1");
            return waits() > before;
        });
    }

    private static long waits() {
        return ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().threadId()).getWaitedCount();
    }

    @Check(step = 9, points = 1)
    void aRecipientThatLeavesMeanwhileIsAnError() {
        OneThread.run(() -> {
            rig.meanwhile = ", and bob left as soon as the registry had been asked for the first time";
            rig.room.afterALook(() -> {
                rig.room.leave(rig.bob);
                rig.bob.refuses();
            });
            rig.whisper("bob", "psst", "m-1");
            rig.expectOffline("alice sent a private message to bob" + rig.meanwhile, "m-1");

            Rig replaced = new Rig(subject);
            List<RoutedRoom.Guest> newBob = new ArrayList<>();
            replaced.bob.onMessage(() -> {
                replaced.room.leave(replaced.bob.refuses());
                newBob.add(replaced.room.join("bob"));
                replaced.bob.onMessage(() -> { });
            });
            replaced.whisper("bob", "psst", "m-1");
            String when = "alice sent a private message to bob, who refused it and left, and another bob joined";
            replaced.when(when)
                    .cause("one search, one recipient: whoever has the name a moment later may be somebody else, who"
                            + " must not read it")
                    .readOn(CHAPTER, "The test that breaks it")
                    .expect("the new bob got []", "the new bob got " + newBob.getFirst().got());
            replaced.expectOffline(when, "m-1");
        });
    }

    @Check(step = 10, points = 0.5)
    void toOneselfIsDeliveredOnce() {
        OneThread.run(() -> {
            rig.whisper("alice", "note to self", "m-1");
            rig.when("alice sent a private message with the id m-1 to herself; what she got:")
                    .cause("the sender is a recipient like any other: one message, one ack, no copy")
                    .readOn(CHAPTER, "Who sees a private message")
                    .expect(List.of(privateMessage("Alice", "Alice", "note to self"), ack("m-1")), rig.alice.got());

            Rig left = new Rig(subject);
            left.room.leave(left.alice);
            left.whisper("alice", "note to self", "m-1");
            left.expectOffline("alice left the room; then a message that she had sent to herself was handled", "m-1");

            Rig replaced = new Rig(subject);
            replaced.room.leave(replaced.alice);
            RoutedRoom.Guest newAlice = replaced.room.join("alice");
            replaced.whisper("alice", "hello, me", "m-1");
            Finding finding = replaced.when("Alice left the room, and another alice joined; then the first one's"
                            + " message \"hello, me\" to alice, with the id m-1, was handled")
                    .cause("the recipient is whoever has the name in the registry; the answer goes to `from`, the"
                            + " client that has sent the message, and not to whoever has its name")
                    .readOn(CHAPTER, "The rule");
            finding.expect("the new alice got " + List.of(privateMessage("Alice", "alice", "hello, me")),
                    "the new alice got " + newAlice.got());
            finding.expect("the first one got " + List.of(ack("m-1")), "the first one got " + replaced.alice.got());
        });
    }

    @Check(step = 11, points = 1)
    void noMessageTouchesAnother() {
        OneThread.run(() -> {
            Supplier<RoutedRoom> room = () -> new RoutedRoom(subject::make);
            RoutedWalk.find(this::freshRooms, 10, 250).ifPresent(it -> {
                throw Finding.when("in two rooms, each with a router of its own: " + it.steps())
                        .cause(RoutedWalk.hasSeveralMessages(it)
                                ? "a router keeps nothing when route() returns, no client, no name, no id, not even in"
                                        + " a static field: each message goes by the table and by who is here now"
                                : "a message goes by the table and by who is here now, with its text as it is, whatever"
                                        + " it says")
                        .readOn(PAGE, "Rules")
                        .failure(it.difference().expected(), it.difference().seen());
            });
            RoutedWalk.again(room.get()).ifPresent(it -> {
                throw Finding.when(it.steps())
                        .cause("nobody has asked for a limit: the same message again is a message like any other, and"
                                + " an error is no reason to refuse the next one")
                        .readOn(PAGE, "Rules")
                        .failure(it.difference().expected(), it.difference().seen());
            });
            RoutedRace.whispers().forEach(race -> race.playInTurn(room).ifPresent(it -> {
                throw Finding.when(race.words() + "; one after the other")
                        .cause("each message goes by the table and by who is here now")
                        .readOn(PAGE, "Rules")
                        .failure(it.expected(), it.seen());
            }));
            Subject<MessageRouter> woven = subject.woven();
            RoutedRace.whispers().forEach(race -> race.play(() -> new RoutedRoom(woven::make), it -> {
                throw Finding.when(race.words() + ", at the same time" + Interleaving.where())
                        .cause("route() is called by several threads at once: what belongs to one message stays in"
                                + " local variables, not in fields; and each message looks for its recipient once")
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

    @Check(step = 12, points = 1)
    void inTheRealServerAPrivateMessageReachesItsRecipientOnly() throws IOException {
        // Without a server first: what is not started ends the check here.
        rig.whisper("bob", "psst", ClientMessage.NO_ID);
        try (Room room = Room.of(subject::in)) {
            ChatClient alice = room.join("Alice");
            ChatClient bob = room.join("bob");
            ChatClient carol = room.join("carol");
            List.of(alice, bob, carol).forEach(room::heardBy);

            alice.sends("{\"type\":\"private\",\"from\":\"carol\",\"to\":\"bob\",\"msg\":\"psst\",\"id\":\"1\"}");
            List<String> aliceHeard = room.heardBy(alice);
            alice.whispers("dave", "are you there?");
            String error = String.join(", ", room.heardBy(alice));
            alice.says("hello all");
            room.heardBy(alice);

            Finding finding = Finding.when("alice sent \"psst\" to bob, as if she were carol; then to dave, who is not"
                            + " here; and then she said \"hello all\"")
                    .cause("the message goes to bob and nobody else, with the sender's real name; public messages still"
                            + " go to all")
                    .readOn(CHAPTER, "What can go wrong");
            finding.expect(List.of(ack("1")), aliceHeard);
            finding.expect(error.contains("user-offline"), "an error with the code user-offline", error);
            String hello = publicMessage("Alice", "hello all");
            finding.expect(List.of(privateMessage("Alice", "bob", "psst"), hello), room.heardBy(bob));
            finding.expect(List.of(hello), room.heardBy(carol));
        }
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** A room with Alice, bob and carol in it, without a server. */
    private static final class Rig {

        final RoutedRoom room;
        final RoutedRoom.Guest alice;
        final RoutedRoom.Guest bob;
        final RoutedRoom.Guest carol;
        String meanwhile = "";

        Rig(Subject<MessageRouter> subject) {
            room = new RoutedRoom(subject::make);
            alice = room.join("Alice");
            bob = room.join("bob");
            carol = room.join("carol");
        }

        /** Says first if another thread is at work: nothing else that is seen then means anything. */
        Finding when(String done) {
            room.strangersFirst().ifPresent(it -> {
                throw Finding.when(done)
                        .cause("when route() returns, all is in the outboxes, in order; a thread or a pool of your own"
                                + " makes no promise about when")
                        .readOn(CHAPTER, "Order")
                        .failure(it.expected(), it.seen());
            });
            return Finding.when(done);
        }

        void whisper(String to, String msg, String id) {
            room.tryPost(alice, new PrivateMessage(to, msg, id)).ifPresent(it -> {
                throw Finding.when("alice sent " + shown(msg) + " to " + shown(to) + meanwhile)
                        .cause(it.seen().contains("throws")
                                ? "a name that nobody has, and a user who has just left, are no exceptions: the sender"
                                        + " gets an error and stays; after an exception, its connection is closed with"
                                        + " 1011"
                                : "what send() returns is the answer: true, the client has it; false, it takes no more;"
                                        + " offer a message once")
                        .readOn(CHAPTER, "The rule")
                        .failure(it.expected(), it.seen());
            });
        }

        List<String> log() {
            return room.taken().stream().map(RoutedRoom.Offer::toString).toList();
        }

        void expectOffline(String when, String id) {
            Finding finding = when(when)
                    .cause("a recipient that cannot be reached is answered with one error to the sender, with the code"
                            + " user-offline and the message's id, and with no ack; search once, and believe what"
                            + " send() returns")
                    .readOn(CHAPTER, "What an ack says");
            finding.expect("alice got 1 message", "alice got " + counted(alice.got().size()));
            JsonNode answer = JSON.readTree(alice.got().getFirst());
            finding.expect("error user-offline, id \"" + id + "\"", (answer.path("type").asString() + " "
                    + answer.path("code").asString("")).strip() + ", id \"" + answer.path("id").asString("") + "\"");
            finding.expect("carol got []", "carol got " + carol.got());
        }

        private static String counted(int messages) {
            return messages == 1 ? "1 message" : messages + " messages";
        }
    }
}
