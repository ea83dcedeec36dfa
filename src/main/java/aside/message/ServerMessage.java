package aside.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the server says. The annotations write the field {@code type} first; the rest of the JSON is the record's
 * components in their order.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(name = "welcome", value = ServerMessage.Welcome.class),
    @Type(name = "joined", value = ServerMessage.Joined.class),
    @Type(name = "left", value = ServerMessage.Left.class),
    @Type(name = "public", value = ServerMessage.PublicDelivery.class),
    @Type(name = "private", value = ServerMessage.PrivateDelivery.class),
    @Type(name = "ack", value = ServerMessage.Ack.class),
    @Type(name = "error", value = ServerMessage.ErrorReply.class),
})
public sealed interface ServerMessage {

    /**
     * The join is accepted.
     *
     * @param name the name as it is shown to all
     * @param users who is here, the new one first; cut short where the room is large
     * @param room the id of the room's log; left out of the JSON if there is none
     * @param seq the number of the last public message before this client; 0 if there was none
     * @param resumed whether what the client missed follows; left out of the JSON if it did not ask
     */
    record Welcome(String name, List<String> users,
                   @JsonInclude(JsonInclude.Include.NON_EMPTY) String room,
                   @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalLong seq,
                   @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boolean> resumed) implements ServerMessage {

        /**
         * The welcome to a room without a log.
         *
         * @param name the name as it is shown to all
         * @param users who is here, the new one first
         */
        public Welcome(String name, List<String> users) {
            this(name, users, "", OptionalLong.empty(), Optional.empty());
        }

        /** Copies the list, so that nobody changes it later. */
        public Welcome {
            users = List.copyOf(users);
        }
    }

    /**
     * Somebody else has joined.
     *
     * @param name who
     */
    record Joined(String name) implements ServerMessage {
    }

    /**
     * Somebody has left.
     *
     * @param name who
     */
    record Left(String name) implements ServerMessage {
    }

    /**
     * A public message on its way to everyone.
     *
     * @param from the sender, stamped by the server
     * @param msg the text
     * @param seq its number in the room's log, from 1; left out of the JSON while it has none
     */
    record PublicDelivery(String from, String msg, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long seq)
            implements ServerMessage {

        /**
         * A message without a number.
         *
         * @param from the sender
         * @param msg the text
         */
        public PublicDelivery(String from, String msg) {
            this(from, msg, 0);
        }

        /**
         * The same message with a number.
         *
         * @param number its number in the room's log
         * @return the message with it
         */
        public PublicDelivery numbered(long number) {
            return new PublicDelivery(from, msg, number);
        }
    }

    /**
     * A private message on its way to its recipient.
     *
     * @param from the sender, stamped by the server
     * @param to the recipient
     * @param msg the text
     */
    record PrivateDelivery(String from, String to, String msg) implements ServerMessage {
    }

    /**
     * The message with this id is in the outbox of every recipient.
     *
     * @param id what the client called the message
     */
    record Ack(String id) implements ServerMessage {
    }

    /**
     * A message was not delivered; the connection stays open.
     *
     * @param code what was wrong, for programs
     * @param msg what was wrong and what is allowed, for people
     * @param id what the client called the message; left out of the JSON where it is {@link ClientMessage#NO_ID}
     */
    record ErrorReply(ErrorCode code, String msg, @JsonInclude(JsonInclude.Include.NON_EMPTY) String id)
            implements ServerMessage {
    }
}
