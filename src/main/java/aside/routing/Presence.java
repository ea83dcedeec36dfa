package aside.routing;

import aside.message.EncodedMessage;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Joined;
import aside.message.ServerMessage.Left;
import aside.message.ServerMessage.Welcome;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who comes and who goes, told to those who are here. May be called from any thread.
 *
 * <p>The one rule: the news goes out in the order in which the registry changed. Without the lock, {@code left Bob}
 * of Bob's old connection could overtake {@code joined Bob} of his new one, and everyone's list would lack Bob for
 * good. It is a lock of its own, above the registry's: messages are handed over while it is held, and that never
 * blocks.
 */
public final class Presence {

    /** A welcome lists at most so many users; a longer list helps nobody and makes N joins cost N² names. */
    static final int MAX_USERS_LISTED = 500;

    private final ClientRegistry registry;
    private final MessageCodec codec;
    private final int announceLimit;

    private volatile boolean silent;

    /** Held from a change of the registry until its news is in every outbox. */
    private final Lock inOrder = new ReentrantLock();

    /** How many are here; guarded by the lock. Were everyone copied to count them, N leaves would cost N² steps. */
    private int here;

    /**
     * Makes the news of a registry.
     *
     * @param registry who is here
     * @param codec writes the messages
     * @param announceLimit up to how many users hear of joins and leaves, so that N joins never cost N² messages
     */
    public Presence(ClientRegistry registry, MessageCodec codec, int announceLimit) {
        this.registry = registry;
        this.codec = codec;
        this.announceLimit = announceLimit;
    }

    /**
     * Lets a client in, unless its name is taken, and tells the others.
     *
     * @param client who joins
     * @param welcome gets the first message for the client, before any other news reaches it
     * @return whether it is in
     */
    // @start region="join"
    public boolean join(Client client, Consumer<EncodedMessage> welcome) {
        inOrder.lock();
        try {
            if (!registry.join(client)) {
                return false;
            }
            here++;
            List<Client> everyone = registry.everyone();
            welcome.accept(codec.encode(new Welcome(client.name().toString(), namesFrom(client, everyone))));
            if (here <= announceLimit && !silent) {
                announce(new Joined(client.name().toString()), client, everyone);
            }
            return true;
        } finally {
            inOrder.unlock();
        }
    }
    // @end region="join"

    /**
     * Takes a client out and tells the others.
     *
     * @param client who leaves
     */
    public void leave(Client client) {
        inOrder.lock();
        try {
            if (!registry.leave(client)) {
                return;
            }
            if (here <= announceLimit && !silent) {
                announce(new Left(client.name().toString()), client, registry.everyone());
            }
            here--;
        } finally {
            inOrder.unlock();
        }
    }

    /** Tells nobody anything any more: the server stops, and everybody leaves. */
    public void fallSilent() {
        silent = true;
    }

    private static List<String> namesFrom(Client first, List<Client> everyone) {
        List<String> names = new ArrayList<>(List.of(first.name().toString()));
        everyone.stream().filter(client -> client != first).limit(MAX_USERS_LISTED - 1)
                .forEach(client -> names.add(client.name().toString()));
        return names;
    }

    private void announce(ServerMessage news, Client about, List<Client> everyone) {
        EncodedMessage encoded = codec.encode(news);
        for (Client client : everyone) {
            if (client != about) {
                client.enqueue(encoded);
            }
        }
    }
}
