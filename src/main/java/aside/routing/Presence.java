package aside.routing;

import aside.history.LocalRoomLog;
import aside.history.RingHistory;
import aside.history.RoomLog;
import aside.message.EncodedMessage;
import aside.message.LogPosition;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Joined;
import aside.message.ServerMessage.Left;
import aside.message.ServerMessage.Welcome;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the room who joins and who leaves. May be called from any thread.
 *
 * <p>The news goes out in the order in which the registry changed. Otherwise {@code left Bob} of Bob's old connection
 * could overtake {@code joined Bob} of his new one, and everyone's list would lack Bob for good. So joins and leaves
 * happen between two messages of the room's log, one at a time. That also makes the border exact for a client that
 * joins: every public message is either history for it or handed over to it.
 */
public final class Presence {

    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    /** The most users that a welcome lists; a longer list helps nobody, and N joins would cost about N²/2 names. */
    public static final int MAX_USERS_LISTED = 500;

    private final ClientRegistry registry;
    private final MessageCodec codec;
    private final int announceLimit;

    private volatile boolean silent;

    private final RoomLog log;

    /**
     * Everyone who is here, oldest first; touched between two messages of the log. If each welcome copied the registry,
     * N joins would cost N² steps.
     */
    private final Set<Client> present = new LinkedHashSet<>();

    /**
     * Makes the presence of a room.
     *
     * @param registry the names
     * @param codec writes the messages
     * @param announceLimit joins and leaves are announced up to this many users: N joins cost about N²/2 messages
     */
    public Presence(ClientRegistry registry, MessageCodec codec, int announceLimit) {
        this(registry, codec, announceLimit, new LocalRoomLog("", new RingHistory(0, 0), registry, codec));
    }

    /**
     * Makes the presence of a room with a log.
     *
     * @param registry the names
     * @param codec writes the messages
     * @param announceLimit joins and leaves are announced up to this many users
     * @param log gives the order, and the position at which a client joins
     */
    public Presence(ClientRegistry registry, MessageCodec codec, int announceLimit, RoomLog log) {
        this.registry = registry;
        this.codec = codec;
        this.announceLimit = announceLimit;
        this.log = log;
    }

    /**
     * Lets a client in, unless its name is taken, and tells the others. If the welcome throws, the client is not in.
     *
     * @param client the client
     * @param welcome gets the first message for the client, before any other news reaches it
     * @return whether it is in
     */
    // @start region="enter"
    public boolean enter(Client client, Consumer<EncodedMessage> welcome) {
        return log.between(end -> {
            if (!registry.join(client)) {
                return false;
            }
            boolean in = false;
            present.add(client);
            try {
                welcome.accept(codec.encode(welcomeOf(client, end)));
                announce(new Joined(client.name().toString()), client, present.size());
                in = true;
            } finally {
                if (!in) {
                    // Otherwise the name would stay taken, and nobody would be there to give it back.
                    present.remove(client);
                    registry.leave(client);
                }
            }
            return true;
        });
    }
    // @end region="enter"

    /**
     * Takes a client out and tells the others. Does nothing if it is not in.
     *
     * @param client the client
     */
    public void leave(Client client) {
        log.between(end -> {
            if (registry.leave(client)) {
                int size = present.size();
                present.remove(client);
                announce(new Left(client.name().toString()), client, size);
            }
            return null;
        });
    }

    /** Announces nothing from now on: the server stops, and everyone leaves. */
    public void fallSilent() {
        silent = true;
    }

    private Welcome welcomeOf(Client client, LogPosition end) {
        Optional<Boolean> resumed = client.resumesAfter().map(position -> log.after(position, 1).isPresent());
        return new Welcome(client.name().toString(), namesFrom(client), end.room(),
                OptionalLong.of(end.seq()), resumed);
    }

    private List<String> namesFrom(Client first) {
        return Stream.concat(Stream.of(first), present.stream().filter(client -> client != first))
                .limit(MAX_USERS_LISTED).map(client -> client.name().toString()).toList();
    }

    private void announce(ServerMessage news, Client about, int size) {
        if (size > announceLimit || silent) {
            return;
        }
        EncodedMessage encoded = codec.encode(news);
        // A copy: a client may leave while it is being told.
        for (Client client : List.copyOf(present)) {
            if (client != about) {
                tell(client, encoded);
            }
        }
    }

    /** One client's fault must not keep the news from the others. */
    private static void tell(Client client, EncodedMessage news) {
        try {
            client.send(news);
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be told", client.name(), e);
        }
    }
}
