package aside.history;

import aside.message.EncodedMessage;
import aside.message.LogPosition;
import aside.message.MessageCodec;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The log of a room that is on one server.
 *
 * <p>Numbering and handing over are one critical section. With two, the thread that got number 7 could be overtaken by
 * the one that got 8, and some clients would read 8 before 7. Handing over puts a reference into each outbox, which
 * never blocks, so nobody holds the lock for a slow reader.
 */
public final class LocalRoomLog implements RoomLog {

    private final String room;
    private final History history;
    private final ClientRegistry registry;
    private final MessageCodec codec;

    /** Held from the number of a message until it is in every outbox. Reentrant: a task of ours may leave the room. */
    private final Lock order = new ReentrantLock();

    /**
     * Makes the log of an empty room.
     *
     * @param room the id of this log; a client that comes back names it, so no two logs may have the same
     * @param history keeps the messages
     * @param registry who is here
     * @param codec writes the messages
     */
    public LocalRoomLog(String room, History history, ClientRegistry registry, MessageCodec codec) {
        this.room = room;
        this.history = history;
        this.registry = registry;
        this.codec = codec;
    }

    // @start region="append"
    @Override
    public void append(PublicDelivery message, Runnable handedOver) {
        order.lock();
        try {
            EncodedMessage numbered = history.append(seq -> codec.encode(message.numbered(seq)));
            for (Client client : registry.everyone()) {
                client.send(numbered);
            }
            handedOver.run();
        } finally {
            order.unlock();
        }
    }
    // @end region="append"

    @Override
    public <T> T between(Function<LogPosition, T> task) {
        order.lock();
        try {
            return task.apply(new LogPosition(room, history.last()));
        } finally {
            order.unlock();
        }
    }

    @Override
    public Optional<List<EncodedMessage>> after(LogPosition position, int max) {
        return position.room().equals(room) ? history.after(position.seq(), max) : Optional.empty();
    }
}
