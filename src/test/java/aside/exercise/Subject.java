package aside.exercise;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import aside.connection.Membership;
import aside.heartbeat.Heartbeat;
import aside.history.History;
import aside.message.MessageCodec;
import aside.outbox.Outbox;
import aside.registry.ClientRegistry;
import aside.routing.MessageRouter;
import aside.testing.Interleaving;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * The class that the checks look at: the student's, or in the graders' own tests one of the known wrong and right
 * answers. A check class takes a {@code Subject} in its constructor.
 *
 * @param <T> the interface that the class implements
 */
public final class Subject<T> {

    private final Class<? extends T> type;

    /**
     * Makes a subject.
     *
     * @param type the class
     */
    public Subject(Class<? extends T> type) {
        this.type = type;
    }

    /** The class. */
    public Class<? extends T> type() {
        return type;
    }

    /** The same class with a gap before each step of its code, for {@link Interleaving#explore}. */
    public Subject<T> woven() {
        return new Subject<>(Interleaving.woven(type));
    }

    /**
     * Makes an object of the class.
     *
     * @param arguments for the constructor
     * @return a new object; exceptions of the constructor come out as they are
     */
    public T make(Object... arguments) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (takes(constructor, arguments)) {
                return make(constructor, arguments);
            }
        }
        throw new AssertionError(type.getSimpleName() + " needs a constructor that takes "
                + Arrays.stream(arguments).map(it -> it.getClass().getSimpleName()).collect(Collectors.joining(", "))
                + ", as the starter had it");
    }

    /**
     * The parts of a server, the reference's but for this one.
     *
     * @param options the limits
     * @return the parts
     */
    public ChatServerParts in(ChatServerOptions options) {
        ChatServerParts parts = ChatServerParts.reference(options);
        if (ClientRegistry.class.isAssignableFrom(type)) {
            return parts.with((ClientRegistry) make(new HashMap<>(), new ReentrantReadWriteLock()));
        }
        if (MessageCodec.class.isAssignableFrom(type)) {
            return parts.with((MessageCodec) make(options.maxTextLength()));
        }
        if (History.class.isAssignableFrom(type)) {
            return parts.with((History) make(options.historyMessages(), options.historyBytes()));
        }
        if (MessageRouter.class.isAssignableFrom(type)) {
            return parts.withRouter((registry, codec) -> (MessageRouter) make(registry, codec));
        }
        if (Membership.class.isAssignableFrom(type)) {
            return parts.withMembership(presence -> (Membership) make(presence));
        }
        if (Heartbeat.class.isAssignableFrom(type)) {
            return parts.withHeartbeat((scheduler, interval) -> (Heartbeat) make(scheduler, interval));
        }
        if (Outbox.class.isAssignableFrom(type)) {
            return parts.withOutbox((socket, limits, writer, onFull) ->
                    (Outbox) make(socket, limits, writer, onFull));
        }
        throw new IllegalArgumentException(type + " is no part of a server");
    }

    /** The real server on a free port, with an object of the class in it. The caller closes it. */
    public ChatServer inServer() throws IOException {
        ChatServerOptions options = ChatServerOptions.of(it -> it.port = 0);
        return ChatServer.start(options, in(options), Optional.empty());
    }

    private T make(Constructor<?> constructor, Object... arguments) {
        constructor.setAccessible(true);
        try {
            return type.cast(constructor.newInstance(arguments));
        } catch (InvocationTargetException e) {
            throw unchecked(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type.getSimpleName() + " cannot be made: " + e, e);
        }
    }

    private static boolean takes(Constructor<?> constructor, Object... arguments) {
        List<Class<?>> types = Arrays.stream(constructor.getParameterTypes()).map(Subject::boxed).toList();
        if (types.size() != arguments.length) {
            return false;
        }
        for (int i = 0; i < arguments.length; i++) {
            if (!types.get(i).isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> boxed(Class<?> type) {
        return type == int.class ? Integer.class : type == long.class ? Long.class : type;
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }
}
