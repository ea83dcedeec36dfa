package aside.testing;

import aside.message.JacksonMessageCodec;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.Presence;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A room for memberships, in which alice is and listens. It counts who is let in and who leaves, lets a test do
 * something in the middle, and sees who calls it: what comes from another thread than one that calls the membership is
 * noted and has no effect, so work that is moved to another thread fails the same way each time.
 */
public final class WatchedRoom {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long STRANGERS_COME_WITHIN_MILLIS = 200;

    private final WatchedRegistry registry = new WatchedRegistry();
    private final Presence presence = new Presence(registry, new JacksonMessageCodec(4_000), 500);
    private final RecordingClient alice = new RecordingClient("alice");
    private final Set<Thread> within = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stranger = new CountDownLatch(1);
    private final Thread maker = Thread.currentThread();

    /** A room with alice in it. */
    public WatchedRoom() {
        registry.isOpen = true;
        presence.enter(alice, welcome -> { });
        registry.joins.set(0);
        registry.isOpen = false;
    }

    /** The presence of this room. */
    public Presence presence() {
        return presence;
    }

    /** Who was here first. */
    public RecordingClient alice() {
        return alice;
    }

    /** Takes alice out; not counted. */
    public void aliceLeaves() {
        change(() -> presence.leave(alice));
        registry.leaves.decrementAndGet();
    }

    /** Lets alice in again, unless her name is taken; not counted. */
    public void aliceJoins() {
        int before = registry.joins.get();
        change(() -> presence.enter(alice, welcome -> { }));
        registry.joins.set(before);
    }

    private void change(Runnable how) {
        within.add(Thread.currentThread());
        try {
            how.run();
        } finally {
            within.remove(Thread.currentThread());
        }
    }

    /**
     * Calls the membership.
     *
     * @param what the call, in words
     * @param call the call
     * @param thrown where exceptions are noted, with the line
     * @return its answer; empty if it threw an exception
     */
    public <T> Optional<T> within(String what, Supplier<T> call, List<String> thrown) {
        boolean isNested = !within.add(Thread.currentThread());
        long threadsBefore = THREADS.getTotalStartedThreadCount();
        try {
            T answer = call.get();
            if (Thread.currentThread() == maker && THREADS.getTotalStartedThreadCount() > threadsBefore) {
                letStrangersCome();
            }
            return Optional.ofNullable(answer);
        } catch (RuntimeException | StackOverflowError e) {
            thrown.add(what + " throws " + e + Violations.culprit(e).map(line -> "\nat " + line).orElse(""));
            return Optional.empty();
        } finally {
            if (!isNested) {
                within.remove(Thread.currentThread());
            }
        }
    }

    /** Lets a thread that was started in the meantime come: only the words of the verdict depend on it. */
    private void letStrangersCome() {
        try {
            stranger.await(STRANGERS_COME_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the room was called by a thread that does not call the membership. */
    public boolean wasEnteredByStrangers() {
        return stranger.getCount() == 0;
    }

    /** Who is in the room, sorted. */
    public Set<String> names() {
        return registry.room.everyone().stream().map(Client::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether this very client is in the room. */
    public boolean holds(Client client) {
        return registry.room.everyone().contains(client);
    }

    /** How many clients were let in. */
    public int joins() {
        return registry.joins.get();
    }

    /** How often somebody was to be taken out. */
    public int leaves() {
        return registry.leaves.get();
    }

    /** Runs something once, just before the registry is asked to let somebody in. */
    public void beforeJoin(Runnable task) {
        registry.beforeJoin = task;
    }

    /** Runs something once, just after the registry has let somebody in or refused. */
    public void afterJoin(Runnable task) {
        registry.afterJoin = task;
    }

    /** Runs something once, just before the registry takes somebody out. */
    public void inLeave(Runnable task) {
        registry.inLeave = task;
    }

    /** A registry that counts, and that lets a test do something in the middle. */
    private final class WatchedRegistry implements ClientRegistry {

        private final ClientRegistry room =
                new LockedClientRegistry(new LinkedHashMap<>(), new ReentrantReadWriteLock());
        private final AtomicInteger joins = new AtomicInteger();
        private final AtomicInteger leaves = new AtomicInteger();
        private volatile boolean isOpen;
        private volatile Runnable beforeJoin = () -> { };
        private volatile Runnable afterJoin = () -> { };
        private volatile Runnable inLeave = () -> { };

        private boolean isStranger() {
            boolean isStranger = !isOpen && !within.contains(Thread.currentThread());
            if (isStranger) {
                stranger.countDown();
            }
            return isStranger;
        }

        @Override
        public boolean join(Client client) {
            if (isStranger()) {
                return false;
            }
            Runnable before = beforeJoin;
            beforeJoin = () -> { };
            before.run();
            boolean joined = room.join(client);
            if (joined) {
                joins.incrementAndGet();
            }
            Runnable after = afterJoin;
            afterJoin = () -> { };
            after.run();
            return joined;
        }

        @Override
        public boolean leave(Client client) {
            if (isStranger()) {
                return false;
            }
            leaves.incrementAndGet();
            Runnable in = inLeave;
            inLeave = () -> { };
            in.run();
            return room.leave(client);
        }

        @Override
        public Optional<Client> find(UserName name) {
            return room.find(name);
        }

        @Override
        public List<Client> everyone() {
            return room.everyone();
        }
    }
}
