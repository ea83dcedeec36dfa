package aside.grading;

import aside.connection.CloseReason;
import aside.connection.GatheringOutbox.Limits;
import aside.connection.Wire;
import aside.grading.RightOutboxes.Monitored;
import aside.message.EncodedMessage;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Outboxes with one fault each. */
final class WrongOutboxes {

    private WrongOutboxes() {
    }

    /** No limit: one dead client takes all memory (majiayu000/harness#1996, micronaut-core#8984). */
    static final class Unbounded extends Monitored {

        Unbounded(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return true;
        }
    }

    /** Counts what waits and forgets what is being written. */
    static final class ForgetsTheWriteUnderWay extends Monitored {

        ForgetsTheWriteUnderWay(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return waiting.size() < limits.maxMessages()
                    && waiting.stream().mapToInt(EncodedMessage::size).sum() + message.size() <= limits.maxBytes();
        }
    }

    /** Counts messages: 256 of 64 KiB are 16 MiB for one client (aipoch/open-science#1854). */
    static final class CountsMessagesOnly extends Monitored {

        CountsMessagesOnly(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return messages < limits.maxMessages();
        }
    }

    /** Gives back one place for each write, whatever was in it: after a while everybody is a slow reader. */
    static final class GivesBackOnePlace extends Monitored {

        GivesBackOnePlace(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void written(List<EncodedMessage> batch, boolean written) {
            synchronized (this) {
                messages += batch.size() - 1;
            }
            super.written(batch, written);
        }
    }

    /** Waits for room: one client stops the whole room (opanel-mc/opanel#429, jetty.project#4781). */
    static final class WaitsForRoom extends Monitored {

        WaitsForRoom(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        synchronized boolean fits(EncodedMessage message) {
            while (!super.fits(message)) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return true;
        }

        @Override
        synchronized void written(List<EncodedMessage> batch, boolean written) {
            super.written(batch, written);
            notifyAll();
        }
    }

    /** Skips what does not fit and goes on: a hole that nobody knows of (anomalyco/opencode#50026 tells of one). */
    static final class SkipsWhenFull extends Monitored {

        SkipsWhenFull(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        synchronized boolean add(EncodedMessage message, Executor writer) {
            return fits(message) && super.add(message, writer);
        }
    }

    /** Throws out the oldest to make room: a hole again, only elsewhere (userFRM/ThetaDataDx#460). */
    static final class DropsTheOldest extends Monitored {

        DropsTheOldest(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            while (!super.fits(message) && !waiting.isEmpty()) {
                messages--;
                bytes -= waiting.remove(0).size();
            }
            return super.fits(message);
        }
    }

    /** A write for each message: the system call is the cost, and it is paid each time. */
    static final class OneMessageAWrite extends Monitored {

        OneMessageAWrite(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        List<EncodedMessage> take() {
            return waiting.isEmpty() ? List.of() : List.of(waiting.remove(0));
        }
    }

    /** Writes while a write is under way (gorilla/websocket#651, go-twitch-pubsub#32). */
    static final class WritesInAWrite extends Monitored {

        WritesInAWrite(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void next() {
            synchronized (this) {
                writing = false;
            }
            super.next();
        }
    }

    /** The end of a write does not look for what came meanwhile: it waits for the next message, maybe for ever. */
    static final class ForgetsWhatCameMeanwhile extends Monitored {

        ForgetsWhatCameMeanwhile(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        synchronized void written(List<EncodedMessage> batch, boolean written) {
            writing = false;
            messages -= batch.size();
            bytes -= batch.stream().mapToInt(EncodedMessage::size).sum();
        }
    }

    /** What is urgent goes first: the ack overtakes the message (zaphoyd/websocketpp#1070). */
    static final class UrgentFirst extends Monitored {

        UrgentFirst(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        public boolean send(EncodedMessage message) {
            synchronized (this) {
                EncodedMessage first = waiting.isEmpty() ? message : waiting.set(0, message);
                return add(first, atOnce);
            }
        }
    }

    /** Writes in enqueue() already: a public message costs a system call for each recipient. */
    static final class WritesInEnqueue extends Monitored {

        WritesInEnqueue(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, Runnable::run, onFull);
        }
    }

    /** Holds its lock while it writes: each sender waits for the system call of another (zeppelin#5432). */
    static final class HoldsItsLock extends Monitored {

        HoldsItsLock(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        synchronized void next() {
            super.next();
        }
    }

    /** Calls onFull under its lock: who tells the room of it waits for the others, and they for this outbox. */
    static final class SaysFullUnderItsLock extends Monitored {

        SaysFullUnderItsLock(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            boolean fits = super.fits(message);
            if (!fits) {
                reason = CloseReason.SLOW_READER;
                onFull.run();
            }
            return fits;
        }
    }

    /** Notes the write after it has begun: one that ends within its call is noted for ever. */
    static final class NotesTheWriteTooLate extends Monitored {

        NotesTheWriteTooLate(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void next() {
            List<EncodedMessage> batch;
            synchronized (this) {
                if (writing || gone || waiting.isEmpty() && reason == null) {
                    return;
                }
                batch = take();
            }
            if (batch.isEmpty()) {
                wire.close(reason);
                return;
            }
            wire.write(batch, written -> written(batch, written));
            synchronized (this) {
                writing = true;
            }
        }
    }

    /** Tells everybody who comes that it is full. */
    static final class SaysFullEachTime extends Monitored {

        SaysFullEachTime(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean add(EncodedMessage message, Executor writer) {
            boolean taken = super.add(message, writer);
            if (!taken && reason == CloseReason.SLOW_READER) {
                onFull.run();
            }
            return taken;
        }
    }

    /** Says nobody that it is full: the client sits in the room for ever and gets nothing. */
    static final class SaysFullToNobody extends Monitored {

        SaysFullToNobody(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, () -> { });
        }
    }

    /** Full, but the wire stays open: the client is never told why it hears nothing. */
    static final class FullAndSilent extends Monitored {

        FullAndSilent(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void next() {
            if (reason != CloseReason.SLOW_READER) {
                super.next();
            }
        }
    }

    /** Closes at once: the close frame cuts off what waited, and the write under way (Java-WebSocket#561). */
    static final class ClosesAtOnce extends Monitored {

        ClosesAtOnce(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        public void close(CloseReason why) {
            discard();
            wire.close(why);
        }
    }

    /** The last reason counts: who was too slow is told that the server stops. */
    static final class LastReasonCounts extends Monitored {

        LastReasonCounts(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        public void close(CloseReason why) {
            synchronized (this) {
                reason = why;
            }
            next();
        }
    }

    /** Goes on after a write has failed, into a socket that is gone. */
    static final class IgnoresFailure extends Monitored {

        IgnoresFailure(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void written(List<EncodedMessage> batch, boolean written) {
            super.written(batch, true);
        }
    }

    /** Forgets what waits, and takes more: the queue of a dead client grows. */
    static final class DiscardsAndGoesOn extends Monitored {

        DiscardsAndGoesOn(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        public synchronized void discard() {
            waiting.clear();
        }
    }

    /** Looks whether there is room in one step and takes it in another: two find the same place free. */
    static final class LooksThenTakes extends Monitored {

        LooksThenTakes(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean add(EncodedMessage message, Executor writer) {
            synchronized (this) {
                if (!fits(message)) {
                    return super.add(message, writer);
                }
            }
            synchronized (this) {
                if (reason != null || gone) {
                    return false;
                }
                put(message);
            }
            writer.execute(this::next);
            return true;
        }
    }

    /** Looks whether it is open in one step and adds in another: the close comes in between (taken and never sent). */
    static final class LooksThenAdds extends Monitored {

        LooksThenAdds(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean add(EncodedMessage message, Executor writer) {
            synchronized (this) {
                if (reason != null || gone || !fits(message)) {
                    return super.add(message, writer);
                }
            }
            synchronized (this) {
                put(message);
            }
            writer.execute(this::next);
            return true;
        }
    }

    /** Two find that nobody writes, and both write. */
    static final class LooksThenWrites extends Monitored {

        LooksThenWrites(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        void next() {
            synchronized (this) {
                if (writing || gone || waiting.isEmpty() && reason == null) {
                    return;
                }
            }
            List<EncodedMessage> batch;
            synchronized (this) {
                batch = take();
                writing = !batch.isEmpty();
            }
            if (!batch.isEmpty()) {
                wire.write(batch, written -> written(batch, written));
            } else if (reason != null) {
                wire.close(reason);
            }
        }
    }

    /** The lost wake-up: the writer finds the queue empty and has not yet said that it stops when a message comes. */
    static final class LosesTheWakeUp extends Monitored {

        private final Queue<EncodedMessage> queue = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean busy = new AtomicBoolean();

        LosesTheWakeUp(Wire wire, Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
            super(wire, limits, atOnce, soon, onFull);
        }

        @Override
        boolean add(EncodedMessage message, Executor writer) {
            queue.add(message);
            if (busy.compareAndSet(false, true)) {
                writer.execute(this::next);
            }
            return true;
        }

        @Override
        void next() {
            if (queue.isEmpty()) {
                busy.set(false);
                return;
            }
            List<EncodedMessage> batch = List.copyOf(queue);
            queue.removeAll(batch);
            wire.write(batch, written -> soon.execute(this::next));
        }
    }
}
