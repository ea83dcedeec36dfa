package aside.grading;

import aside.grading.RightRouters.StepByStep;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

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
}
