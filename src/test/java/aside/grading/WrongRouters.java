package aside.grading;

import aside.grading.RightRouters.StepByStep;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Routers with one fault each. */
final class WrongRouters {

    private WrongRouters() {
    }

    /** Sends to everyone and lets the pages filter (kubeshark/kubeshark#449). */
    static final class WhispersAloud extends StepByStep {

        WhispersAloud(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            Client recipient = recipient(message.to());
            if (recipient == null) {
                refuse(from, message);
                return;
            }
            deliverToAll(from, codec.encode(delivery(from, recipient, message)));
            acknowledge(from, message);
        }
    }

    /** Nobody by that name, so everybody gets it (kataras/go-websocket#6). */
    static final class NobodyMeansEverybody extends StepByStep {

        NobodyMeansEverybody(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            toEveryone(from, message);
        }
    }

    /** Sends to the first one that is not the sender (brave-chat/brave-chat#19). */
    static final class TheFirstOther extends StepByStep {

        TheFirstOther(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            Client recipient = super.recipient(to);
            return recipient == null ? null : registry.everyone().stream()
                    .filter(client -> !client.name().equals(recipient.name()))
                    .findFirst()
                    .orElse(recipient);
        }
    }

    /** Gives the sender a copy, too: a note to oneself comes twice (swooletw/laravel-swoole#487). */
    static final class CopyToTheSender extends StepByStep {

        CopyToTheSender(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        ServerMessage delivery(Client from, Client recipient, PrivateMessage message) {
            ServerMessage delivery = super.delivery(from, recipient, message);
            from.send(codec.encode(delivery));
            return delivery;
        }
    }

    /** Mixes up who sends and who gets (kangarko/ChatControl-Pro#1512). */
    static final class SwapsTheNames extends StepByStep {

        SwapsTheNames(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        ServerMessage delivery(Client from, Client recipient, PrivateMessage message) {
            return super.delivery(recipient, from, message);
        }
    }

    /** Stamps the recipient as the sender typed it: a page that compares names opens a second window. */
    static final class StampsWhatWasTyped extends StepByStep {

        StampsWhatWasTyped(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        ServerMessage delivery(Client from, Client recipient, PrivateMessage message) {
            return new PrivateDelivery(stamp(from), message.to(), message.msg());
        }
    }

    /** Compares texts: who types Bob does not find bob. */
    static final class ComparesTexts extends StepByStep {

        ComparesTexts(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            return registry.everyone().stream()
                    .filter(client -> client.name().toString().equalsIgnoreCase(to))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The ack first, whatever comes of the message. */
    static final class AcksFirst extends StepByStep {

        AcksFirst(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        public void route(Client from, Chat message) {
            super.acknowledge(from, message);
            super.route(from, message);
        }

        @Override
        void acknowledge(Client from, Chat message) {
            // It has its ack.
        }
    }

    /** An ack for every message, with an empty id where there was none. */
    static final class AcksWithoutId extends StepByStep {

        AcksWithoutId(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void acknowledge(Client from, Chat message) {
            from.send(codec.encode(new Ack(message.id())));
        }
    }

    /** Says nothing when nobody got it: silence looks like success. */
    static final class Silent extends StepByStep {

        Silent(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            // Nobody to tell.
        }
    }

    /** An error without the id: the page does not know which of its messages is lost. */
    static final class ErrorWithoutId extends StepByStep {

        ErrorWithoutId(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, "not here", "")));
        }
    }

    /** Takes for granted that what was typed is a name; one that is none ends the connection. */
    static final class TrustsTheName extends StepByStep {

        TrustsTheName(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            return registry.find(UserName.parse(to).orElseThrow()).orElse(null);
        }
    }

    /** Repeats what was typed, all of it: a stranger decides how much the server sends. */
    static final class RepeatsAll extends StepByStep {

        RepeatsAll(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE,
                    "nobody named " + message.to() + " is here", message.id())));
        }
    }

    /** Cuts what was typed, in the middle of a character: many clients refuse half of one. */
    static final class CutsACharacter extends StepByStep {

        CutsACharacter(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            String to = message.to().substring(0, Math.min(message.to().length(), 32));
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, to + " is not here", message.id())));
        }
    }

    /** Does not look at what send() returns: acknowledged and lost. */
    static final class IgnoresTheRefusal extends StepByStep {

        IgnoresTheRefusal(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            Client recipient = recipient(message.to());
            if (recipient == null) {
                refuse(from, message);
                return;
            }
            recipient.send(codec.encode(delivery(from, recipient, message)));
            acknowledge(from, message);
        }
    }

    /** Looks twice: first whether the user is here, then for the user. */
    static final class LooksTwice extends StepByStep {

        LooksTwice(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            UserName name = UserName.parse(to).orElse(null);
            if (name == null || registry.find(name).isEmpty()) {
                return null;
            }
            return registry.find(name).orElseThrow();
        }
    }

    /** Refuses notes to oneself: nobody else has that rule. */
    static final class NotToOneself extends StepByStep {

        NotToOneself(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            if (recipient(message.to()) == from) {
                refuse(from, message);
            } else {
                super.toOne(from, message);
            }
        }
    }

    /** Forgot that there is more than one kind of message (drawpile/Drawpile#775). */
    static final class AllIsPublic extends StepByStep {

        AllIsPublic(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            toEveryone(from, message);
        }
    }

    /** Forgot the other kind of message: public ones go nowhere. */
    static final class NothingIsPublic extends StepByStep {

        NothingIsPublic(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            // Public messages are another exercise.
        }
    }

    /** Not to the sender, as a broadcast of Socket.IO: then its page shows what the others may never get. */
    static final class NotToTheSender extends StepByStep {

        NotToTheSender(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            registry.everyone().stream().filter(client -> client != from).forEach(client -> client.send(encoded));
        }
    }

    /** Encodes for each: a thousand times the same work. */
    static final class EncodesForEach extends StepByStep {

        EncodesForEach(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            registry.everyone().forEach(client ->
                    client.send(codec.encode(new PublicDelivery(stamp(from), message.msg()))));
            acknowledge(from, message);
        }
    }

    /** Encodes once and copies for each: a thousand copies of the same bytes. */
    static final class CopiesForEach extends StepByStep {

        CopiesForEach(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            registry.everyone().forEach(client -> client.send(new EncodedMessage(encoded.toBuffer().array().clone())));
        }
    }

    /** Stamps the sender in small letters: the name that is compared is not the name that is shown. */
    static final class StampsInSmallLetters extends StepByStep {

        StampsInSmallLetters(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        String stamp(Client from) {
            return from.name().toString().toLowerCase(Locale.ROOT);
        }
    }

    /** Stops at the first one that takes nothing (hoaproject/Websocket#18, Socket-Messaging-Library#105). */
    static final class StopsAtTheFirstFull extends StepByStep {

        StopsAtTheFirstFull(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            registry.everyone().stream().allMatch(client -> client.send(encoded));
        }
    }

    /** One that takes nothing makes an error of the whole message, though all others have it. */
    static final class OneFullIsAnError extends StepByStep {

        OneFullIsAnError(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            EncodedMessage encoded = codec.encode(new PublicDelivery(stamp(from), message.msg()));
            List<Client> full = registry.everyone().stream().filter(client -> !client.send(encoded)).toList();
            if (full.isEmpty()) {
                acknowledge(from, message);
            } else {
                from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, "not to all", message.id())));
            }
        }
    }

    /** Throws the slow one out of the registry: gone without a word, and its real leave is told to nobody. */
    static final class ThrowsOutTheSlow extends StepByStep {

        ThrowsOutTheSlow(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            registry.everyone().stream().filter(client -> !client.send(encoded)).forEach(registry::leave);
        }
    }

    /** Looks each one up again: who leaves meanwhile ends the loop (otavanopisto/muikku#1501). */
    static final class LooksEachUpAgain extends StepByStep {

        LooksEachUpAgain(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            List<UserName> names = registry.everyone().stream().map(Client::name).toList();
            names.forEach(name -> registry.find(name).orElseThrow().send(encoded));
        }
    }

    /** Hands the messages on in groups, and the last first (wultra/powerauth-webflow#6, websocket-sharp#378). */
    static final class LosesTheOrder extends StepByStep {

        private final Deque<EncodedMessage> waiting = new ArrayDeque<>();

        LosesTheOrder(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            waiting.push(encoded);
            if (waiting.size() == 2) {
                waiting.forEach(message -> super.deliverToAll(from, message));
                waiting.clear();
            }
        }
    }

    /** Keeps the clients that it has found, to search less: one that has left still gets messages. */
    static final class KeepsWhomItFound extends StepByStep {

        private final Map<UserName, Client> found = new ConcurrentHashMap<>();

        KeepsWhomItFound(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            return UserName.parse(to)
                    .map(name -> found.computeIfAbsent(name, it -> registry.find(it).orElse(null)))
                    .orElse(null);
        }
    }

    /** Keeps who was where in a static field: two rooms know of each other. */
    static final class SharesAMemo extends StepByStep {

        private static final Map<UserName, Client> SEEN = new ConcurrentHashMap<>();

        SharesAMemo(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            Client recipient = super.recipient(to);
            if (recipient != null) {
                SEEN.put(recipient.name(), recipient);
                return recipient;
            }
            return UserName.parse(to).map(SEEN::get).orElse(null);
        }
    }

    /** Answers whoever has the name of the sender now, which may be somebody else. */
    static final class AnswersTheName extends StepByStep {

        AnswersTheName(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void acknowledge(Client from, Chat message) {
            super.acknowledge(registry.find(from.name()).orElse(from), message);
        }
    }

    /** Keeps the recipient in a field, which two senders at the same time share. */
    static final class RecipientInAField extends StepByStep {

        private volatile Client recipient;

        RecipientInAField(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            recipient = recipient(message.to());
            if (recipient != null && recipient.send(codec.encode(delivery(from, recipient, message)))) {
                acknowledge(from, message);
            } else {
                refuse(from, message);
            }
        }
    }

    /** Takes blanks for noise: what people read is not what was sent. */
    static final class TrimsTheText extends StepByStep {

        TrimsTheText(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        ServerMessage delivery(Client from, Client recipient, PrivateMessage message) {
            return new PrivateDelivery(stamp(from), recipient.name().toString(), message.msg().strip());
        }

        @Override
        void toEveryone(Client from, Chat message) {
            super.toEveryone(from, new PublicMessage(message.msg().strip(), message.id()));
        }
    }

    /** Lets a pool do the work and waits for it: other threads fill the outboxes. */
    static final class WaitsForAPool extends StepByStep {

        WaitsForAPool(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        public void route(Client from, Chat message) {
            CompletableFuture.runAsync(() -> super.route(from, message)).join();
        }
    }

    /** Compares the id by identity: an empty id that is another object is taken for an id. */
    static final class ComparesIdsByIdentity extends StepByStep {

        ComparesIdsByIdentity(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        @SuppressWarnings("StringEquality")
        void acknowledge(Client from, Chat message) {
            if (message.id() != ClientMessage.NO_ID) {
                from.send(codec.encode(new Ack(message.id())));
            }
        }
    }

    /** Serves those only who are in the registry themselves: a rule that nobody asked for. */
    static final class OnlyForMembers extends StepByStep {

        OnlyForMembers(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        public void route(Client from, Chat message) {
            if (registry.everyone().contains(from)) {
                super.route(from, message);
            }
        }
    }

    /** Cuts what was typed to the length of a name and takes the rest for one: somebody else gets the message. */
    static final class CutsThenParses extends StepByStep {

        CutsThenParses(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        Client recipient(String to) {
            int end = Math.min(to.codePointCount(0, to.length()), UserName.MAX_LENGTH);
            return super.recipient(to.substring(0, to.offsetByCodePoints(0, end)));
        }
    }

    /** Puts the typed name into a text with replaceAll: a dollar sign in it throws. */
    static final class NameInAPattern extends StepByStep {

        NameInAPattern(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            String name = message.to().codePoints().limit(UserName.MAX_LENGTH)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, "nobody named NAME is here"
                    .replaceAll("NAME", name), message.id())));
        }
    }

    /** Gives a client that takes nothing a moment before it gives up: the sender waits. */
    static final class ThinksAMoment extends StepByStep {

        ThinksAMoment(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            LockSupport.parkNanos(1_000_000);
            super.refuse(from, message);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            for (Client client : registry.everyone()) {
                if (!client.send(encoded)) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    /** Cuts the name at 1,000 characters, and then says more: the whole is longer. */
    static final class CutsTooLate extends StepByStep {

        CutsTooLate(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void refuse(Client from, PrivateMessage message) {
            String name = message.to().codePoints().limit(1_000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, name + " is not here", message.id())));
        }
    }

    /** Writes the JSON itself: a quotation mark in a text ends it. */
    static final class WritesJsonByHand extends StepByStep {

        WritesJsonByHand(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            Client recipient = recipient(message.to());
            String to = recipient == null ? "" : recipient.name().toString();
            String json = "{\"type\":\"private\",\"from\":\"" + stamp(from) + "\",\"to\":\"" + to
                    + "\",\"msg\":\"" + message.msg() + "\"}";
            if (recipient != null && recipient.send(new EncodedMessage(json.getBytes(StandardCharsets.UTF_8)))) {
                acknowledge(from, message);
            } else {
                refuse(from, message);
            }
        }
    }

    /** Stops after 500: a limit that nobody asked for. */
    static final class AtMost500 extends StepByStep {

        AtMost500(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            registry.everyone().stream().limit(500).forEach(client -> client.send(encoded));
        }
    }

    /** Encodes a text once and for all: the next one who says it speaks under the name of the first. */
    static final class RemembersTexts extends StepByStep {

        private final Map<String, EncodedMessage> encoded = new ConcurrentHashMap<>();

        RemembersTexts(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            deliverToAll(from, encoded.computeIfAbsent(message.msg(), text ->
                    codec.encode(new PublicDelivery(stamp(from), text))));
            acknowledge(from, message);
        }
    }

    /** Keeps the copy of the room as long as as many are in it: those who came in place of others get nothing. */
    static final class RemembersTheRoom extends StepByStep {

        private volatile List<Client> room = List.of();

        RemembersTheRoom(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            List<Client> now = registry.everyone();
            if (now.size() != room.size()) {
                room = now;
            }
            room.forEach(client -> client.send(encoded));
        }
    }

    /** Takes the same text twice in a row for a mistake of the page. */
    static final class SaysItOnce extends StepByStep {

        private volatile Chat last;

        SaysItOnce(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            if (!message.equals(last)) {
                super.toEveryone(from, message);
            }
            last = message;
        }
    }

    /** Shortens long texts, to save the network. */
    static final class ShortensTexts extends StepByStep {

        ShortensTexts(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            String text = message.msg().length() <= 1_000 ? message.msg() : message.msg().substring(0, 1_000);
            super.toEveryone(from, new PublicMessage(text, message.id()));
        }
    }

    /** Asks the registry again for each place in the list: whoever leaves moves the others up. */
    static final class AsksForEach extends StepByStep {

        AsksForEach(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            for (int i = 0; i < registry.everyone().size(); i++) {
                registry.everyone().get(i).send(encoded);
            }
        }
    }

    /** Lets the finished router answer a private message, and answers it once more. */
    static final class AcksPrivateOnesToo extends StepByStep {

        AcksPrivateOnesToo(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toOne(Client from, PrivateMessage message) {
            super.toOne(from, message);
            acknowledge(from, message);
        }
    }

    /** Takes a text with a slash for a command, and drops it. */
    static final class TakesCommands extends StepByStep {

        TakesCommands(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void toEveryone(Client from, Chat message) {
            if (!message.msg().startsWith("/")) {
                super.toEveryone(from, message);
            }
        }
    }

    /** Decides by the type and by who is here: a private message to nobody is read by all. */
    static final class OfflineIsPublic extends StepByStep {

        OfflineIsPublic(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        public void route(Client from, Chat message) {
            if (message instanceof PrivateMessage whisper && recipient(whisper.to()) != null) {
                toOne(from, whisper);
            } else {
                toEveryone(from, message);
            }
        }
    }

    /** Goes around with a parallel stream of a copy of its own. */
    static final class ManyThreads extends StepByStep {

        ManyThreads(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        void deliverToAll(Client from, EncodedMessage encoded) {
            Stream.of(registry.everyone().toArray(Client[]::new)).parallel().forEach(client -> client.send(encoded));
        }
    }
}
