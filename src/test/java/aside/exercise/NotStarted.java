package aside.exercise;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Stands where a student's code will be: {@code throw NotStarted.yet("join")}.
 *
 * <p>What counts is that one was built, not that it was thrown: starter code may throw on a thread of the server, and
 * a check may meet it inside of something that swallows exceptions. So each one reports itself.
 */
public final class NotStarted extends UnsupportedOperationException {

    private static final long serialVersionUID = 1L;

    /** Hears of each one that is built; the check under way sets it. */
    private static final AtomicReference<Consumer<NotStarted>> LISTENER = new AtomicReference<>(built -> { });

    private NotStarted(String message) {
        super(message);
    }

    /**
     * Says that something is still to be written.
     *
     * @param what the method or the part
     * @return to be thrown
     */
    public static NotStarted yet(String what) {
        NotStarted built = new NotStarted("not started: " + what + " is still to be written");
        LISTENER.get().accept(built);
        return built;
    }

    /**
     * Listens from now on in place of whoever did.
     *
     * @param listener hears of each one that is built, on the thread that built it
     * @return who listened before
     */
    static Consumer<NotStarted> listen(Consumer<NotStarted> listener) {
        return LISTENER.getAndSet(listener);
    }
}
