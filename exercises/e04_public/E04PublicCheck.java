package e04_public;

import static aside.testing.ChatClient.ack;
import static aside.testing.ChatClient.privateMessage;
import static aside.testing.ChatClient.publicMessage;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Finding;
import aside.exercise.Subject;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.MessageRouter;
import aside.testing.ChatClient;
import aside.testing.RecordingClient;
import aside.testing.Room;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 4, in the order in which it is best solved. */
@Exercise(number = 4, title = "Public delivery, dispatch by type", stars = 1, chapter = "docs/04-public.md",
        yours = MyPublicRouter.class)
@Tag("exercise-4")
class E04PublicCheck {

    private static final String CHAPTER = "docs/04-public.md";

    private static final String HELLO = publicMessage("Alice", "hello");

    private final Subject<MessageRouter> subject;
    private final Rig rig;

    E04PublicCheck(Subject<MessageRouter> subject) {
        this.subject = subject;
        this.rig = new Rig(subject);
    }

    @Check(step = 1, points = 2)
    void everyoneGetsItTheSenderToo() {
        rig.say("hello", ClientMessage.NO_ID);

        for (RecordingClient client : rig.all) {
            Finding.when("Alice said \"hello\", and " + rig.all + " were here; what " + client + " got:")
                    .cause("a public message goes to everyone in the registry, once, and the sender is one of them")
                    .readOn(CHAPTER, "The sender hears itself")
                    .expect(List.of(HELLO), client.got());
        }
    }

    @Check(step = 2, points = 1)
    void privateMessagesStillReachOneAlone() {
        rig.router.route(rig.alice, new PrivateMessage("bob", "psst", "m-1"));
        rig.say("hello", ClientMessage.NO_ID);

        Finding finding = Finding.when("Alice sent \"psst\" with the id m-1 to bob alone, and then said \"hello\"")
                .cause("a switch over the type of the message: private ones go to privateMessages, once")
                .readOn(CHAPTER, "The code as it stands");
        finding.expect(List.of(ack("m-1"), HELLO), rig.alice.got());
        finding.expect(List.of(privateMessage("Alice", "bob", "psst"), HELLO), rig.all.get(1).got());
        finding.expect(List.of(HELLO), rig.all.get(2).got());
    }

    @Check(step = 3, points = 1)
    void whatGoesToAllIsEncodedOnce() {
        rig.say("hello", ClientMessage.NO_ID);

        Finding finding = Finding.when("Alice said \"hello\" to a room of " + rig.all.size())
                .cause("the codec is called in the loop; call it once, before, and give the same bytes to everyone")
                .readOn(CHAPTER, "One message, many readers");
        finding.expect("encoded 1 times", "encoded " + rig.codec.encodings.get() + " times");
        finding.expect("1 object", rig.all.stream().flatMap(it -> it.messages().stream())
                .map(System::identityHashCode).distinct().count() + " object");
    }

    @Check(step = 4, points = 1)
    void theSenderIsStampedAsItIsShown() {
        RecordingClient other = new RecordingClient("Zoë.張三");
        rig.registry.join(other);

        rig.router.route(other, new PublicMessage("I am Alice", ClientMessage.NO_ID));

        Finding.when("Zoë.張三 said \"I am Alice\"")
                .cause("who sends is from.name(), as it is shown")
                .readOn(CHAPTER, "The code as it stands")
                .expect(List.of(publicMessage("Zoë.張三", "I am Alice")), rig.alice.got());
    }

    @Check(step = 5, points = 1)
    void anAckComesLastAndOnlyWithAnId() {
        rig.say("hello", "m-1");
        Finding.when("Alice said \"hello\" with the id m-1; the last thing that anybody got:")
                .cause("an ack says that the message is in every outbox: it comes after the loop, to the sender")
                .readOn("docs/03-private.md", "What an ack says")
                .expect("Alice got " + ack("m-1"), rig.log.getLast());
        Finding.when("Alice said \"hello\" with the id m-1 to a room of " + rig.all.size())
                .cause("one message for each in the room, one ack for the sender, and nothing else")
                .readOn("docs/03-private.md", "What an ack says")
                .expect(rig.all.size() + 1, rig.log.size());

        Rig withoutId = new Rig(subject);
        withoutId.say("hello", ClientMessage.NO_ID);
        Finding.when("Alice said \"hello\" without an id; what she got:")
                .cause("a message without an id has the id NO_ID; nobody waits for its ack")
                .readOn("docs/03-private.md", "What an ack says")
                .expect(List.of(HELLO), withoutId.alice.got());
    }

    @Check(step = 6, points = 1)
    void aFullOutboxStopsNobody() {
        for (int i = 0; i < rig.all.size(); i++) {
            Rig fresh = new Rig(subject);
            RecordingClient full = fresh.all.get(i).refuses();
            fresh.say("hello", "m-1");
            Finding finding = Finding.when("Alice said \"hello\", and the outbox of " + full + " took nothing any more")
                    .cause("who takes no more is on its way out and no recipient any more: go on with the next")
                    .readOn(CHAPTER, "What can go wrong");
            for (RecordingClient client : fresh.all) {
                List<String> heard = client.got().stream().filter(it -> !it.equals(ack("m-1"))).toList();
                List<String> expected = client == full ? List.of() : List.of(HELLO);
                finding.expect(client + " got " + expected, client + " got " + heard);
            }
            finding.cause("all others have the message: that is an ack, not an error")
                    .expect(full == fresh.alice ? List.of() : List.of(HELLO, ack("m-1")), fresh.alice.got());
            finding.cause("its connection takes it out of the room, and tells the room so; the router does not")
                    .expect(true, fresh.registry.everyone().contains(full));
        }
    }

    @Check(step = 7, points = 1)
    void whoComesOrGoesMeanwhileStopsNobody() {
        for (int i = 0; i < rig.all.size(); i++) {
            Rig fresh = new Rig(subject);
            RecordingClient leaving = fresh.all.get(i);
            for (RecordingClient client : fresh.all) {
                client.onMessage(() -> {
                    fresh.registry.leave(leaving);
                    fresh.registry.join(new RecordingClient("newcomer"));
                });
            }
            fresh.say("hello", ClientMessage.NO_ID);
            for (RecordingClient client : fresh.all) {
                if (client != leaving) {
                    Finding.when("Alice said \"hello\", and while the first one got it, " + leaving
                                    + " left and a newcomer joined; what " + client + " got:")
                            .cause("go over everyone() once: it is a copy, which does not change; do not look again")
                            .readOn(CHAPTER, "What can go wrong")
                            .expect(List.of(HELLO), client.got());
                }
            }
        }
    }

    @Check(step = 8, points = 1)
    void theMessagesOfOneSenderStayInOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rig.say("m" + i, ClientMessage.NO_ID);
            expected.add(publicMessage("Alice", "m" + i));
        }

        for (RecordingClient client : rig.all) {
            Finding.when("Alice said m0 to m19, one after the other; what " + client + " had when the last call ended:")
                    .cause("when route() returns, the message is in every outbox: a thread or a pool loses the order")
                    .readOn(CHAPTER, "What can go wrong")
                    .expect(expected, client.got());
        }
    }

    @Check(step = 9, points = 1)
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
                            + " to bob alone; bob and carol were in the room, a guest was not")
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

        final List<String> log = Collections.synchronizedList(new ArrayList<>());
        final List<RecordingClient> all = Stream.of("Alice", "bob", "carol", "dave", "erin")
                .map(name -> new RecordingClient(name, log))
                .toList();
        final RecordingClient alice = all.getFirst();
        final ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        final CountingCodec codec = new CountingCodec();
        final MessageRouter router;

        Rig(Subject<MessageRouter> subject) {
            all.forEach(registry::join);
            router = subject.make(registry, codec);
        }

        void say(String msg, String id) {
            router.route(alice, new PublicMessage(msg, id));
        }
    }

    /** A codec that counts how often it encodes a public message. */
    private static final class CountingCodec implements MessageCodec {

        final AtomicInteger encodings = new AtomicInteger();
        private final MessageCodec codec = new JacksonMessageCodec(4_000);

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            return codec.decode(text);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            if (message instanceof PublicDelivery) {
                encodings.incrementAndGet();
            }
            return codec.encode(message);
        }
    }
}
