package aside.ladder;

import aside.message.EncodedMessage;

/** What stands between the room and one client. */
interface Step {

    /**
     * Puts a message on its way to the client.
     *
     * @param message what to send
     * @return false if this client will not get it
     */
    boolean send(EncodedMessage message);
}
