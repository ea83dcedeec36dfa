package aside.message;

import java.util.Optional;

/**
 * What a client may say. The compiler knows all of it: a switch over a {@code ClientMessage} needs no default branch,
 * and a new kind of message makes every switch that forgot it fail to compile.
 *
 * <p>Source: the tutorial's steps 解析消息类型实现私聊, where a private message is an object of {@code to} and
 * {@code msg}, and 消息广播与私聊分离, which adds the field {@code type}.
 */
public sealed interface ClientMessage {

    /** The {@code id} of a message that came without one. */
    String NO_ID = "";

    /**
     * The first message on a connection.
     *
     * @param name the name as typed; not yet checked
     * @param after the last public message that the client has from before, if it comes back and wants to miss nothing
     */
    record Join(String name, Optional<LogPosition> after) implements ClientMessage {

        /**
         * The join of a client that has nothing from before.
         *
         * @param name the name as typed; not yet checked
         */
        public Join(String name) {
            this(name, Optional.empty());
        }
    }

    // @start region="chat"
    /** A message for others to read; only from a client that has joined. */
    sealed interface Chat extends ClientMessage {

        /** {@return the text; the codec has checked its length} */
        String msg();

        /** {@return the sender's own mark for this message, 1 to 64 characters, or {@link #NO_ID}} */
        String id();
    }

    /**
     * To everyone who has joined, the sender too.
     *
     * @param msg see {@link Chat#msg()}
     * @param id see {@link Chat#id()}
     */
    record PublicMessage(String msg, String id) implements Chat {
    }

    /**
     * To one user only.
     *
     * @param to the recipient's name as typed; not yet checked
     * @param msg see {@link Chat#msg()}
     * @param id see {@link Chat#id()}
     */
    record PrivateMessage(String to, String msg, String id) implements Chat {
    }
    // @end region="chat"
}
