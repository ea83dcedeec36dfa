package aside.jetty;

import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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

    /** The writes that one turn has asked for so far. */
    private record Turn(Object socket, List<Runnable> own, List<Runnable> others) {
    }

    /**
     * Makes a loop without work.
     *
     * @param selectors have the threads that watch the sockets; of several, the first runs the rounds
     */
    EventLoop(SelectorManager selectors) {
        this.selectors = selectors;
    }

    /**
     * Runs one turn.
     *
     * @param socket the socket that is read
     * @param reading reads it
     */
    void turn(Object socket, Runnable reading) {
        turns.set(new Turn(socket, new ArrayList<>(2), new ArrayList<>()));
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
        while (turn != null && !(turn.own.isEmpty() && turn.others.isEmpty())) {
            List<Runnable> writes = new ArrayList<>(turn.own);
            turn.own.clear();
            if (turn.others.size() <= WRITES_IN_TURN) {
                writes.addAll(turn.others);
            } else {
                later.addAll(turn.others);
                scheduleRound();
            }
            turn.others.clear();
            // A write that ends within its own call may ask for the next one: hence the loop around this one.
            writes.forEach(Runnable::run);
        }
    }

    /**
     * The writer of one socket's outbox.
     *
     * @param socket where its tasks write
     * @return runs each task once, at the end of the turn or in a round, never within the call
     */
    Executor writerOf(Object socket) {
        return write -> {
            Turn turn = turns.get();
            if (turn == null) {
                later(write);
            } else {
                (turn.socket == socket ? turn.own : turn.others).add(write);
            }
        };
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
