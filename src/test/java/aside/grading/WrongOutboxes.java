package aside.grading;

import aside.grading.RightOutboxes.Monitored;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Outboxes with one fault each. */
final class WrongOutboxes {

    private WrongOutboxes() {
    }

    /** No limit: one dead client takes all memory (majiayu000/harness#1996, micronaut-core#8984). */
    static final class Unbounded extends Monitored {

        Unbounded(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return true;
        }
    }

    /** Counts what waits and forgets what is being written. */
    static final class ForgetsTheWriteUnderWay extends Monitored {

        ForgetsTheWriteUnderWay(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return waiting.size() < limits.maxMessages()
                    && waiting.stream().mapToInt(EncodedMessage::size).sum() + message.size() <= limits.maxBytes();
        }
    }

    /** Counts messages: 256 of 64 KiB are 16 MiB for one client (aipoch/open-science#1854). */
    static final class CountsMessagesOnly extends Monitored {

        CountsMessagesOnly(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return messages < limits.maxMessages();
        }
    }

    /** Gives back one place for each write, whatever was in it: after a while everybody is a slow reader. */
    static final class GivesBackOnePlace extends Monitored {

        GivesBackOnePlace(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

        WaitsForRoom(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

        SkipsWhenFull(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        synchronized boolean add(EncodedMessage message) {
            return fits(message) && super.add(message);
        }
    }

    /** Throws out the oldest to make room: a hole again, only elsewhere (userFRM/ThetaDataDx#460). */
    static final class DropsTheOldest extends Monitored {

        DropsTheOldest(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

        OneMessageAWrite(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        List<EncodedMessage> take() {
            return waiting.isEmpty() ? List.of() : List.of(waiting.remove(0));
        }
    }

    /** Writes while a write is under way (gorilla/websocket#651, go-twitch-pubsub#32). */
    static final class WritesInAWrite extends Monitored {

        WritesInAWrite(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void next() {
            synchronized (this) {
                writing = false;
            }
            super.next();
        }
    }

    /** The end of a write does not look for what came meanwhile: it waits for the next message, maybe forever. */
    static final class ForgetsWhatCameMeanwhile extends Monitored {

        ForgetsWhatCameMeanwhile(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        synchronized void written(List<EncodedMessage> batch, boolean written) {
            writing = false;
            messages -= batch.size();
            bytes -= batch.stream().mapToInt(EncodedMessage::size).sum();
        }
    }

    /** The newest goes first: the ack overtakes the message (zaphoyd/websocketpp#1070). */
    static final class NewestFirst extends Monitored {

        NewestFirst(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void put(EncodedMessage message) {
            super.put(message);
            waiting.add(0, waiting.removeLast());
        }
    }

    /** Writes in send() already: sixteen messages for one recipient cost sixteen system calls. */
    static final class WritesInSend extends Monitored {

        WritesInSend(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, Runnable::run, onFull);
        }
    }

    /** Holds its lock while it writes: each sender waits for the system call of another (zeppelin#5432). */
    static final class HoldsItsLock extends Monitored {

        HoldsItsLock(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        synchronized void next() {
            super.next();
        }
    }

    /** Calls onFull under its lock: who tells the room of it waits for the others, and they for this outbox. */
    static final class SaysFullUnderItsLock extends Monitored {

        SaysFullUnderItsLock(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

    /** Notes the write after it has begun: one that ends within its call is noted forever. */
    static final class NotesTheWriteTooLate extends Monitored {

        NotesTheWriteTooLate(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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
                socket.close(reason);
                return;
            }
            socket.write(batch, written -> written(batch, written));
            synchronized (this) {
                writing = true;
            }
        }
    }

    /** Tells everybody who comes that it is full. */
    static final class SaysFullEachTime extends Monitored {

        SaysFullEachTime(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
            boolean taken = super.add(message);
            if (!taken && reason == CloseReason.SLOW_READER) {
                onFull.run();
            }
            return taken;
        }
    }

    /** Says nobody that it is full: the client sits in the room forever and gets nothing. */
    static final class SaysFullToNobody extends Monitored {

        SaysFullToNobody(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, () -> { });
        }
    }

    /** Full, but the socket stays open: the client is never told why it hears nothing. */
    static final class FullAndSilent extends Monitored {

        FullAndSilent(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

        ClosesAtOnce(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        public void close(CloseReason why) {
            discard();
            socket.close(why);
        }
    }

    /** The last reason counts: who was too slow is told that the server stops. */
    static final class LastReasonCounts extends Monitored {

        LastReasonCounts(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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

        IgnoresFailure(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void written(List<EncodedMessage> batch, boolean written) {
            super.written(batch, true);
        }
    }

    /** Forgets what waits, and takes more: the queue of a dead client grows. */
    static final class DiscardsAndGoesOn extends Monitored {

        DiscardsAndGoesOn(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        public synchronized void discard() {
            waiting.clear();
        }
    }

    /** Looks whether there is room in one step and takes it in another: two find the same place free. */
    static final class LooksThenTakes extends Monitored {

        LooksThenTakes(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
            synchronized (this) {
                if (!fits(message)) {
                    return super.add(message);
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

        LooksThenAdds(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
            synchronized (this) {
                if (reason != null || gone || !fits(message)) {
                    return super.add(message);
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

        LooksThenWrites(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
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
                socket.write(batch, written -> written(batch, written));
            } else if (reason != null) {
                socket.close(reason);
            }
        }
    }

    /** The lost wake-up: the writer finds the queue empty and has not yet said that it stops when a message comes. */
    static final class LosesTheWakeUp extends Monitored {

        private final Queue<EncodedMessage> queue = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean busy = new AtomicBoolean();

        LosesTheWakeUp(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
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
            socket.write(batch, written -> writer.execute(this::next));
        }
    }

    /** Begins the next write where the last one ended: a client with much to read has the thread for itself. */
    static final class WritesAtTheEndOfAWrite extends Monitored {

        WritesAtTheEndOfAWrite(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void again() {
            next();
        }
    }

    /** Does not note that it has closed the socket: a task that was on its way closes it once more. */
    static final class ClosesTwice extends Monitored {

        ClosesTwice(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void closes() {
            // The other fields say enough, it seems.
            writing = false;
        }
    }

    /** Empties the list that the socket still writes from. */
    static final class EmptiesTheBatch extends Monitored {

        EmptiesTheBatch(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        List<EncodedMessage> take() {
            return waiting;
        }

        @Override
        void put(EncodedMessage message) {
            if (writing && !leaving.isEmpty()) {
                leaving.clear();
            }
            super.put(message);
        }

        private final List<EncodedMessage> leaving = new ArrayList<>();

        @Override
        void begin(List<EncodedMessage> batch) {
            leaving.addAll(batch);
            waiting.clear();
            super.begin(leaving);
        }
    }

    /** Counts one byte for each character. */
    static final class CountsCharacters extends Monitored {

        private int characters;

        CountsCharacters(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean fits(EncodedMessage message) {
            return messages < limits.maxMessages()
                    && characters + message.toString().length() <= limits.maxBytes();
        }

        @Override
        void put(EncodedMessage message) {
            super.put(message);
            characters += message.toString().length();
        }

        @Override
        void written(List<EncodedMessage> batch, boolean written) {
            synchronized (this) {
                characters -= batch.stream().mapToInt(it -> it.toString().length()).sum();
            }
            super.written(batch, written);
        }
    }

    /** The end of a write sets the counts to nothing, though messages came in the meantime. */
    static final class GivesEverythingBack extends Monitored {

        GivesEverythingBack(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void written(List<EncodedMessage> batch, boolean written) {
            super.written(batch, written);
            synchronized (this) {
                messages = 0;
                bytes = 0;
            }
        }
    }

    /** Cuts the connection in discard(), to be sure. */
    static final class CutsTheConnection extends Monitored {

        CutsTheConnection(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        public void discard() {
            super.discard();
            socket.abort();
        }
    }

    /** Puts what must not be twice in a set: a message that is sent twice arrives once. */
    static final class NoMessageTwice extends Monitored {

        NoMessageTwice(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void put(EncodedMessage message) {
            if (!waiting.contains(message)) {
                super.put(message);
            }
        }
    }

    /** Gives up when the lock is taken, so that nobody waits: the message is gone, and nobody is told. */
    static final class GivesUpWhenBusy extends Monitored {

        private final ReentrantLock lock = new ReentrantLock();

        GivesUpWhenBusy(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
            if (!lock.tryLock()) {
                return false;
            }
            try {
                return super.add(message);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Asks for the lock so that it can be interrupted, and a thread that is interrupted loses its message. */
    static final class GivesUpWhenInterrupted extends Monitored {

        private final ReentrantLock lock = new ReentrantLock();

        GivesUpWhenInterrupted(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        boolean add(EncodedMessage message) {
            try {
                lock.lockInterruptibly();
                lock.unlock();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            return super.add(message);
        }
    }

    /** Comes back again and again until the write has ended: a wait by another name. */
    static final class ComesBackUntilItHasEnded extends Monitored {

        ComesBackUntilItHasEnded(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void next() {
            boolean busy;
            synchronized (this) {
                busy = writing && !waiting.isEmpty();
            }
            if (busy) {
                writer.execute(this::next);
            } else {
                super.next();
            }
        }
    }

    /** Writes on a thread of its own for each client, as the goroutine of a Go server does. */
    static final class ThreadOfItsOwn extends Monitored {

        ThreadOfItsOwn(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, task -> Thread.ofVirtual().start(task), onFull);
        }
    }

    /** Gives the writer its task under the lock: a writer that runs it at once on another thread waits for this one. */
    static final class ExecutesUnderItsLock extends Monitored {

        ExecutesUnderItsLock(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        synchronized boolean add(EncodedMessage message) {
            return super.add(message);
        }
    }

    /** The flag that a task is on its way stays up when close() was quicker than the task. */
    static final class TheFlagStaysUp extends Monitored {

        private boolean comes;

        TheFlagStaysUp(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            super(socket, limits, writer, onFull);
        }

        @Override
        void wake() {
            synchronized (this) {
                if (comes) {
                    return;
                }
                comes = true;
            }
            writer.execute(() -> {
                synchronized (this) {
                    if (writing) {
                        return;
                    }
                    comes = false;
                }
                next();
            });
        }
    }
}
