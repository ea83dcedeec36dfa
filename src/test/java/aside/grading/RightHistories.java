package aside.grading;

import aside.history.History;
import aside.message.EncodedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/** Right answers to exercise 9, unlike the reference. */
final class RightHistories {

    private RightHistories() {
    }

    /** A queue and a lock; makes room before it puts the message in. */
    static final class Queue implements History {

        private final int maxMessages;
        private final long maxBytes;
        private final Lock lock = new ReentrantLock();
        private final Deque<EncodedMessage> kept = new ArrayDeque<>();
        private long next = 1;
        private long bytes;

        Queue(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            lock.lock();
            try {
                EncodedMessage message = encode.apply(next);
                next++;
                while (!kept.isEmpty() && (kept.size() == maxMessages || bytes + message.size() > maxBytes)) {
                    bytes -= kept.poll().size();
                }
                if (maxMessages > 0 && message.size() <= maxBytes) {
                    kept.add(message);
                    bytes += message.size();
                }
                return message;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long last() {
            lock.lock();
            try {
                return next - 1;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            lock.lock();
            try {
                long missed = next - 1 - seq;
                if (seq < 0 || missed < 0 || missed > kept.size()) {
                    return Optional.empty();
                }
                return Optional.of(kept.stream().skip(kept.size() - missed).limit(max).toList());
            } finally {
                lock.unlock();
            }
        }
    }

    /** Each append makes a new state; readers need no lock. */
    static final class Snapshots implements History {

        private record State(long last, List<EncodedMessage> kept) {
        }

        private final int maxMessages;
        private final long maxBytes;
        private volatile State state = new State(0, List.of());

        Snapshots(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            State before = state;
            EncodedMessage message = encode.apply(before.last + 1);
            List<EncodedMessage> all = new ArrayList<>(before.kept);
            all.add(message);
            int first = all.size();
            long bytes = 0;
            while (first > 0 && all.size() - first < maxMessages && bytes + all.get(first - 1).size() <= maxBytes) {
                first--;
                bytes += all.get(first).size();
            }
            state = new State(before.last + 1, List.copyOf(all.subList(first, all.size())));
            return message;
        }

        @Override
        public long last() {
            return state.last;
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            State now = state;
            long first = seq - now.last + now.kept.size();
            if (seq < 0 || seq > now.last || first < 0) {
                return Optional.empty();
            }
            return Optional.of(List.copyOf(now.kept.subList((int) first,
                    (int) Math.min(now.kept.size(), first + max))));
        }
    }

    /**
     * A map by number; readers need no lock. A message is there before its number is told, and what is missing below
     * that number is forgotten.
     */
    static final class ByNumber implements History {

        private final int maxMessages;
        private final long maxBytes;
        private final ConcurrentSkipListMap<Long, EncodedMessage> kept = new ConcurrentSkipListMap<>();
        private volatile long last;
        private long bytes;

        ByNumber(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            synchronized (kept) {
                long number = last + 1;
                EncodedMessage message = encode.apply(number);
                kept.put(number, message);
                bytes += message.size();
                while (bytes > maxBytes || kept.size() > maxMessages) {
                    bytes -= kept.pollFirstEntry().getValue().size();
                }
                last = number;
                return message;
            }
        }

        @Override
        public long last() {
            return last;
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            long end = last;
            if (seq < 0 || seq > end) {
                return Optional.empty();
            }
            List<EncodedMessage> messages = new ArrayList<>();
            for (long number = seq + 1; number <= end && messages.size() < max; number++) {
                EncodedMessage message = kept.get(number);
                if (message == null) {
                    return Optional.empty();
                }
                messages.add(message);
            }
            return Optional.of(messages);
        }
    }

    /** Many readers at a time, and a map that gives the rest from a number on. */
    static final class ReadersAndWriter implements History {

        private final int maxMessages;
        private final long maxBytes;
        private final ReadWriteLock lock = new ReentrantReadWriteLock();
        private final NavigableMap<Long, EncodedMessage> kept = new TreeMap<>();
        private long last;

        ReadersAndWriter(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            lock.writeLock().lock();
            try {
                EncodedMessage message = encode.apply(last + 1);
                last += 1;
                kept.put(last, message);
                while (kept.size() > maxMessages || size() > maxBytes) {
                    kept.remove(kept.firstKey());
                }
                return message;
            } finally {
                lock.writeLock().unlock();
            }
        }

        private long size() {
            return kept.values().stream().mapToLong(EncodedMessage::size).sum();
        }

        @Override
        public long last() {
            lock.readLock().lock();
            try {
                return last;
            } finally {
                lock.readLock().unlock();
            }
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            lock.readLock().lock();
            try {
                boolean isNew = seq == last;
                boolean isThere = seq >= 0 && seq < last && kept.containsKey(seq + 1);
                return isNew || isThere
                        ? Optional.of(kept.tailMap(seq, false).values().stream().limit(max).toList())
                        : Optional.empty();
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** An array that moves up when a message is forgotten, and a monitor. */
    static final class Array implements History {

        private final long maxBytes;
        private final EncodedMessage[] messages;
        private int count;
        private long last;

        Array(int maxMessages, long maxBytes) {
            this.maxBytes = maxBytes;
            this.messages = new EncodedMessage[maxMessages + 1];
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            messages[count] = encode.apply(last + 1);
            EncodedMessage message = messages[count];
            count++;
            last++;
            while (count == messages.length || bytes() > maxBytes) {
                System.arraycopy(messages, 1, messages, 0, count - 1);
                count--;
                messages[count] = null;
            }
            return message;
        }

        private long bytes() {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += messages[i].size();
            }
            return sum;
        }

        @Override
        public synchronized long last() {
            return last;
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            if (seq > last || seq < last - count) {
                return Optional.empty();
            }
            List<EncodedMessage> answer = new ArrayList<>();
            for (long number = seq; number < last && answer.size() < max; number++) {
                answer.add(messages[(int) (number - last + count)]);
            }
            return Optional.of(answer);
        }
    }
}
