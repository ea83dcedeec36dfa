package aside.grading;

import aside.message.ClientMessage;
import aside.message.ClientMessage.Chat;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.ClientMessage.PublicMessage;
import aside.message.EncodedMessage;
import aside.message.ErrorCode;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.ErrorReply;
import aside.message.ServerMessage.PrivateDelivery;
import aside.message.ServerMessage.PublicDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import aside.routing.MessageRouter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Routers that are right and unlike the reference; each serves exercises 3 and 4. */
final class RightRouters {

    private RightRouters() {
    }

    /** One step after the other, each a method that the wrong routers can replace. */
    static class StepByStep implements MessageRouter {

        protected final ClientRegistry registry;
        protected final MessageCodec codec;

        StepByStep(ClientRegistry registry, MessageCodec codec) {
            this.registry = registry;
            this.codec = codec;
        }

        @Override
        public void route(Client from, Chat message) {
            if (message instanceof PublicMessage) {
                toEveryone(from, message);
            } else {
                toOne(from, (PrivateMessage) message);
            }
        }

        void toEveryone(Client from, Chat message) {
            deliverToAll(from, codec.encode(new PublicDelivery(stamp(from), message.msg())));
            acknowledge(from, message);
        }

        void deliverToAll(Client from, EncodedMessage encoded) {
            for (Client client : registry.everyone()) {
                client.send(encoded);
            }
        }

        void toOne(Client from, PrivateMessage message) {
            Client recipient = recipient(message.to());
            if (recipient == null || !recipient.send(codec.encode(delivery(from, recipient, message)))) {
                refuse(from, message);
                return;
            }
            acknowledge(from, message);
        }

        Client recipient(String to) {
            Optional<UserName> name = UserName.parse(to);
            return name.isPresent() ? registry.find(name.get()).orElse(null) : null;
        }

        ServerMessage delivery(Client from, Client recipient, PrivateMessage message) {
            return new PrivateDelivery(stamp(from), recipient.name().toString(), message.msg());
        }

        String stamp(Client from) {
            return from.name().toString();
        }

        void acknowledge(Client from, Chat message) {
            if (!message.id().isEmpty()) {
                from.send(codec.encode(new Ack(message.id())));
            }
        }

        void refuse(Client from, PrivateMessage message) {
            from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, "not here", message.id())));
        }
    }

    /** A table from the type of a message to what is done with it; the answer is computed and then sent. */
    static final class Table implements MessageRouter {

        private final Map<Class<? extends Chat>, BiFunction<Client, Chat, Optional<ServerMessage>>> actions;
        private final MessageCodec codec;

        Table(ClientRegistry registry, MessageCodec codec) {
            this.codec = codec;
            this.actions = Map.of(
                    PublicMessage.class, (from, message) -> {
                        EncodedMessage bytes = codec.encode(new PublicDelivery(from.name().toString(), message.msg()));
                        registry.everyone().stream().map(client -> client.send(bytes)).toList();
                        return ack(message);
                    },
                    PrivateMessage.class, (from, message) -> {
                        String to = ((PrivateMessage) message).to();
                        Predicate<Client> takes = client -> client.send(codec.encode(new PrivateDelivery(
                                from.name().toString(), client.name().toString(), message.msg())));
                        return UserName.parse(to).flatMap(registry::find).filter(takes).isPresent()
                                ? ack(message)
                                : Optional.of(new ErrorReply(ErrorCode.USER_OFFLINE, "gone", message.id()));
                    });
        }

        @Override
        public void route(Client from, Chat message) {
            actions.get(message.getClass()).apply(from, message).map(codec::encode).ifPresent(from::send);
        }

        private static Optional<ServerMessage> ack(Chat message) {
            return message.id().equals(ClientMessage.NO_ID) ? Optional.empty() : Optional.of(new Ack(message.id()));
        }
    }

    /** Looks through a copy of the room for the recipients, whoever they are: all, one or none. */
    static final class SearchesTheRoom implements MessageRouter {

        private final ClientRegistry registry;
        private final MessageCodec codec;

        SearchesTheRoom(ClientRegistry registry, MessageCodec codec) {
            this.registry = registry;
            this.codec = codec;
        }

        @Override
        public void route(Client from, Chat message) {
            List<Client> room = registry.everyone();
            BiConsumer<Client, ServerMessage> send = (client, what) -> client.send(codec.encode(what));
            boolean delivered = switch (message) {
                case PublicMessage it -> {
                    EncodedMessage bytes = codec.encode(new PublicDelivery(from.name().toString(), it.msg()));
                    room.forEach(client -> client.send(bytes));
                    yield true;
                }
                case PrivateMessage it -> room.stream()
                        .filter(client -> UserName.parse(it.to()).equals(Optional.of(client.name())))
                        .anyMatch(client -> client.send(codec.encode(new PrivateDelivery(
                                from.name().toString(), client.name().toString(), it.msg()))));
            };
            if (!delivered) {
                send.accept(from, new ErrorReply(ErrorCode.USER_OFFLINE, "nobody by that name is here", message.id()));
            } else if (!message.id().isEmpty()) {
                send.accept(from, new Ack(message.id()));
            }
        }
    }

    /** One message at a time: a lock of its own around everything. */
    static final class OneAtATime extends StepByStep {

        OneAtATime(ClientRegistry registry, MessageCodec codec) {
            super(registry, codec);
        }

        @Override
        public synchronized void route(Client from, Chat message) {
            super.route(from, message);
        }
    }

    /** Makes a plan of who gets what in which order, and then carries it out until a step fails that matters. */
    static final class PlansFirst implements MessageRouter {

        private final ClientRegistry registry;
        private final MessageCodec codec;

        PlansFirst(ClientRegistry registry, MessageCodec codec) {
            this.registry = registry;
            this.codec = codec;
        }

        private record Delivery(Client to, EncodedMessage message, boolean matters) {
        }

        @Override
        public void route(Client from, Chat message) {
            List<Delivery> plan = new ArrayList<>();
            if (message instanceof PrivateMessage(String to, String msg, String id)) {
                List<Client> recipients = UserName.parse(to).flatMap(registry::find).stream().toList();
                recipients.forEach(it -> plan.add(new Delivery(it, codec.encode(
                        new PrivateDelivery(from.name().toString(), it.name().toString(), msg)), true)));
                if (recipients.isEmpty() || !carriedOut(plan)) {
                    from.send(codec.encode(new ErrorReply(ErrorCode.USER_OFFLINE, "?".repeat(1_000), id)));
                    return;
                }
                plan.clear();
            } else {
                EncodedMessage bytes = codec.encode(new PublicDelivery(from.name().toString(), message.msg()));
                registry.everyone().forEach(it -> plan.add(new Delivery(it, bytes, false)));
                Collections.reverse(plan);
            }
            if (message.id().length() > 0) {
                plan.add(new Delivery(from, codec.encode(new Ack(message.id())), false));
            }
            carriedOut(plan);
        }

        private static boolean carriedOut(List<Delivery> plan) {
            for (Delivery step : plan) {
                boolean taken = step.to().send(step.message());
                if (!taken && step.matters()) {
                    return false;
                }
            }
            return true;
        }
    }
}
