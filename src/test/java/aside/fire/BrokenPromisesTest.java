package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServerParts;
import aside.connection.Membership;
import aside.heartbeat.Heartbeat;
import aside.history.History;
import aside.history.RingHistory;
import aside.history.RoomLog;
import aside.message.BadMessageException;
import aside.message.ClientMessage;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import aside.routing.MessageRouter;
import aside.routing.Presence;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge is judged: servers that each break one promise, and the words in which the break must be noticed. */
@Fire
class BrokenPromisesTest {

    private static final int PEOPLE = 30;
    private static final int ACTIONS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** A wrong server each. */
    enum Break {
        EVERY_FIFTIETH_WHISPER_IS_LOST("is acknowledged and lost on the way",
                parts -> parts.withOutbox(outboxes(LosingOutbox::new))),
        EVERY_FIFTIETH_WHISPER_COMES_TWICE("twice", parts -> parts.withOutbox(outboxes(RepeatingOutbox::new))),
        A_MESSAGE_IS_HELD_BACK_AND_SENT_AFTER_THE_NEXT("was due",
                parts -> parts.withOutbox(outboxes(SwappingOutbox::new))),
        NOT_EVERY_MESSAGE_IS_ANSWERED("neither acknowledged nor answered",
                parts -> parts.with((registry, codec, log) -> new ForgetfulRouter(parts, registry, codec, log))),
        A_PRIVATE_MESSAGE_GOES_TO_EVERYONE("got a private message that is for",
                parts -> parts.with((registry, codec, log) -> new TalkativeRouter(parts, registry, codec, log))),
        THE_SENDER_SAYS_WHO_HE_IS("came under the name of", parts -> parts.with(new TrustfulCodec(parts.codec()))),
        THE_SECOND_UNDER_A_NAME_REPLACES_THE_FIRST("who is here already",
                parts -> parts.with(new WrongRegistry(UserName::hashCode, true))),
        ANOTHER_SPELLING_IS_ANOTHER_NAME("two connections hold one name",
                parts -> parts.with(new WrongRegistry(UserName::toString, false))),
        A_LEAVE_IS_TOLD_BY_CLOSE_AND_BY_ERROR("more than one left for a leave",
                parts -> parts.with(new AgreeingRegistry(parts.registry())).withMembership(LeavingTwice::new)),
        A_LEAVE_IS_TOLD_TO_NOBODY("still holds", parts -> parts.withMembership(NeverLeaving::new)),
        THE_HEARTBEAT_DROPS_NOBODY("still holds", parts -> parts.withHeartbeat((time, interval) -> new NoHeartbeat())),
        THE_HEARTBEAT_TAKES_ITS_TIME("a dead peer was still here after",
                parts -> parts.withHeartbeat((time, interval) ->
                        parts.heartbeat().apply(time, interval.multipliedBy(3)))),
        A_NUMBER_IS_GIVEN_TWICE("was due", parts -> parts.with(new WrongHistory(parts.history()) {
            @Override
            public EncodedMessage append(LongFunction<EncodedMessage> encode) {
                return right.append(seq -> encode.apply(seq % 100 == 0 ? seq - 1 : seq));
            }
        })),
        THE_ORDER_DIFFERS_FOR_TWO_CLIENTS("is two messages",
                parts -> parts.withOutbox(outboxes(TwoOrders::new))),
        A_MESSAGE_IS_LOST_AT_THE_BORDER("was due", parts -> parts.with(new WrongHistory(parts.history()) {
            @Override
            public Optional<List<EncodedMessage>> after(long seq, int max) {
                return right.after(Math.min(seq + 1, right.last()), max);
            }
        })),
        A_MESSAGE_IS_DOUBLED_AT_THE_BORDER("was due", parts -> parts.with(new WrongHistory(parts.history()) {
            @Override
            public Optional<List<EncodedMessage>> after(long seq, int max) {
                return seq > 0 && seq < right.last() ? right.after(seq - 1, max) : right.after(seq, max);
            }
        })),
        A_GAP_IS_CALLED_RESUMED("was due", parts -> parts.with(new WrongHistory(new RingHistory(3, 100_000)) {
            @Override
            public Optional<List<EncodedMessage>> after(long seq, int max) {
                return right.after(seq, max).or(() -> right.after(Math.max(0, right.last() - 3), max));
            }
        })),
        A_PRIVATE_MESSAGE_GETS_INTO_THE_LOG("got a private message that is for",
                parts -> parts.with((registry, codec, log) -> (from, message) -> {
                    log.append(new ServerMessage.PublicDelivery(from.name().toString(), message.msg()),
                            () -> from.send(codec.encode(new ServerMessage.Ack(message.id()))));
                }));

        private final String words;
        private final UnaryOperator<ChatServerParts> parts;

        Break(String words, UnaryOperator<ChatServerParts> parts) {
            this.words = words;
            this.parts = parts;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenPromiseIsNoticed(Break it) {
        Optional<String> broken = new Round(it.parts, PATIENCE).run(Action.generate(1, PEOPLE, ACTIONS));

        assertThat(broken).as("what the judge says").get().asString().contains(it.words);
        Report.line("break", "%s: %s", it.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                broken.get().lines().findFirst().get());
    }

    @Test
    void theHistoryIsMadeShort() {
        Round round = new Round(Break.A_PRIVATE_MESSAGE_GOES_TO_EVERYONE.parts, PATIENCE);
        List<Action> actions = Action.generate(2, PEOPLE, ACTIONS);
        String words = round.run(actions).orElseThrow();

        String shortest = round.shortest(actions.subList(0, round.executed()), words, Fire.PATIENCE);

        Report.line("shortest", "%s", shortest.lines().reduce((first, last) -> last).get());
        // The sender gets it, too.
        assertThat(shortest).contains("the shortest history found, 1 actions");
    }

    private static Outbox.Factory outboxes(UnaryOperator<Outbox> broken) {
        return (socket, limits, writer, onFull) ->
                broken.apply(new GatheringOutbox(socket, limits, writer, onFull));
    }

    /** An outbox around the right one. */
    private abstract static class WrongOutbox implements Outbox {

        private static final int SELDOM = 50;
        private static final AtomicInteger MESSAGES = new AtomicInteger();

        final Outbox right;

        WrongOutbox(Outbox right) {
            this.right = right;
        }

        /** Whether this chat message is the one to treat badly. */
        static boolean isUnlucky(EncodedMessage message) {
            return message.toString().startsWith("{\"type\":\"private\"") && isSelected();
        }

        static boolean isSelected() {
            return MESSAGES.incrementAndGet() % SELDOM == 0;
        }

        @Override
        public boolean send(EncodedMessage message) {
            return right.send(message);
        }

        @Override
        public void close(CloseReason reason) {
            right.close(reason);
        }

        @Override
        public void discard() {
            right.discard();
        }
    }

    private static final class LosingOutbox extends WrongOutbox {

        LosingOutbox(Outbox right) {
            super(right);
        }

        @Override
        public boolean send(EncodedMessage message) {
            return isUnlucky(message) || right.send(message);
        }
    }

    private static final class RepeatingOutbox extends WrongOutbox {

        RepeatingOutbox(Outbox right) {
            super(right);
        }

        @Override
        public boolean send(EncodedMessage message) {
            return (!isUnlucky(message) || right.send(message)) && right.send(message);
        }
    }

    private static final class SwappingOutbox extends WrongOutbox {

        private final List<EncodedMessage> heldBack = new ArrayList<>();

        SwappingOutbox(Outbox right) {
            super(right);
        }

        /** Holds one message back until its sender has said something else. */
        @Override
        public synchronized boolean send(EncodedMessage message) {
            if (heldBack.isEmpty() && message.seq() > 0 && isSelected()) {
                heldBack.add(message);
                return true;
            }
            boolean taken = right.send(message);
            if (!heldBack.isEmpty() && sender(message).equals(sender(heldBack.getFirst()))) {
                right.send(heldBack.removeFirst());
            }
            return taken;
        }

        private static String sender(EncodedMessage message) {
            return message.toString().replaceAll("\"msg\".*", "");
        }
    }

    private abstract static class WrongHistory implements History {

        final History right;

        WrongHistory(History right) {
            this.right = right;
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            return right.append(encode);
        }

        @Override
        public long last() {
            return right.last();
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            return right.after(seq, max);
        }
    }

    /** Half of the clients read every second public message before the one before it, and the numbers fit. */
    private static final class TwoOrders extends WrongOutbox {

        private static final AtomicInteger OUTBOXES = new AtomicInteger();

        private final boolean swaps = OUTBOXES.incrementAndGet() % 2 == 0;
        private final List<EncodedMessage> heldBack = new ArrayList<>();

        TwoOrders(Outbox right) {
            super(right);
        }

        @Override
        public synchronized boolean send(EncodedMessage message) {
            if (!swaps || message.seq() == 0) {
                return right.send(message);
            }
            if (heldBack.isEmpty()) {
                return heldBack.add(message);
            }
            EncodedMessage first = heldBack.removeFirst();
            return right.send(numbered(message, first.seq())) && right.send(numbered(first, message.seq()));
        }

        private static EncodedMessage numbered(EncodedMessage message, long seq) {
            String text = message.toString().replace("\"seq\":" + message.seq(), "\"seq\":" + seq);
            return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8), seq);
        }
    }

    private static final class ForgetfulRouter implements MessageRouter {

        private static final int SELDOM = 100;

        private final AtomicInteger messages = new AtomicInteger();
        private final MessageRouter right;

        ForgetfulRouter(ChatServerParts parts, ClientRegistry registry, MessageCodec codec, RoomLog log) {
            right = parts.router().create(registry, codec, log);
        }

        @Override
        public void route(Client from, ClientMessage.Chat message) {
            if (messages.incrementAndGet() % SELDOM != 0) {
                right.route(from, message);
            }
        }
    }

    private static final class TalkativeRouter implements MessageRouter {

        private final MessageRouter right;
        private final ClientRegistry registry;
        private final MessageCodec codec;

        TalkativeRouter(ChatServerParts parts, ClientRegistry registry, MessageCodec codec, RoomLog log) {
            this.right = parts.router().create(registry, codec, log);
            this.registry = registry;
            this.codec = codec;
        }

        @Override
        public void route(Client from, ClientMessage.Chat message) {
            switch (message) {
                case ClientMessage.PublicMessage it -> right.route(from, it);
                case ClientMessage.PrivateMessage it -> {
                    EncodedMessage encoded = codec.encode(
                            new ServerMessage.PrivateDelivery(from.name().toString(), it.to(), it.msg()));
                    registry.everyone().forEach(client -> client.send(encoded));
                    from.send(codec.encode(new ServerMessage.Ack(it.id())));
                }
            }
        }
    }

    /** Encodes the sender that the message's text speaks of: as if a client's {@code from} were believed. */
    private record TrustfulCodec(MessageCodec right) implements MessageCodec {

        @Override
        public ClientMessage decode(String text) throws BadMessageException {
            return right.decode(text);
        }

        @Override
        public EncodedMessage encode(ServerMessage message) {
            return right.encode(message instanceof ServerMessage.PublicDelivery it
                    ? new ServerMessage.PublicDelivery("somebody-else", it.msg()) : message);
        }
    }

    /** Has a wrong idea of what is one name, or lets the second in under it. */
    private static final class WrongRegistry implements ClientRegistry {

        private final Map<Object, Client> clients = new ConcurrentHashMap<>();
        private final Function<UserName, Object> key;
        private final boolean replacing;

        WrongRegistry(Function<UserName, Object> key, boolean replacing) {
            this.key = key;
            this.replacing = replacing;
        }

        @Override
        public boolean join(Client client) {
            Client before = clients.putIfAbsent(key.apply(client.name()), client);
            if (replacing) {
                clients.put(key.apply(client.name()), client);
            }
            return before == null || replacing;
        }

        @Override
        public boolean leave(Client client) {
            return clients.remove(key.apply(client.name()), client);
        }

        @Override
        public Optional<Client> find(UserName name) {
            return Optional.ofNullable(clients.get(key.apply(name)));
        }

        @Override
        public List<Client> everyone() {
            Collection<Client> all = clients.values();
            return List.copyOf(all);
        }
    }

    /** Says yes to every leave. */
    private record AgreeingRegistry(ClientRegistry right) implements ClientRegistry {

        @Override
        public boolean join(Client client) {
            return right.join(client);
        }

        @Override
        public boolean leave(Client client) {
            right.leave(client);
            return true;
        }

        @Override
        public Optional<Client> find(UserName name) {
            return right.find(name);
        }

        @Override
        public List<Client> everyone() {
            return right.everyone();
        }
    }

    /** Forgets that it has left. */
    private static class LeavingTwice implements Membership {

        private final Presence presence;
        private volatile Optional<Client> member = Optional.empty();

        LeavingTwice(Presence presence) {
            this.presence = presence;
        }

        @Override
        public Outcome join(Client client, Consumer<EncodedMessage> welcome) {
            if (!presence.enter(client, welcome)) {
                return Outcome.NAME_TAKEN;
            }
            member = Optional.of(client);
            return Outcome.ADMITTED;
        }

        @Override
        public Optional<Client> client() {
            return member;
        }

        @Override
        public void end() {
            member.ifPresent(presence::leave);
        }
    }

    private static final class NeverLeaving extends LeavingTwice {

        NeverLeaving(Presence presence) {
            super(presence);
        }

        @Override
        public void end() {
        }
    }

    private static final class NoHeartbeat implements Heartbeat {

        @Override
        public void start() {
        }

        @Override
        public void watch(Peer peer) {
        }

        @Override
        public void forget(Peer peer) {
        }

        @Override
        public void pong(Peer peer, long number) {
        }
    }
}
