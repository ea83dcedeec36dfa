package aside.grading;

import aside.history.History;
import aside.message.EncodedMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/** Wrong answers to exercise 9. Most override what they get wrong of {@link Plain}. */
final class WrongHistories {

    private WrongHistories() {
    }

    /** A queue under one lock. */
    static class Plain implements History {

        final int maxMessages;
        final long maxBytes;
        final Deque<EncodedMessage> kept = new ArrayDeque<>();
        long last;
        long bytes;

        Plain(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message = encode.apply(last + 1);
            last++;
            keep(message);
            return message;
        }

        void keep(EncodedMessage message) {
            kept.addLast(message);
            bytes += message.size();
            while (isTooMuch()) {
                forgetOldest();
            }
        }

        boolean isTooMuch() {
            return kept.size() > maxMessages || bytes > maxBytes;
        }

        void forgetOldest() {
            bytes -= kept.removeFirst().size();
        }

        @Override
        public synchronized long last() {
            return last;
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            if (seq < oldest() - 1 || seq > last) {
                return Optional.empty();
            }
            return Optional.of(new ArrayList<>(from(seq + 1, max)));
        }

        long oldest() {
            return last - kept.size() + 1;
        }

        List<EncodedMessage> from(long number, int max) {
            return kept.stream().skip(Math.max(0, number - oldest())).limit(max).toList();
        }
    }

    /** The first message has the number 0. */
    static final class BeginsAtZero extends Plain {

        BeginsAtZero(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
            last = -1;
        }
    }

    /** Its fields belong to the class. */
    static final class Shared implements History {

        private static long last;
        private static final List<EncodedMessage> KEPT = new ArrayList<>();

        private final int maxMessages;
        private final long maxBytes;

        Shared(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            synchronized (KEPT) {
                EncodedMessage message = encode.apply(last + 1);
                last++;
                KEPT.add(message);
                while (KEPT.size() > maxMessages || KEPT.stream().mapToLong(EncodedMessage::size).sum() > maxBytes) {
                    KEPT.removeFirst();
                }
                return message;
            }
        }

        @Override
        public long last() {
            synchronized (KEPT) {
                return last;
            }
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            synchronized (KEPT) {
                long oldest = last - KEPT.size() + 1;
                return seq < oldest - 1 || seq > last ? Optional.empty()
                        : Optional.of(KEPT.stream().skip(seq - oldest + 1).limit(max).toList());
            }
        }
    }

    /** One lock for all histories there are. */
    static final class OneLockForAll extends Plain {

        private static final Object LOCK = new Object();

        OneLockForAll(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            synchronized (LOCK) {
                return super.append(encode);
            }
        }
    }

    /** A thread of its own does all appends, one after the other. */
    static final class Elsewhere extends Plain {

        Elsewhere(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            AtomicReference<EncodedMessage> message = new AtomicReference<>();
            Thread writer = Thread.ofPlatform().start(() -> message.set(super.append(encode)));
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return message.get();
        }
    }

    /** Asks encode once to know the size, and once more for the message. */
    static final class EncodesTwice extends Plain {

        EncodesTwice(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            while (!kept.isEmpty() && bytes + encode.apply(last + 1).size() > maxBytes) {
                forgetOldest();
            }
            encode.apply(last + 1);
            return super.append(encode);
        }
    }

    /** Keeps and returns a copy of each message. */
    static final class Copies extends Plain {

        Copies(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            return super.append(seq -> new EncodedMessage(encode.apply(seq).toBuffer().array().clone(), seq));
        }
    }

    /** The reader's own last message comes once more. */
    static final class Inclusive extends Plain {

        Inclusive(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            return super.from(number - 1, max);
        }
    }

    /** Whoever asks for 3 gets all. */
    static final class IgnoresMax extends Plain {

        IgnoresMax(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            return super.from(number, Integer.MAX_VALUE);
        }
    }

    /** Whoever asks for 3 gets the newest 3, and a gap before them. */
    static final class NewestOfThem extends Plain {

        NewestOfThem(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            List<EncodedMessage> all = super.from(number, Integer.MAX_VALUE);
            return all.subList(Math.max(0, all.size() - max), all.size());
        }
    }

    /** Makes room for as many as the reader asks for. */
    static final class MakesRoomForMax extends Plain {

        MakesRoomForMax(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            List<EncodedMessage> list = new ArrayList<>(max);
            list.addAll(super.from(number, max));
            return list;
        }
    }

    /** seq + max in an int. */
    static final class EndOverflows extends Plain {

        EndOverflows(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            int first = (int) (number - oldest());
            return new ArrayList<>(kept).subList(first, Math.min(kept.size(), first + max));
        }
    }

    /** A history for 3 holds 2. */
    static final class OneTooFew extends Plain {

        OneTooFew(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return !kept.isEmpty() && kept.size() >= maxMessages || bytes > maxBytes;
        }
    }

    /** Looks whether it is full, and then puts one more in. */
    static final class OneTooMany extends Plain {

        OneTooMany(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages + 1 || bytes > maxBytes;
        }
    }

    /** When it is full, the newest message is left out. */
    static final class DropsTheNewest extends Plain {

        DropsTheNewest(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            if (kept.size() < maxMessages && bytes + message.size() <= maxBytes) {
                super.keep(message);
            }
        }
    }

    /** When it is full, it begins again. */
    static final class BeginsAgain extends Plain {

        BeginsAgain(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            if (kept.size() == maxMessages) {
                kept.clear();
                bytes = 0;
            }
            super.keep(message);
        }
    }

    /** A reader that misses nothing but the oldest message that is kept gets nothing. */
    static final class BorderTooEarly extends Plain {

        BorderTooEarly(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return seq > 0 && seq < oldest() ? Optional.empty() : super.after(seq, max);
        }
    }

    /** Compares objects where it means numbers. */
    static final class ComparesObjects extends Plain {

        private final Deque<Long> numbers = new ArrayDeque<>();

        ComparesObjects(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            numbers.addLast(last);
            super.keep(message);
        }

        @Override
        void forgetOldest() {
            numbers.removeFirst();
            super.forgetOldest();
        }

        @Override
        @SuppressWarnings("NumberEquality")
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            Long next = seq + 1;
            boolean isThere = seq == last || numbers.stream().anyMatch(number -> number == next);
            return isThere ? super.after(seq, max) : Optional.empty();
        }
    }

    /** One message before the oldest one is missing, and nobody is told. */
    static final class BorderTooLate extends Plain {

        BorderTooLate(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return seq == oldest() - 2 && seq >= 0 ? super.after(seq + 1, max) : super.after(seq, max);
        }
    }

    /** Bounded by messages only. */
    static final class CountsMessagesOnly extends Plain {

        CountsMessagesOnly(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages;
        }
    }

    /** Counts characters, of which some have several bytes. */
    static final class CountsCharacters extends Plain {

        CountsCharacters(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages || kept.stream().mapToLong(it -> it.toString().length()).sum() > maxBytes;
        }
    }

    /** A forgotten message counts on. */
    static final class NeverGivesBytesBack extends Plain {

        NeverGivesBytesBack(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return !kept.isEmpty() && super.isTooMuch();
        }

        @Override
        void forgetOldest() {
            kept.removeFirst();
        }
    }

    /** Exactly as much as the limit does not fit. */
    static final class OneByteLess extends Plain {

        OneByteLess(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages || !kept.isEmpty() && bytes >= maxBytes;
        }
    }

    /** Forgets one message for each that comes, however large that is. */
    static final class ForgetsOneOnly extends Plain {

        ForgetsOneOnly(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            kept.addLast(message);
            bytes += message.size();
            if (isTooMuch()) {
                forgetOldest();
            }
        }
    }

    /** The newest message is kept, however large it is. */
    static final class KeepsTheTooLarge extends Plain {

        KeepsTheTooLarge(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages || kept.size() > 1 && bytes > maxBytes;
        }
    }

    /** A message that is too large is left out, and those around it are neighbours now. */
    static final class SkipsTheTooLarge extends Plain {

        SkipsTheTooLarge(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            if (message.size() <= maxBytes) {
                super.keep(message);
            }
        }
    }

    /** Counts bytes in an int. */
    static final class BytesInAnInt extends Plain {

        private int count;

        BytesInAnInt(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            count += message.size();
            super.keep(message);
        }

        @Override
        void forgetOldest() {
            count -= kept.getFirst().size();
            super.forgetOldest();
        }

        @Override
        boolean isTooMuch() {
            return kept.size() > maxMessages || count > maxBytes;
        }
    }

    /** Who is too late gets an empty list: "you have missed nothing". */
    static final class NothingIsMissing extends Plain {

        NothingIsMissing(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return super.after(seq, max).or(() -> Optional.of(List.of()));
        }
    }

    /** Who is too late gets what is left. */
    static final class WhatIsLeft extends Plain {

        WhatIsLeft(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return super.after(Math.max(seq, oldest() - 1), max);
        }
    }

    /** Nothing is kept that could be read, so nothing is known. */
    static final class NothingNewIsNoAnswer extends Plain {

        NothingNewIsNoAnswer(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return super.after(seq, max).filter(list -> !list.isEmpty());
        }
    }

    /** A number that was never given gets an empty list. */
    static final class AnswersTheFuture extends Plain {

        AnswersTheFuture(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return seq > last ? Optional.of(List.of()) : super.after(seq, max);
        }
    }

    /** A reader's number in an int. */
    static final class NumberInAnInt extends Plain {

        NumberInAnInt(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return super.after((int) seq, max);
        }
    }

    /** Looks whether the next number is known; the last number of all has no next one. */
    static final class NextNumberOverflows extends Plain {

        NextNumberOverflows(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            long next = seq + 1;
            return next > last + 1 ? Optional.empty() : super.after(seq > last ? last : seq, max);
        }
    }

    /** The number is gone, though there is no message with it. */
    static final class NumberFirst extends Plain {

        NumberFirst(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            last++;
            EncodedMessage message = encode.apply(last);
            keep(message);
            return message;
        }
    }

    /** Makes room, and then there is nothing to put there. */
    static final class RoomFirst extends Plain {

        RoomFirst(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            if (!kept.isEmpty() && kept.size() == maxMessages) {
                forgetOldest();
            }
            return super.append(encode);
        }
    }

    /** A message that cannot be written is null. */
    static final class SwallowsTheFault extends Plain {

        SwallowsTheFault(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            try {
                return super.append(encode);
            } catch (RuntimeException | Error e) {
                return null;
            }
        }
    }

    /** A lock that is not given back when encode throws. */
    static final class KeepsTheLock extends Plain {

        private final Lock lock = new ReentrantLock();

        KeepsTheLock(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            lock.lock();
            EncodedMessage message = super.append(encode);
            lock.unlock();
            return message;
        }

        @Override
        public long last() {
            lock.lock();
            long number = super.last();
            lock.unlock();
            return number;
        }
    }

    /** The reader gets a part of the list itself. */
    static final class View extends Plain {

        private final List<EncodedMessage> list = new ArrayList<>();

        View(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            super.keep(message);
            list.add(message);
            list.subList(0, list.size() - kept.size()).clear();
        }

        @Override
        List<EncodedMessage> from(long number, int max) {
            int first = (int) Math.min(list.size(), number - oldest());
            return list.subList(first, first + Math.min(max, list.size() - first));
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            return seq < oldest() - 1 || seq > last ? Optional.empty() : Optional.of(from(seq + 1, max));
        }
    }

    /** Who asks for everything gets the list itself, to do with it as it likes. */
    static final class HandsOutItsList extends Plain {

        private List<EncodedMessage> list = new ArrayList<>();

        HandsOutItsList(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            super.keep(message);
            list = new ArrayList<>(list);
            list.add(message);
            list = new ArrayList<>(list.subList(Math.max(0, list.size() - kept.size()), list.size()));
        }

        @Override
        public synchronized Optional<List<EncodedMessage>> after(long seq, int max) {
            if (seq < oldest() - 1 || seq > last) {
                return Optional.empty();
            }
            int first = (int) (seq + 1 - oldest());
            return Optional.of(list.subList(Math.min(first, list.size()),
                    Math.min(list.size(), first + Math.min(max, list.size()))));
        }
    }

    /** A list without end: only the answers are bounded. */
    static final class KeepsEverything extends Plain {

        private final List<EncodedMessage> all = new ArrayList<>();

        KeepsEverything(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        void keep(EncodedMessage message) {
            super.keep(message);
            all.add(message);
        }
    }

    /** A ring whose slots are overwritten some time, and not when their message is forgotten. */
    static final class LeavesItInItsSlot extends Plain {

        private final EncodedMessage[] slots;

        LeavesItInItsSlot(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
            slots = new EncodedMessage[maxMessages];
        }

        @Override
        void keep(EncodedMessage message) {
            super.keep(message);
            if (slots.length > 0) {
                slots[(int) (last % slots.length)] = message;
            }
        }
    }

    /** An atomic number, and a queue under a lock: each of them safe. */
    static final class TwoSafeParts extends Plain {

        private final AtomicLong numbers = new AtomicLong();

        TwoSafeParts(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message;
            try {
                message = encode.apply(numbers.incrementAndGet());
            } catch (RuntimeException | Error e) {
                numbers.decrementAndGet();
                throw e;
            }
            synchronized (this) {
                last++;
                keep(message);
            }
            return message;
        }
    }

    /** No call out while the lock is held: encode comes between two sections. */
    static final class EncodesInBetween extends Plain {

        EncodesInBetween(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message = encode.apply(last() + 1);
            synchronized (this) {
                last++;
                keep(message);
            }
            return message;
        }
    }

    /** Nothing guards anything. */
    static final class NoLock extends Plain {

        NoLock(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message = encode.apply(last + 1);
            last++;
            keep(message);
            return message;
        }
    }

    /** Readers only read, so they need no lock. */
    static final class ReadsWithoutTheLock extends Plain {

        ReadsWithoutTheLock(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            return seq < oldest() - 1 || seq > last ? Optional.empty() : Optional.of(from(seq + 1, max));
        }
    }

    /** A list that many may read, and a number that is ahead of it. */
    static final class NumberAheadOfTheMessage implements History {

        private final int maxMessages;
        private final long maxBytes;
        private final List<EncodedMessage> kept = new CopyOnWriteArrayList<>();
        private volatile long last;

        NumberAheadOfTheMessage(int maxMessages, long maxBytes) {
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public synchronized EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message = encode.apply(last + 1);
            last++;
            kept.add(message);
            while (kept.size() > maxMessages || kept.stream().mapToLong(EncodedMessage::size).sum() > maxBytes) {
                kept.removeFirst();
            }
            return message;
        }

        @Override
        public long last() {
            return last;
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            List<EncodedMessage> copy = List.copyOf(kept);
            long oldest = last - copy.size() + 1;
            if (seq < oldest - 1 || seq > last) {
                return Optional.empty();
            }
            return Optional.of(copy.stream().skip(Math.max(0, seq - oldest + 1)).limit(max).toList());
        }
    }

    /** First the message goes in, and then, in a section of its own, an old one goes. */
    static final class ForgetsLater extends Plain {

        ForgetsLater(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public EncodedMessage append(LongFunction<EncodedMessage> encode) {
            EncodedMessage message = super.append(encode);
            forget();
            return message;
        }

        @Override
        void keep(EncodedMessage message) {
            kept.addLast(message);
            bytes += message.size();
        }

        private synchronized void forget() {
            while (isTooMuch()) {
                forgetOldest();
            }
        }
    }

    /** Each reader's list is put together in a field. */
    static final class OneListForAllReaders extends Plain {

        private List<EncodedMessage> answer = Collections.emptyList();

        OneListForAllReaders(int maxMessages, long maxBytes) {
            super(maxMessages, maxBytes);
        }

        @Override
        public Optional<List<EncodedMessage>> after(long seq, int max) {
            synchronized (this) {
                if (seq < oldest() - 1 || seq > last) {
                    return Optional.empty();
                }
                answer = from(seq + 1, max);
            }
            return Optional.of(answer);
        }
    }

    /** Fine as a class; in the server it answers as if nobody had ever said anything. */
    static final class OnlyLast extends Plain {

        OnlyLast(int maxMessages, long maxBytes) {
            super(Math.min(maxMessages, 3), maxBytes);
        }
    }
}
