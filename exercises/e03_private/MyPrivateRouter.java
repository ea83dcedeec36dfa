package e03_private;

import aside.exercise.NotStarted;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.MessageCodec;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.routing.MessageRouter;
import aside.routing.RegistryMessageRouter;

/** Delivers private messages. This file is yours: see README.md beside it. */
public final class MyPrivateRouter implements MessageRouter {

    private final ClientRegistry registry;
    private final MessageCodec codec;

    /** Public messages are exercise 4; here the finished router delivers them. */
    private final MessageRouter publicMessages;

    /**
     * Makes a router.
     *
     * @param registry who is here
     * @param codec writes the messages
     */
    public MyPrivateRouter(ClientRegistry registry, MessageCodec codec) {
        this.registry = registry;
        this.codec = codec;
        this.publicMessages = new RegistryMessageRouter(registry, codec);
    }

    @Override
    public void route(Client from, ClientMessage.Chat message) {
        switch (message) {
            case PublicMessage it -> publicMessages.route(from, it);
            case PrivateMessage it -> toOne(from, it);
        }
    }

    /**
     * Delivers a private message to its recipient only, and tells the sender how it went: an ack if the message
     * carries an id, or an error with the code {@code user-offline} if the recipient did not get it.
     *
     * @param from who sends
     * @param message what to deliver
     */
    private void toOne(Client from, PrivateMessage message) {
        throw NotStarted.yet("toOne");
    }
}
