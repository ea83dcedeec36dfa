package aside.history;

import aside.message.EncodedMessage;
import aside.message.LogPosition;
import aside.message.ServerMessage.PublicDelivery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was said in the room: public messages get their numbers here, and everyone reads them in that one order. May be
 * called from any thread; no method waits for a reader.
 */
public interface RoomLog {

    /**
     * Appends a public message and hands it over to everyone. Messages are handed over in the order of their numbers.
     *
     * @param message the message; its number is not yet set
     * @param handedOver called once, when the message is in the outbox of everyone who is here; maybe within this call
     */
    void append(PublicDelivery message, Runnable handedOver);

    /**
     * Runs something between two messages: none is handed over while it runs. That is where a client joins: every
     * message up to the position is history for it, and every message after the position is handed over to it.
     *
     * @param task gets the position of the last message that was handed over; must not block
     * @param <T> what the task returns
     * @return what the task returns
     */
    <T> T between(Function<LogPosition, T> task);

    /**
     * Reads on from a position.
     *
     * @param position the last message that the reader has
     * @param max how many messages to return at most
     * @return the messages after the position, in order; empty if the log does not reach back so far, or is another log
     */
    Optional<List<EncodedMessage>> after(LogPosition position, int max);
}
