package aside.routing;

import aside.message.ClientMessage;
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

/**
 * The router that looks recipients up in the registry. A message to many is encoded once.
 *
 * <p>The registry's lock is not held while messages are handed over. So a client may leave in the meantime; it refuses
 * the message, and nothing else happens.
 */
public final class RegistryMessageRouter implements MessageRouter {

    private final ClientRegistry registry;
    private final MessageCodec codec;

    /**
     * Makes a router.
     *
     * @param registry who is here
     * @param codec writes the messages
     */
    public RegistryMessageRouter(ClientRegistry registry, MessageCodec codec) {
        this.registry = registry;
        this.codec = codec;
    }

    // @start region="route"
    @Override
    public void route(Client from, ClientMessage.Chat message) {
        switch (message) {
            case PublicMessage it -> toEveryone(from, it);
            case PrivateMessage it -> toOne(from, it);
        }
    }
    // @end region="route"

    // @start region="to-everyone"
    private void toEveryone(Client from, PublicMessage message) {
        EncodedMessage encoded = codec.encode(new PublicDelivery(from.name().toString(), message.msg()));
        for (Client client : registry.everyone()) {
            // A client that takes no more messages is leaving: it is no longer a recipient.
            client.send(encoded);
        }
        acknowledge(from, message);
    }
    // @end region="to-everyone"

    // @start region="to-one"
    private void toOne(Client from, PrivateMessage message) {
        boolean delivered = UserName.parse(message.to())
                .flatMap(registry::find)
                .filter(recipient -> deliver(from, recipient, message))
                .isPresent();
        if (delivered) {
            acknowledge(from, message);
        } else {
            reply(from, new ErrorReply(ErrorCode.USER_OFFLINE,
                    "nobody named \"" + shortened(message.to()) + "\" is here", message.id()));
        }
    }
    // @end region="to-one"

    private boolean deliver(Client from, Client recipient, PrivateMessage message) {
        return recipient.send(codec.encode(
                new PrivateDelivery(from.name().toString(), recipient.name().toString(), message.msg())));
    }

    private void acknowledge(Client from, ClientMessage.Chat message) {
        if (!message.id().equals(ClientMessage.NO_ID)) {
            reply(from, new Ack(message.id()));
        }
    }

    private void reply(Client to, ServerMessage message) {
        to.send(codec.encode(message));
    }

    /** The server repeats at most as much of a client's words as a name can hold. */
    private static String shortened(String name) {
        if (name.codePointCount(0, name.length()) <= UserName.MAX_LENGTH) {
            return name;
        }
        return name.substring(0, name.offsetByCodePoints(0, UserName.MAX_LENGTH)) + "…";
    }
}
