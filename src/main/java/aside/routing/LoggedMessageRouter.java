package aside.routing;

import aside.history.RoomLog;
import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.MessageCodec;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;

/**
 * The router of a room with a log: public messages go into the log, which numbers them and hands them over; private
 * messages go to another router and are never kept.
 */
public final class LoggedMessageRouter implements MessageRouter {

    private final RoomLog log;
    private final MessageRouter privately;
    private final MessageCodec codec;

    /**
     * Makes a router.
     *
     * @param log gets the public messages
     * @param privately gets the private messages
     * @param codec writes the acknowledgements
     */
    public LoggedMessageRouter(RoomLog log, MessageRouter privately, MessageCodec codec) {
        this.log = log;
        this.privately = privately;
        this.codec = codec;
    }

    // @start region="route"
    @Override
    public void route(Client from, ClientMessage.Chat message) {
        switch (message) {
            case PublicMessage it -> log.append(new PublicDelivery(from.name().toString(), it.msg()),
                    () -> acknowledge(from, it));
            case PrivateMessage it -> privately.route(from, it);
        }
    }
    // @end region="route"

    private void acknowledge(Client from, PublicMessage message) {
        if (!message.id().equals(ClientMessage.NO_ID)) {
            from.send(codec.encode(new Ack(message.id())));
        }
    }
}
