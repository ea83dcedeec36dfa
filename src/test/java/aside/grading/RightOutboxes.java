package aside.grading;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import aside.outbox.Outbox.Limits;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Outboxes that are right and unlike the reference. */
final class RightOutboxes {

    private RightOutboxes() {
    }

    /** One monitor, and a task for each message: most of them find nothing to do. */
    static class Monitored implements Outbox {

        protected final ClientSocket socket;
        protected final Limits limits;
        protected final Executor writer;
        protected final Runnable onFull;
        protected final List<EncodedMessage> waiting = new ArrayList<>();
        protected CloseReason reason;
        protected boolean gone;
        protected boolean writing;
        protected int messages;
        protected int bytes;

        Monitored(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.limits = limits;
            this.writer = writer;
            this.onFull = onFull;
        }

        @Override
        public boolean send(EncodedMessage message) {
            return add(message);
        }

        @Override
        public void close(CloseReason why) {
            synchronized (this) {
                if (reason != null || gone) {
                    return;
                }
                reason = why;
            }
            next();
        }

        @Override
        public synchronized void discard() {
            gone = true;
            waiting.clear();
        }

        boolean add(EncodedMessage message) {
            boolean fits;
            synchronized (this) {
                if (reason != null || gone) {
                    return false;
                }
                fits = fits(message);
                if (fits) {
                    put(message);
                } else {
                    reason = CloseReason.SLOW_READER;
                    waiting.clear();
                }
            }
            if (!fits) {
                onFull.run();
            }
            wake();
            return fits;
        }

        void wake() {
            writer.execute(this::next);
        }

        void again() {
            writer.execute(this::next);
        }

        void begin(List<EncodedMessage> batch) {
            socket.write(batch, written -> written(batch, written));
        }

        /** Under the lock. */
        void closes() {
            gone = true;
        }

        boolean fits(EncodedMessage message) {
            return messages < limits.maxMessages() && bytes + message.size() <= limits.maxBytes();
        }

        void put(EncodedMessage message) {
            waiting.add(message);
            messages++;
            bytes += message.size();
        }

        List<EncodedMessage> take() {
            List<EncodedMessage> batch = List.copyOf(waiting);
            waiting.clear();
            return batch;
        }

        void next() {
            List<EncodedMessage> batch;
            synchronized (this) {
                if (writing || gone || waiting.isEmpty() && reason == null) {
                    return;
                }
                batch = take();
                writing = !batch.isEmpty();
                if (batch.isEmpty()) {
                    closes();
                }
            }
            if (batch.isEmpty()) {
                socket.close(reason);
            } else {
                begin(batch);
            }
        }

        void written(List<EncodedMessage> batch, boolean written) {
            synchronized (this) {
                writing = false;
                messages -= batch.size();
                bytes -= batch.stream().mapToInt(EncodedMessage::size).sum();
                gone |= !written;
            }
            again();
        }
    }

    /** No lock: all that must change together is one immutable state, replaced by compare-and-set. */
    static final class Replaced implements Outbox {

        private final ClientSocket socket;
        private final Limits limits;
        private final Executor writer;
        private final Runnable onFull;
        private final AtomicReference<State> state =
                new AtomicReference<>(new State(List.of(), List.of(), null, false));

        private record State(List<EncodedMessage> waiting, List<EncodedMessage> leaving, CloseReason reason,
                             boolean gone) {

            boolean isOpen() {
                return reason == null && !gone;
            }

            boolean fits(EncodedMessage message, Limits limits) {
                int bytes = size(waiting) + size(leaving) + message.size();
                return waiting.size() + leaving.size() < limits.maxMessages() && bytes <= limits.maxBytes();
            }

            State with(EncodedMessage message) {
                List<EncodedMessage> more = new ArrayList<>(waiting);
                more.add(message);
                return new State(more, leaving, reason, gone);
            }

            private static int size(List<EncodedMessage> messages) {
                return messages.stream().mapToInt(EncodedMessage::size).sum();
            }
        }

        Replaced(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.limits = limits;
            this.writer = writer;
            this.onFull = onFull;
        }

        @Override
        public boolean send(EncodedMessage message) {
            return add(message);
        }

        @Override
        public void close(CloseReason why) {
            state.updateAndGet(it -> it.isOpen() ? new State(it.waiting, it.leaving, why, false) : it);
            write();
        }

        @Override
        public void discard() {
            state.updateAndGet(it -> new State(List.of(), List.of(), it.reason, true));
        }

        private boolean add(EncodedMessage message) {
            State before = state.getAndUpdate(it -> {
                if (!it.isOpen()) {
                    return it;
                }
                return it.fits(message, limits)
                        ? it.with(message)
                        : new State(List.of(), it.leaving, CloseReason.SLOW_READER, false);
            });
            if (!before.isOpen()) {
                return false;
            }
            boolean fits = before.fits(message, limits);
            if (!fits) {
                onFull.run();
            }
            writer.execute(this::write);
            return fits;
        }

        private void write() {
            State before = state.getAndUpdate(it -> {
                if (it.gone || !it.leaving.isEmpty() || it.waiting.isEmpty() && it.reason == null) {
                    return it;
                }
                return new State(List.of(), it.waiting, it.reason, it.waiting.isEmpty());
            });
            if (before.gone || !before.leaving.isEmpty()) {
                return;
            }
            if (!before.waiting.isEmpty()) {
                socket.write(before.waiting, this::written);
            } else if (before.reason != null) {
                socket.close(before.reason);
            }
        }

        private void written(boolean written) {
            state.updateAndGet(it -> new State(it.waiting, List.of(), it.reason, it.gone || !written));
            writer.execute(this::write);
        }
    }

    /** A queue without a lock; one word holds the counts and whether it is open, a flag says who writes. */
    static final class LockFree implements Outbox {

        private static final CloseReason OPEN = null;

        private final ClientSocket socket;
        private final Limits limits;
        private final Executor writer;
        private final Runnable onFull;
        private final Queue<EncodedMessage> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Counts> counts = new AtomicReference<>(new Counts(0, 0, OPEN));
        private final AtomicBoolean busy = new AtomicBoolean();
        private volatile boolean gone;

        private record Counts(int messages, int bytes, CloseReason reason) {
        }

        LockFree(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.limits = limits;
            this.writer = writer;
            this.onFull = onFull;
        }

        @Override
        public boolean send(EncodedMessage message) {
            return add(message);
        }

        @Override
        public void close(CloseReason why) {
            closeCounts(why);
            drain();
        }

        @Override
        public void discard() {
            gone = true;
            waiting.clear();
        }

        private boolean add(EncodedMessage message) {
            while (true) {
                Counts now = counts.get();
                if (now.reason != OPEN || gone) {
                    return false;
                }
                if (now.messages == limits.maxMessages() || now.bytes + message.size() > limits.maxBytes()) {
                    if (closeCounts(CloseReason.SLOW_READER)) {
                        onFull.run();
                    }
                    writer.execute(this::drain);
                    return false;
                }
                if (counts.compareAndSet(now, new Counts(now.messages + 1, now.bytes + message.size(), OPEN))) {
                    waiting.add(message);
                    writer.execute(this::drain);
                    return true;
                }
            }
        }

        private boolean closeCounts(CloseReason why) {
            Counts before = counts.getAndUpdate(
                    it -> it.reason == OPEN ? new Counts(it.messages, it.bytes, why) : it);
            return before.reason == OPEN;
        }

        private boolean mayClose() {
            Counts now = counts.get();
            return now.reason != OPEN && now.messages == 0 && !gone;
        }

        private void drain() {
            do {
                if (!busy.compareAndSet(false, true)) {
                    return;
                }
                List<EncodedMessage> batch = new ArrayList<>();
                for (EncodedMessage next = waiting.poll(); next != null; next = waiting.poll()) {
                    batch.add(next);
                }
                if (gone) {
                    return;
                }
                if (!batch.isEmpty()) {
                    socket.write(batch, written -> written(batch, written));
                    return;
                }
                if (mayClose()) {
                    gone = true;
                    socket.close(counts.get().reason);
                    return;
                }
                busy.set(false);
            } while (!waiting.isEmpty() || mayClose());
        }

        private void written(List<EncodedMessage> batch, boolean written) {
            int size = batch.stream().mapToInt(EncodedMessage::size).sum();
            counts.updateAndGet(it -> new Counts(it.messages - batch.size(), it.bytes - size, it.reason));
            if (!written) {
                gone = true;
            }
            busy.set(false);
            writer.execute(this::drain);
        }
    }

    /** A mailbox with one reader at a time; semaphores count the room, the end is a letter like any other. */
    static final class Mailbox implements Outbox {

        private final ClientSocket socket;
        private final Executor writer;
        private final Runnable onFull;
        private final Semaphore roomForMessages;
        private final Semaphore roomForBytes;
        private final BlockingQueue<Object> letters = new LinkedBlockingQueue<>();
        private final AtomicBoolean reading = new AtomicBoolean();
        /** Senders share it; who ends the outbox has it alone, so that the end is the last letter. */
        private final ReadWriteLock open = new ReentrantReadWriteLock();
        private boolean isOpen = true;
        private volatile boolean gone;

        Mailbox(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.writer = writer;
            this.onFull = onFull;
            roomForMessages = new Semaphore(limits.maxMessages());
            roomForBytes = new Semaphore(limits.maxBytes());
        }

        @Override
        public boolean send(EncodedMessage message) {
            return add(message);
        }

        @Override
        public void close(CloseReason why) {
            end(why);
            read();
        }

        @Override
        public void discard() {
            gone = true;
        }

        private boolean add(EncodedMessage message) {
            boolean taken = post(message);
            if (taken) {
                writer.execute(this::read);
            } else if (end(CloseReason.SLOW_READER)) {
                onFull.run();
                writer.execute(this::read);
            }
            return taken;
        }

        private boolean post(EncodedMessage message) {
            open.readLock().lock();
            try {
                if (!isOpen || gone || !roomForMessages.tryAcquire()) {
                    return false;
                }
                if (!roomForBytes.tryAcquire(message.size())) {
                    roomForMessages.release();
                    return false;
                }
                return letters.add(message);
            } finally {
                open.readLock().unlock();
            }
        }

        private boolean end(CloseReason why) {
            open.writeLock().lock();
            try {
                boolean first = isOpen && !gone;
                isOpen = false;
                if (first) {
                    letters.add(why);
                }
                return first;
            } finally {
                open.writeLock().unlock();
            }
        }

        private void read() {
            while (!letters.isEmpty() && reading.compareAndSet(false, true)) {
                List<EncodedMessage> batch = new ArrayList<>();
                while (letters.peek() instanceof EncodedMessage) {
                    batch.add((EncodedMessage) letters.poll());
                }
                if (gone) {
                    return;
                }
                if (!batch.isEmpty()) {
                    socket.write(batch, written -> written(batch, written));
                    return;
                }
                if (letters.poll() instanceof CloseReason why) {
                    socket.close(why);
                    return;
                }
                reading.set(false);
            }
        }

        private void written(List<EncodedMessage> batch, boolean written) {
            roomForMessages.release(batch.size());
            roomForBytes.release(batch.stream().mapToInt(EncodedMessage::size).sum());
            if (!written) {
                discard();
            }
            reading.set(false);
            writer.execute(this::read);
        }
    }

    /** One row of letters, the end among them, in a linked list; a number says how many of them are being written. */
    static final class OneRow implements Outbox {

        private final ClientSocket socket;
        private final Limits limits;
        private final Executor writer;
        private final Runnable onFull;
        private final ReentrantLock lock = new ReentrantLock();
        private final LinkedList<Object> row = new LinkedList<>();
        private int beingWritten;
        private boolean over;

        OneRow(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.limits = limits;
            this.writer = writer;
            this.onFull = onFull;
        }

        @Override
        public boolean send(EncodedMessage message) {
            boolean taken = false;
            boolean full = false;
            lock.lock();
            try {
                if (!over && !(row.peekLast() instanceof CloseReason)) {
                    long bytes = message.size();
                    for (Object letter : row) {
                        bytes += ((EncodedMessage) letter).size();
                    }
                    taken = row.size() + 1 <= limits.maxMessages() && bytes <= limits.maxBytes();
                    full = !taken;
                    row.add(taken ? message : CloseReason.SLOW_READER);
                }
            } finally {
                lock.unlock();
            }
            if (full) {
                onFull.run();
            }
            if (taken || full) {
                writer.execute(this::turn);
            }
            return taken;
        }

        @Override
        public void close(CloseReason why) {
            lock.lock();
            try {
                if (over || row.peekLast() instanceof CloseReason) {
                    return;
                }
                row.add(why);
            } finally {
                lock.unlock();
            }
            writer.execute(this::turn);
        }

        @Override
        public void discard() {
            lock.lock();
            over = true;
            lock.unlock();
        }

        private void turn() {
            List<EncodedMessage> batch = new ArrayList<>();
            CloseReason why = null;
            lock.lock();
            try {
                if (over || beingWritten > 0) {
                    return;
                }
                for (Object letter : row) {
                    if (letter instanceof EncodedMessage message) {
                        batch.add(message);
                    } else if (batch.isEmpty()) {
                        why = (CloseReason) letter;
                        over = true;
                    }
                }
                beingWritten = batch.size();
            } finally {
                lock.unlock();
            }
            if (why != null) {
                socket.close(why);
            } else if (!batch.isEmpty()) {
                socket.write(batch, this::ended);
            }
        }

        private void ended(boolean written) {
            lock.lock();
            try {
                for (; beingWritten > 0; beingWritten--) {
                    row.removeFirst();
                }
                over |= !written;
            } finally {
                lock.unlock();
            }
            writer.execute(this::turn);
        }
    }

    /** What comes in is a stack that is taken away as a whole and turned over: two words and no lock. */
    static final class TwoStacks implements Outbox {

        private static final Node END = new Node(null, null, 0, 0);

        private final ClientSocket socket;
        private final Limits limits;
        private final Executor writer;
        private final Runnable onFull;
        /** Everything that changes together; each change makes a new one. */
        private final AtomicReference<Box> box = new AtomicReference<>(new Box(null, 0, 0, false, false, null, false));

        private record Node(EncodedMessage message, Node below, int count, long bytes) {
        }

        private record Box(Node top, int leaving, long leavingBytes, boolean writing, boolean over, CloseReason reason,
                           boolean full) {

            boolean isOpen() {
                return reason == null && !over;
            }

            int count() {
                return leaving + (top == null ? 0 : top.count);
            }

            long bytes() {
                return leavingBytes + (top == null ? 0 : top.bytes);
            }
        }

        TwoStacks(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
            this.socket = socket;
            this.limits = limits;
            this.writer = writer;
            this.onFull = onFull;
        }

        @Override
        public boolean send(EncodedMessage message) {
            Box before;
            Box after;
            do {
                before = box.get();
                if (!before.isOpen()) {
                    return false;
                }
                boolean fits = before.count() < limits.maxMessages()
                        && before.bytes() + message.size() <= limits.maxBytes();
                Node top = before.top;
                after = fits
                        ? new Box(new Node(message, top, top == null ? 1 : top.count + 1,
                                message.size() + (top == null ? 0 : top.bytes)), before.leaving, before.leavingBytes,
                                before.writing, false, null, false)
                        : new Box(null, before.leaving, before.leavingBytes, before.writing, false,
                                CloseReason.SLOW_READER, true);
            } while (!box.compareAndSet(before, after));
            writer.execute(this::turn);
            if (after.full) {
                onFull.run();
            }
            return !after.full;
        }

        @Override
        public void close(CloseReason why) {
            box.getAndUpdate(it -> it.isOpen() ? new Box(it.top, it.leaving, it.leavingBytes, it.writing, false, why,
                    false) : it);
            turn();
        }

        @Override
        public void discard() {
            box.getAndUpdate(it -> new Box(null, it.leaving, it.leavingBytes, it.writing, true, it.reason, it.full));
        }

        private void turn() {
            Box before = box.getAndUpdate(TwoStacks::begun);
            if (before.writing || before.over) {
                return;
            }
            if (before.top != null) {
                List<EncodedMessage> batch = new ArrayList<>();
                for (Node node = before.top; node != null; node = node.below) {
                    batch.add(0, node.message);
                }
                socket.write(batch, this::ended);
            } else if (before.reason != null) {
                socket.close(before.reason);
            }
        }

        private static Box begun(Box box) {
            if (box.writing || box.over) {
                return box;
            }
            Node top = box.top == null ? END : box.top;
            return new Box(null, top.count, top.bytes, top != END, top == END && box.reason != null, box.reason,
                    box.full);
        }

        private void ended(boolean written) {
            box.getAndUpdate(it -> new Box(it.top, 0, 0, false, it.over || !written, it.reason, it.full));
            writer.execute(this::turn);
        }
    }
}
