package aside.routing;

import aside.message.ClientMessage;
import aside.registry.Client;

/**
 * Delivers the messages of clients that have joined. May be called from any thread; the messages of one sender must be
 * given one after the other.
 *
 * <p>Source: the tutorial's steps 解析消息类型实现私聊 and 消息广播与私聊分离.
 */
public interface MessageRouter {

    /**
     * Delivers one message. A private message that its recipient did not get is answered with an error. Any other
     * message is answered with an ack if it carries an id; a public one even if nobody took it, since a client that
     * takes no more is no longer a recipient.
     *
     * @param from who sends; stamped on what the recipients get
     * @param message what to deliver
     */
    void route(Client from, ClientMessage.Chat message);
}
