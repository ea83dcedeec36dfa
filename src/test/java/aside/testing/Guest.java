package aside.testing;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.UserName;
import java.util.Optional;

/**
 * A client for those who keep clients. Its name is a new object each time; and it notes whoever calls it while holding
 * a lock. Two guests may have one name, and are never equal.
 */
public final class Guest implements Client {

    private final String label;
    private final String typed;
    private final Optional<WatchedLock> lock;
    private final Violations violations;

    /**
     * Makes a guest.
     *
     * @param label what findings call it, such as {@code alice-2}
     * @param name its name, as typed
     * @param lock while it is held, nothing of the guest may be called but its name
     * @param violations where such calls are noted
     */
    public Guest(String label, String name, WatchedLock lock, Violations violations) {
        this(label, name, Optional.of(lock), violations);
    }

    /** A guest who minds no lock. */
    public Guest(String label, String name) {
        this(label, name, Optional.empty(), new Violations());
    }

    private Guest(String label, String name, Optional<WatchedLock> lock, Violations violations) {
        this.label = label;
        this.typed = name;
        this.lock = lock;
        this.violations = violations;
    }

    /** What findings call it. */
    public String label() {
        return label;
    }

    @Override
    public UserName name() {
        return UserName.parse(typed).orElseThrow();
    }

    @Override
    public boolean send(EncodedMessage message) {
        called("send");
        return true;
    }

    @Override
    public boolean equals(Object other) {
        // Map.remove(key, client) asks this while the lock is held, and may.
        return this == other;
    }

    @Override
    public int hashCode() {
        called("hashCode");
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        called("toString");
        return label;
    }

    private void called(String method) {
        if (lock.filter(WatchedLock::mayRead).isPresent()) {
            violations.note("calls " + method + "() of a client while it holds the lock");
        }
    }
}
