package aside.testing;

import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.MessageRouter;
import aside.testing.Walk.Difference;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A room around a router, without a server: the router's registry, codec and clients note what the router does with
 * them. Beside it stands the model: {@link #owed} says in a few lines who must get what.
 *
 * <p>What another thread than the caller of {@code route} does is noted and has no effect, so a router that hands its
 * work to other threads fails the same way each time.
 */
public final class RoutedRoom {

    /** The longest words of an error, in characters (code points). */
    public static final int MAX_ERROR_WORDS = 1_000;

    private static final JsonMapper JSON = new JsonMapper();
    private static final MessageCodec CODEC = new JacksonMessageCodec(4_000);

    /** A router that works on other threads may be seen a moment after it has returned; only the words depend on it. */
    private static final long STRANGERS_COME_WITHIN_MILLIS = 200;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final NotingRegistry registry = new NotingRegistry();
    private final NotingCodec codec = new NotingCodec();
    private final List<Guest> guests = new CopyOnWriteArrayList<>();
    private final List<Offer> offers = Collections.synchronizedList(new ArrayList<>());

    /** The threads within a call of route, each with the number of offers before it. */
    private final Map<Thread, Integer> routing = new ConcurrentHashMap<>();
    private final CountDownLatch stranger = new CountDownLatch(1);
    private final MessageRouter router;
    private Runnable afterALook = () -> { };

    /**
     * A message that was put to a client.
     *
     * @param to the client
     * @param message the message
     * @param taken whether the client took it
     */
    public record Offer(Guest to, EncodedMessage message, boolean taken) {

        @Override
        public String toString() {
            return to + " got " + message;
        }
    }

    /** Somebody who refuses a message is asked again. */
    private static final class AskedAgain extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AskedAgain(String message) {
            super(message);
        }
    }

    /** An empty room. */
    public RoutedRoom(BiFunction<ClientRegistry, MessageCodec, MessageRouter> make) {
        router = make.apply(registry, codec);
    }

    /** Lets a new client in; an earlier one of that name has to be out. */
    public Guest join(String name) {
        Guest guest = newGuest(name);
        if (!registry.room.join(guest)) {
            throw new IllegalStateException(name + " is in the room");
        }
        return guest;
    }

    /** A client that is not in the room. */
    public Guest newGuest(String name) {
        UserName parsed = UserName.parse(name).orElseThrow();
        long before = guests.stream().filter(it -> it.name.equals(parsed)).count();
        Guest guest = new Guest(parsed, before == 0 ? name : name + " no. " + (before + 1));
        guests.add(guest);
        return guest;
    }

    /** Takes a client out of the registry. */
    public void leave(Guest guest) {
        registry.room.leave(guest);
    }

    /** Whether a client is in the registry. */
    public boolean holds(Guest guest) {
        return registry.room.everyone().contains(guest);
    }

    /** Who has this name now. */
    public Optional<Guest> find(String name) {
        return UserName.parse(name).flatMap(registry.room::find).map(Guest.class::cast);
    }

    /** Runs something whenever the router has looked into the registry, before it hears the answer. */
    public void afterALook(Runnable task) {
        afterALook = task;
    }

    /** How often a public message was encoded so far. */
    public int publicEncodings() {
        return codec.publicEncodings.get();
    }

    /** All that was taken so far, in order. */
    public List<Offer> taken() {
        synchronized (offers) {
            return offers.stream().filter(Offer::taken).toList();
        }
    }

    /** Routes a message and lets whatever is thrown out. */
    public void post(Guest from, Chat message) {
        routing.put(Thread.currentThread(), offers.size());
        try {
            router.route(from, message);
        } finally {
            routing.remove(Thread.currentThread());
        }
    }

    /** Routes a message, and says what is wrong with how it was done, whatever the message is; empty if nothing is. */
    public Optional<Difference> tryPost(Guest from, Chat message) {
        long threadsBefore = THREADS.getTotalStartedThreadCount();
        try {
            post(from, message);
            letStrangersCome(threadsBefore);
            return Optional.empty();
        } catch (AskedAgain e) {
            return Optional.of(new Difference("send() is asked once for a message", e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(new Difference("route() returns", "route() throws " + words(e)));
        }
    }

    /** Routes a message, and says how what came of it differs from the model; empty if it does not. */
    public Optional<Difference> route(Guest from, Chat message) {
        Map<Guest, List<String>> owed = owed(from, message);
        int before = offers.size();
        int encodedBefore = publicEncodings();
        Optional<Difference> failed = tryPost(from, message);
        if (failed.isPresent()) {
            return failed;
        }
        List<Offer> since = takenSince(before);
        for (Guest guest : guests) {
            List<String> got = since.stream().filter(it -> it.to() == guest).map(it -> plain(it.message())).toList();
            List<String> expected = owed.getOrDefault(guest, List.of());
            if (!got.equals(expected)) {
                return strangersFirst().or(() -> Difference.between(guest + " got", expected,
                        got.stream().map(it -> isJson(it) ? it : "not JSON: " + it).toList()));
            }
        }
        if (owed.containsKey(from) && since.getLast().to() != from && !message.id().equals(ClientMessage.NO_ID)) {
            return Optional.of(new Difference("the last thing that is sent: the ack for " + from,
                    "the last thing that is sent: " + since.getLast()));
        }
        return message instanceof PrivateMessage || publicEncodings() - encodedBefore <= 1 ? Optional.empty()
                : Optional.of(new Difference("encoded once", "encoded " + (publicEncodings() - encodedBefore)
                        + " times"));
    }

    /** What is to be said if another thread than the caller of {@code route} was at work: it explains everything. */
    public Optional<Difference> strangersFirst() {
        return stranger.getCount() > 0 ? Optional.empty()
                : Optional.of(new Difference("all is done by the thread that calls route()",
                        "another thread is at work"));
    }

    /** If a thread was started in the meantime, lets it come: only the words of the verdict depend on it. */
    private void letStrangersCome(long threadsBefore) {
        try {
            if (THREADS.getTotalStartedThreadCount() > threadsBefore) {
                stranger.await(STRANGERS_COME_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The model: who gets what when this is sent now, one after the other. */
    public Map<Guest, List<String>> owed(Guest from, Chat message) {
        Map<Guest, List<String>> owed = new LinkedHashMap<>();
        String sender = from.name.toString();
        boolean delivered = true;
        if (message instanceof PrivateMessage whisper) {
            Optional<Guest> recipient = find(whisper.to()).filter(it -> it.taking);
            recipient.ifPresent(it -> owe(owed, it, new PrivateDelivery(sender, it.name.toString(), message.msg())));
            delivered = recipient.isPresent();
        } else {
            registry.room.everyone().stream().map(Guest.class::cast)
                    .forEach(it -> owe(owed, it, new PublicDelivery(sender, message.msg())));
        }
        if (!delivered) {
            owe(owed, from, new ErrorReply(ErrorCode.USER_OFFLINE, "...", message.id()));
        } else if (!message.id().equals(ClientMessage.NO_ID)) {
            owe(owed, from, new Ack(message.id()));
        }
        return owed;
    }

    private static void owe(Map<Guest, List<String>> owed, Guest guest, ServerMessage message) {
        if (guest.taking) {
            owed.computeIfAbsent(guest, it -> new ArrayList<>()).add(CODEC.encode(message).toString());
        }
    }

    private List<Offer> takenSince(int before) {
        synchronized (offers) {
            return offers.subList(before, offers.size()).stream().filter(Offer::taken).toList();
        }
    }

    /** A message as the model writes it: the words of an error are the router's own, if they are short and whole. */
    public static String plain(EncodedMessage message) {
        String text = message.toString();
        if (!text.startsWith("{\"type\":\"error\"") || !(JSON.readTree(text) instanceof ObjectNode error)) {
            return text;
        }
        JsonNode words = error.path("msg");
        if (!words.isString()) {
            return text;
        }
        int length = words.stringValue().codePointCount(0, words.stringValue().length());
        boolean isWhole = words.stringValue().codePoints().noneMatch(RoutedRoom::isHalf);
        error.put("msg", length > MAX_ERROR_WORDS ? length + " characters" : isWhole ? "..." : "half of a character");
        return error.toString();
    }

    private static boolean isJson(String text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static boolean isHalf(int codePoint) {
        // What cannot be written as UTF-8 is written as a question mark or as U+FFFD.
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE || codePoint == 0xFFFD;
    }

    private static String words(Throwable thrown) {
        return thrown + Violations.culprit(thrown).map(line -> "\nat " + line).orElse("");
    }

    private boolean isStranger() {
        boolean isStranger = !routing.containsKey(Thread.currentThread());
        if (isStranger) {
            stranger.countDown();
        }
        return isStranger;
    }

    /** A client that notes what it gets. Two of them are never equal, even if they have the same name. */
    public final class Guest implements Client {

        private final UserName name;
        private final String label;
        private volatile boolean taking = true;
        private volatile Runnable onMessage = () -> { };

        Guest(UserName name, String label) {
            this.name = name;
            this.label = label;
        }

        /** Takes no more messages from now on. */
        public Guest refuses() {
            taking = false;
            return this;
        }

        /** Runs something whenever a message comes, before it is taken. */
        public void onMessage(Runnable task) {
            onMessage = task;
        }

        /** What it got, in order. */
        public List<String> got() {
            return messages().stream().map(EncodedMessage::toString).toList();
        }

        /** What it got, in order, as it was encoded. */
        public List<EncodedMessage> messages() {
            return taken().stream().filter(it -> it.to() == this).map(Offer::message).toList();
        }

        @Override
        public UserName name() {
            return name;
        }

        @Override
        public boolean send(EncodedMessage message) {
            if (isStranger()) {
                return true;
            }
            onMessage.run();
            boolean takes = taking;
            if (!takes) {
                refuseOnce(message);
            }
            offers.add(new Offer(this, message, takes));
            return takes;
        }

        private void refuseOnce(EncodedMessage message) {
            synchronized (offers) {
                int start = routing.get(Thread.currentThread());
                if (offers.subList(start, offers.size()).stream().anyMatch(it -> it.to() == this && !it.taken()
                        && it.message().toString().equals(message.toString()))) {
                    throw new AskedAgain("send() is asked again, after " + this + " has refused");
                }
            }
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** The registry as the router sees it. */
    private final class NotingRegistry implements ClientRegistry {

        private final ClientRegistry room =
                new LockedClientRegistry(new LinkedHashMap<>(), new ReentrantReadWriteLock());

        @Override
        public boolean join(Client client) {
            return room.join(client);
        }

        @Override
        public boolean leave(Client client) {
            return room.leave(client);
        }

        @Override
        public Optional<Client> find(UserName name) {
            isStranger();
            Optional<Client> found = room.find(name);
            afterALook.run();
            return found;
        }

        @Override
        public List<Client> everyone() {
            isStranger();
            List<Client> everyone = room.everyone();
            afterALook.run();
            return everyone;
        }
    }

    /** A codec that counts how often it encodes a public message. */
    private static final class NotingCodec implements MessageCodec {

        private final AtomicInteger publicEncodings = new AtomicInteger();

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            return CODEC.decode(text);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            if (message instanceof PublicDelivery) {
                publicEncodings.incrementAndGet();
            }
            return CODEC.encode(message);
        }
    }
}
