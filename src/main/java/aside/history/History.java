package aside.history;

import aside.message.EncodedMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The public messages of a room, numbered 1, 2, 3 without a gap, and the latest of them kept. May be called from any
 * thread; messages may be read while others are added.
 *
 * <p>Only public messages are kept. A private message would be read by whoever takes the recipient's name next: a name
 * belongs to a connection, not to a person.
 */
public interface History {

    /**
     * Gives a message the next number and keeps it. Old messages are forgotten as the limits ask.
     *
     * @param encode writes the message with the number that it is given; if it throws, the number is not used
     * @return the encoded message
     */
    EncodedMessage append(LongFunction<EncodedMessage> encode);

    /** {@return the number of the last message; 0 if there was none} */
    long last();

    /**
     * Reads on.
     *
     * @param seq the number of the last message that the reader has; 0 if it has none
     * @param max how many messages to return at most, at least 1
     * @return the messages after that number, in order, none if there is none yet; empty if the history cannot tell:
     *     messages in between are forgotten already, or the number was never given
     */
    Optional<List<EncodedMessage>> after(long seq, int max);
}
