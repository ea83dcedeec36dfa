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
import aside.testing.CheckThreads;
import aside.testing.Interleaving;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class that the checks look at: the student's, or in the graders' own tests one of the known wrong and right
 * answers. A check class takes a {@code Subject} in its constructor.
 *
 * <p>The class is loaded anew for each check, so that what one check left in a static field is not there in the next
 * one, and {@linkplain Interleaving#woven woven}, so that it can be stopped: in a gap, or when the check is over.
 *
 * @param <T> the interface that the class implements
 */
public final class Subject<T> {

    private final Class<? extends T> type;
    private Optional<Class<? extends T>> loaded = Optional.empty();

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

    /** The same class, loaded once more: what a static field of the one holds, the other one does not know. */
    public Subject<T> woven() {
        return new Subject<>(type);
    }

    /**
     * Makes an object of the class.
     *
     * @param arguments for the constructor
     * @return a new object; exceptions of the constructor come out as they are
     */
    public T make(Object... arguments) {
        CheckThreads.getsOn();
        for (Constructor<?> constructor : loaded().getDeclaredConstructors()) {
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
            return parts.with(watched(ClientRegistry.class, make(new HashMap<>(), new ReentrantReadWriteLock())));
        }
        if (MessageCodec.class.isAssignableFrom(type)) {
            return parts.with(watched(MessageCodec.class, make(options.maxTextLength())));
        }
        if (History.class.isAssignableFrom(type)) {
            return parts.with(watched(History.class, make(options.historyMessages(), options.historyBytes())));
        }
        if (MessageRouter.class.isAssignableFrom(type)) {
            return parts.withRouter((registry, codec) -> watched(MessageRouter.class, make(registry, codec)));
        }
        if (Membership.class.isAssignableFrom(type)) {
            return parts.withMembership(presence -> watched(Membership.class, make(presence)));
        }
        if (Heartbeat.class.isAssignableFrom(type)) {
            return parts.withHeartbeat((scheduler, interval) -> watched(Heartbeat.class, make(scheduler, interval)));
        }
        if (Outbox.class.isAssignableFrom(type)) {
            return parts.withOutbox((socket, limits, writer, onFull) ->
                    watched(Outbox.class, make(socket, limits, writer, onFull)));
        }
        throw new IllegalArgumentException(type + " is no part of a server");
    }

    /** The real server on a free port, with an object of the class in it. The caller closes it. */
    public ChatServer inServer() throws IOException {
        ChatServerOptions options = ChatServerOptions.of(it -> it.port = 0);
        return ChatServer.start(options, in(options), Optional.empty());
    }

    /** Tells the check what the part throws: the server only logs it. */
    private static <P> P watched(Class<P> role, Object part) {
        return role.cast(Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] {role}, (proxy, method,
                given) -> {
            try {
                return method.invoke(part, given);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException || e.getCause() instanceof Error) {
                    Attempt.noteThrown(e.getCause());
                }
                throw e.getCause();
            }
        }));
    }

    private synchronized Class<? extends T> loaded() {
        // Callers of a class without an interface need the class itself.
        boolean hasInterface = Stream.<Class<?>>iterate(type, Objects::nonNull, Class::getSuperclass)
                .anyMatch(it -> it.getInterfaces().length > 0);
        loaded = loaded.or(() -> Optional.of(hasInterface ? Interleaving.woven(type) : type));
        return loaded.get();
    }

    @SuppressWarnings("unchecked")
    private T make(Constructor<?> constructor, Object... arguments) {
        constructor.setAccessible(true);
        try {
            return (T) constructor.newInstance(arguments);
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
