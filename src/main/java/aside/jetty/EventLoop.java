package aside.jetty;

import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;

/**
 * Decides when a write happens. The thread that watches the sockets reads one of them at a time: a turn. Every write
 * costs a system call, so none happens in the middle of a turn:
 *
 * <ul>
 *   <li>At the end of the turn come the writes to the socket that was read, and to others if they are few: somebody is
 *       waiting for an answer. Sixteen messages for one recipient leave in one write.
 *   <li>A message to a whole room is many writes. They happen in rounds of a few, between which the thread checks
 *       the sockets again. So nobody waits until the whole room is served, and messages that arrive in the meantime
 *       join the writes that are still to come.
 * </ul>
 *
 * <p>May be used from any thread; a turn belongs to its thread.
 */
final class EventLoop {

    /** As many writes as take some hundred microseconds; checking the sockets costs less than one. */
    private static final int WRITES_IN_ROUND = 32;

    /** More recipients than this are a room, not a conversation. */
    private static final int WRITES_IN_TURN = 8;

    private final SelectorManager selectors;
    private final ThreadLocal<Turn> turns = new ThreadLocal<>();
    private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean roundScheduled = new AtomicBoolean();

    /** The socket that is read, and the others that this turn wants to write to. */
    private record Turn(Writer own, Set<Writer> others) {
    }

    /** The writer of one socket's outbox: runs each task once, at the end of a turn or in a round, never at once. */
    final class Writer implements Executor {

        private final Queue<Runnable> writes = new ConcurrentLinkedQueue<>();

        @Override
        public void execute(Runnable write) {
            writes.add(write);
            Turn turn = turns.get();
            if (turn == null) {
                later(this::run);
            } else if (turn.own != this) {
                turn.others.add(this);
            }
        }

        /** Runs the writes that have been asked for. A write that ends within its own call may ask for the next one. */
        private void run() {
            for (int left = writes.size(); left > 0; left--) {
                Optional.ofNullable(writes.poll()).ifPresent(Runnable::run);
            }
        }
    }

    /**
     * Makes a loop without work.
     *
     * @param selectors have the threads that watch the sockets; of several, the first runs the rounds
     */
    EventLoop(SelectorManager selectors) {
        this.selectors = selectors;
    }

    /** {@return the writer of one more socket} */
    Writer newWriter() {
        return new Writer();
    }

    /**
     * Runs one turn.
     *
     * @param own the writer of the socket that is read
     * @param reading reads it
     */
    void turn(Writer own, Runnable reading) {
        turns.set(new Turn(own, new LinkedHashSet<>()));
        try {
            reading.run();
        } finally {
            finishTurn();
            turns.remove();
        }
    }

    /** Runs the writes that this turn has asked for so far. Outside a turn there is nothing to do. */
    void finishTurn() {
        Turn turn = turns.get();
        if (turn == null) {
            return;
        }
        // Also writes that were to happen in a round: the sender of a message waits to see it.
        while (!turn.own.writes.isEmpty()) {
            turn.own.run();
        }
        List<Writer> others = List.copyOf(turn.others);
        turn.others.clear();
        if (others.size() <= WRITES_IN_TURN) {
            others.forEach(Writer::run);
        } else {
            others.forEach(writer -> later.add(writer::run));
            scheduleRound();
        }
    }

    /**
     * Runs a task in one of the next rounds, on the thread that watches the sockets.
     *
     * @param task the task
     */
    void later(Runnable task) {
        later.add(task);
        scheduleRound();
    }

    private void scheduleRound() {
        if (roundScheduled.compareAndSet(false, true)) {
            // When Jetty has stopped there is none: no socket is open, and there is nothing left to do for them.
            Optional.ofNullable(selectors.getBean(ManagedSelector.class))
                    .ifPresent(selector -> selector.submit(this::round));
        }
    }

    private void round(Selector selector) {
        try {
            for (int i = 0; i < WRITES_IN_ROUND && !later.isEmpty(); i++) {
                later.remove().run();
            }
        } finally {
            roundScheduled.set(false);
            if (!later.isEmpty()) {
                scheduleRound();
            }
        }
    }
}
