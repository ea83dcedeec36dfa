package e03_private;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.NotStarted;
import aside.exercise.Subject;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.JacksonMessageCodec;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.MessageRouter;
import aside.testing.ChatClient;
import aside.testing.RecordingClient;
import aside.testing.Room;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The checks of exercise 3, in the order in which it is best solved. */
@Exercise(number = 3, title = "Private delivery", stars = 2, chapter = "docs/03-private.md",
        yours = MyPrivateRouter.class)
@Tag("exercise-3")
class E03PrivateCheck {

    private static final String CHAPTER = "docs/03-private.md";

    private static final JsonMapper JSON = new JsonMapper();

    /** The longest answer that a long name may bring about. */
    private static final int MAX_ANSWER = 1_000;

    private final Subject<MessageRouter> subject;
    private final Rig rig;

    E03PrivateCheck(Subject<MessageRouter> subject) {
        this.subject = subject;
        this.rig = new Rig(subject);
    }

    @Check(step = 1, points = 1)
    void theRecipientGetsIt() {
        rig.whisper("bob", "psst", "");

        Finding.when("alice sent \"psst\" to bob")
                .cause("find the recipient in the registry, encode a PrivateDelivery, and send it")
                .readOn(CHAPTER, "The code as it stands")
                .expect(List.of(privateMessage("Alice", "bob", "psst")), rig.bob.got());
    }

    @Check(step = 2, points = 2)
    void nobodyElseHearsOfIt() {
        rig.whisper("bob", "psst", "");
        rig.whisper("dave", "are you there?", "");

        Finding finding = Finding.when("alice sent a private message to bob, and one to dave, who is not here")
                .cause("a private message goes to its recipient alone: not to everyone with a field that clients look"
                        + " at, and not to whoever comes first when there is no recipient")
                .readOn(CHAPTER, "Who sees a private message");
        finding.expect("carol got []", "carol got " + rig.carol.got());
        finding.expect("bob got " + List.of(privateMessage("Alice", "bob", "psst")), "bob got " + rig.bob.got());
        finding.cause("the sender gets no copy: its client knows what it has sent")
                .expect("a copy for alice: []", "a copy for alice: "
                        + rig.alice.got().stream().filter(it -> it.contains("\"private\"")).toList());
    }

    @Check(step = 3, points = 1)
    void senderAndRecipientAreStampedAsTheyAreShown() {
        rig.whisper("BOB", "psst", "");

        Finding.when("Alice sent \"psst\" to bob, and typed BOB")
                .cause("take both names from the clients, from.name() and recipient.name(), and not from the message")
                .readOn(CHAPTER, "The code as it stands")
                .expect(List.of(privateMessage("Alice", "bob", "psst")), rig.bob.got());
    }

    @Check(step = 4, points = 1)
    void theRecipientIsFoundHoweverTheNameIsTyped() {
        for (String typed : List.of("bob", "Bob", "BOB", "ｂｏｂ")) {
            Rig fresh = new Rig(subject);
            fresh.whisper(typed, "psst", "");
            Finding.when("alice sent a private message to bob, and typed \"" + typed + "\"")
                    .cause("names are compared as UserName, which knows case and width; texts are not")
                    .readOn(CHAPTER, "The code as it stands")
                    .expect("bob got 1 messages", "bob got " + fresh.bob.got().size() + " messages");
        }
    }

    @Check(step = 5, points = 1)
    void anAckComesWhenTheRecipientHasTheMessage() {
        rig.whisper("bob", "psst", "m-1");

        Finding.when("alice sent a private message with the id m-1 to bob")
                .cause("first the message, then the ack: an ack says that the message is in the recipient's outbox")
                .readOn(CHAPTER, "What an ack says")
                .expect(List.of("bob got " + privateMessage("Alice", "bob", "psst"), "Alice got " + ack("m-1")),
                        rig.log);
    }

    @Check(step = 6, points = 1)
    void withoutAnIdThereIsNoAck() {
        rig.whisper("bob", "psst", ClientMessage.NO_ID);

        Finding.when("alice sent a private message without an id to bob")
                .cause("a message without an id has the id NO_ID; nobody waits for its ack")
                .readOn(CHAPTER, "What an ack says")
                .expect(List.of("bob got " + privateMessage("Alice", "bob", "psst")), rig.log);
    }

    @Check(step = 7, points = 1)
    void whoIsNotHereIsAnError() {
        rig.whisper("dave", "are you there?", "m-1");
        rig.expectOffline("alice sent a private message with the id m-1 to dave, who is not here", "m-1");

        Rig withoutId = new Rig(subject);
        withoutId.whisper("dave", "are you there?", ClientMessage.NO_ID);
        withoutId.expectOffline("alice sent a private message without an id to dave, who is not here", "");
    }

    @Check(step = 8, points = 1)
    void aNameThatNobodyCanHaveIsNobodysName() {
        for (String name : List.of("", "no such name!", "x".repeat(60_000), "a" + "😀".repeat(10_000))) {
            Rig fresh = new Rig(subject);
            fresh.whisper(name, "hm", "m-1");
            String when = "alice sent a private message to " + (name.length() > 20
                    ? "a name of " + name.length() + " chars that begins with " + name.substring(0, 3)
                    : "\"" + name + "\"");
            fresh.expectOffline(when, "m-1");
            String answer = fresh.alice.got().getFirst();
            Finding finding = Finding.when(when)
                    .cause("the answer repeats all of the name: cut it to the length that a name can have")
                    .readOn(CHAPTER, "What can go wrong");
            finding.expect(answer.length() <= MAX_ANSWER, "an answer of at most " + MAX_ANSWER + " characters",
                    "an answer of " + answer.length() + " characters");
            String msg = JSON.readTree(answer).path("msg").asString();
            finding.cause("a character such as an emoji is two chars; cut after a whole code point")
                    .expect(msg.codePoints().noneMatch(E03PrivateCheck::isHalf), "whole characters",
                            "half of a character in " + answer);
        }
    }

    @Check(step = 9, points = 1)
    void aRecipientThatTakesNothingIsAnError() {
        rig.bob.refuses();

        rig.whisper("bob", "psst", "m-1");

        rig.expectOffline("alice sent a private message to bob, whose outbox takes nothing any more: send() gave false",
                "m-1");
    }

    @Check(step = 10, points = 1)
    void aRecipientThatLeavesMeanwhileIsAnError() {
        rig.registry.afterALook = () -> {
            rig.registry.leave(rig.bob);
            rig.bob.refuses();
        };

        rig.whisper("bob", "psst", "m-1");

        rig.expectOffline("alice sent a private message to bob, and bob left right after the first look into the"
                + " registry", "m-1");
    }

    @Check(step = 11, points = 1)
    void toOneselfIsDeliveredOnce() {
        rig.whisper("alice", "note to self", "m-1");

        Finding.when("alice sent a private message with the id m-1 to herself")
                .cause("the sender is a recipient like any other: one message, one ack, no copy")
                .readOn(CHAPTER, "Who sees a private message")
                .expect(List.of(privateMessage("Alice", "Alice", "note to self"), ack("m-1")), rig.alice.got());
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
                    .cause("the message goes to bob alone, with the sender's real name; public messages still go to"
                            + " all")
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

        final List<String> log = Collections.synchronizedList(new ArrayList<>());
        final RecordingClient alice = new RecordingClient("Alice", log);
        final RecordingClient bob = new RecordingClient("bob", log);
        final RecordingClient carol = new RecordingClient("carol", log);
        final WatchedRegistry registry = new WatchedRegistry();
        final MessageRouter router;

        Rig(Subject<MessageRouter> subject) {
            List.of(alice, bob, carol).forEach(registry::join);
            router = subject.make(registry, new JacksonMessageCodec(4_000));
        }

        void whisper(String to, String msg, String id) {
            try {
                router.route(alice, new PrivateMessage(to, msg, id));
            } catch (NotStarted e) {
                throw e;
            } catch (RuntimeException e) {
                String shortened = to.substring(0, Math.min(to.length(), 20));
                throw Finding.when("alice sent \"" + msg + "\" to \"" + shortened + "\"")
                        .cause("a name that nobody has, and a user who has just left, are no exceptions: the sender"
                                + " gets an error and stays; after an exception, its connection is closed with 1011")
                        .readOn(CHAPTER, "The code as it stands")
                        .failure("no exception", e + Arrays.stream(e.getStackTrace())
                                .filter(frame -> !frame.getClassName().startsWith("java."))
                                .findFirst()
                                .map(frame -> "\nat " + frame)
                                .orElse(""));
            }
        }

        void expectOffline(String when, String id) {
            Finding finding = Finding.when(when)
                    .cause("who cannot be reached is an error with the code user-offline and the message's id, to the"
                            + " sender, and no ack; look once, and believe what send() returns")
                    .readOn(CHAPTER, "What an ack says");
            finding.expect("alice got 1 messages", "alice got " + alice.got().size() + " messages");
            JsonNode answer = JSON.readTree(alice.got().getFirst());
            finding.expect("error user-offline, id \"" + id + "\"", answer.path("type").asString() + " "
                    + answer.path("code").asString("") + ", id \"" + answer.path("id").asString("") + "\"");
            finding.expect("bob got []", "bob got " + bob.got());
            finding.expect("carol got []", "carol got " + carol.got());
        }
    }

    /** A registry in which somebody leaves right after it was looked at. */
    private static final class WatchedRegistry implements ClientRegistry {

        private final ClientRegistry registry =
                new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        Runnable afterALook = () -> { };

        @Override
        public boolean join(Client client) {
            return registry.join(client);
        }

        @Override
        public boolean leave(Client client) {
            return registry.leave(client);
        }

        @Override
        public Optional<Client> find(UserName name) {
            Optional<Client> found = registry.find(name);
            afterALook.run();
            return found;
        }

        @Override
        public List<Client> everyone() {
            List<Client> everyone = registry.everyone();
            afterALook.run();
            return everyone;
        }
    }
}
