package aside.testing;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import aside.testing.Walk.Difference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * An outbox, what is around it, and the model of what it promises: the messages that are waiting, those that are being
 * written, and why the outbox has ended. The model does not say who begins a write, only when none may begin and when
 * one must be on its way.
 *
 * <p>What is wrong is kept as a fault and not thrown, since the outbox may catch what others throw.
 */
public final class OutboxWorld {

    /** What an outbox broke, and what a teacher would say to it. */
    public record Fault(Difference difference, String cause, String heading) {
    }

    /** What the connection does in {@code onFull}. */
    public enum Reaction {
        /** Nothing. */
        NOTHING("does nothing"),
        /** Sends one more. */
        SEND("calls send()"),
        /** Closes. */
        CLOSE("calls close()"),
        /** Lets it go. */
        DISCARD("calls discard()");

        private final String words;

        Reaction(String words) {
            this.words = words;
        }

        /** In words: {@code calls send()}. */
        public String words() {
            return words;
        }
    }

    /** Makes an outbox. */
    @FunctionalInterface
    public interface Maker {

        /** As {@link Outbox.Factory#create}. */
        Outbox make(ClientSocket socket, Outbox.Limits limits, Executor writer, Runnable onFull);
    }

    private static final String ONE_WRITE = "Nobody writes twice at a time";
    private static final String GATHERS = "It gathers";
    private static final String FULL = "What is full";
    private static final String END = "The end of an outbox";
    private static final String LOCK = "Decide under the lock, call without it";

    /** A writer that still has tasks after so many runs in circles. */
    private static final int RESTLESS = 200;

    private final Outbox outbox;
    private final Outbox.Limits limits;
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private final List<EncodedMessage> waiting = new ArrayList<>();
    private List<EncodedMessage> leaving = List.of();
    private List<EncodedMessage> handedOver = List.of();
    private ClientSocket.Done underWay;
    private CloseReason reason;
    private boolean full;
    private boolean gone;
    private boolean closed;
    private int fulls;

    private EncodedMessage latest = message("first");
    private Reaction inOnFull = Reaction.NOTHING;
    private boolean writesEndWithin;
    private boolean interruptNext;
    private boolean onAnotherThread;
    private String calling = "";
    private Fault fault;

    /**
     * Makes an empty outbox.
     *
     * @param maker makes it
     * @param limits how much may wait
     */
    public OutboxWorld(Maker maker, Outbox.Limits limits) {
        this.limits = limits;
        outbox = maker.make(new Socket(), limits, tasks::add, this::full);
    }

    /** Puts a message in. */
    public Optional<Difference> send(String text) {
        return send(message(text));
    }

    /** Puts the latest message in once more: the same object, as when somebody repeats it. */
    public Optional<Difference> sendAgain() {
        return send(latest);
    }

    /** Ends the outbox. */
    public Optional<Difference> close(CloseReason why) {
        if (isOpen()) {
            reason = why;
        }
        call("close(" + why + ")", () -> outbox.close(why));
        return settled();
    }

    /** The socket is gone. */
    public Optional<Difference> discard() {
        gone = true;
        waiting.clear();
        call("discard()", outbox::discard);
        return settled();
    }

    /** The writer runs the first of its tasks. */
    public Optional<Difference> runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            call("a task of the writer's", task);
        }
        return settled();
    }

    /** The writer runs all of its tasks. */
    public Optional<Difference> runAll() {
        for (int i = 0; !tasks.isEmpty() && fault == null; i++) {
            call("a task of the writer's", tasks.poll());
            if (i == RESTLESS) {
                broken("the writer comes to rest", "a task gives the writer the next one, " + RESTLESS + " times",
                        "to ask again and again whether a write has ended is a wait as well: the end of the write "
                                + "itself"
                                + " gives the writer the next task", ONE_WRITE);
            }
        }
        return settled();
    }

    /** The write under way ends. */
    public Optional<Difference> endsWrite(boolean written) {
        if (underWay != null) {
            end(written);
        }
        return settled();
    }

    /** From now on, writes end before {@code write} has returned, or not any longer. */
    public Optional<Difference> writesEndWithin(boolean within) {
        writesEndWithin = within;
        return settled();
    }

    /** What is done in {@code onFull}. */
    public Optional<Difference> inOnFull(Reaction reaction) {
        inOnFull = reaction;
        return settled();
    }

    /** The next call comes on a thread that somebody has interrupted. */
    public Optional<Difference> interruptTheNextCall() {
        interruptNext = true;
        return settled();
    }

    /** The next call comes on another thread, and this one waits for it. */
    public Optional<Difference> theNextCallComesOnAnotherThread() {
        onAnotherThread = true;
        return settled();
    }

    /** The fault, if there is one. */
    public Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    private Optional<Difference> send(EncodedMessage message) {
        latest = message;
        boolean wasOpen = isOpen();
        boolean fits = fits(message);
        if (wasOpen && fits) {
            waiting.add(message);
        } else if (wasOpen) {
            full = true;
            reason = CloseReason.SLOW_READER;
        }
        boolean[] taken = new boolean[1];
        int fullsBefore = fulls;
        boolean isInterrupted = interruptNext && !onAnotherThread;
        call("send(" + message + ")", () -> taken[0] = outbox.send(message));
        if (taken[0] != (wasOpen && fits)) {
            broken("send(" + message + ") gives " + (wasOpen && fits), "send(" + message + ") gives " + taken[0],
                    !wasOpen ? "after its end, an outbox takes nothing and says so"
                            : isInterrupted ? "an interrupted thread is a thread like any other: lock() takes no "
                                    + "notice of it"
                            : "count messages and bytes, those that are waiting and those that are being written; the "
                                    + "end of"
                            + " a write gives back the room of its messages, and no more", wasOpen ? FULL : END);
        } else if (wasOpen && !fits && fulls == fullsBefore) {
            broken("onFull called", "onFull not called", "the call that finds the outbox full calls onFull", FULL);
        }
        return settled();
    }

    private boolean isOpen() {
        return reason == null && !gone;
    }

    private boolean fits(EncodedMessage message) {
        long bytes = Stream.of(waiting, leaving).flatMap(List::stream).mapToLong(EncodedMessage::size).sum();
        return waiting.size() + leaving.size() < limits.maxMessages() && bytes + message.size() <= limits.maxBytes();
    }

    /** Somebody must come for what is waiting, and for the end. */
    private Optional<Difference> settled() {
        if (!handedOver.equals(leaving)) {
            broken("the list of the write under way: " + leaving, "the list of the write under way: " + handedOver,
                    "the list that you hand to write() belongs to the socket until the write has ended", ONE_WRITE);
        }
        boolean nobodyComes = tasks.isEmpty() && underWay == null && !gone && !closed;
        if (nobodyComes && !full && !waiting.isEmpty()) {
            broken("a write of " + waiting + ", or a task for the writer that begins it",
                    waiting + " waiting, no write under way, and no task for the writer",
                    "whoever puts the first message in, or ends a write, must let the writer run the next write",
                            ONE_WRITE);
        } else if (nobodyComes && reason != null) {
            broken("socket.close(" + reason + "), or a task for the writer that calls it",
                    "socket not closed, no write under way, and no task for the writer",
                    "when the outbox has ended and nothing is waiting or being written, the socket is closed", END);
        }
        return fault().map(Fault::difference);
    }

    private void end(boolean written) {
        ClientSocket.Done done = underWay;
        if (!handedOver.equals(leaving)) {
            broken("the list of the write under way: " + leaving, "the list of the write under way: " + handedOver,
                    "the list that you hand to write() belongs to the socket until the write has ended", ONE_WRITE);
        }
        underWay = null;
        leaving = List.of();
        handedOver = List.of();
        if (!written) {
            gone = true;
            waiting.clear();
        }
        call("written(" + written + ")", () -> done.written(written));
    }

    private void full() {
        fulls++;
        if (!full) {
            broken("onFull not called", "onFull called within " + calling,
                    "only a message that does not fit ends the outbox"
                    + " so", FULL);
        } else if (fulls > 1) {
            broken("onFull called once", "onFull called " + Counts.times(fulls),
                    "onFull is called by the one call that found"
                    + " the outbox full, and only by that", FULL);
        }
        Reaction reaction = inOnFull;
        inOnFull = Reaction.NOTHING;
        switch (reaction) {
            case NOTHING -> { }
            case SEND -> {
                boolean[] taken = new boolean[1];
                call("send(too late)", () -> taken[0] = outbox.send(message("too late")));
                if (taken[0]) {
                    broken("send() within onFull gives false", "send() within onFull gives true",
                            "first end the outbox, then call onFull", FULL);
                }
            }
            case CLOSE -> call("close(STOPPING)", () -> outbox.close(CloseReason.STOPPING));
            case DISCARD -> {
                gone = true;
                waiting.clear();
                call("discard()", outbox::discard);
            }
        }
    }

    private void call(String words, Runnable call) {
        String before = calling;
        calling = words;
        boolean elsewhere = onAnotherThread;
        onAnotherThread = false;
        boolean interrupted = interruptNext && !elsewhere;
        interruptNext = false;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            if (!elsewhere) {
                call.run();
            } else if (!Interleaving.endsByItself(call)) {
                broken(words + " on another thread returns", words + " on another thread waits",
                        "a lock was not given back: unlock in finally, on every way out", LOCK);
            }
        } catch (RuntimeException | StackOverflowError e) {
            broken(words + " returns", words + " throws " + e.getClass().getSimpleName() + line(e),
                    "all methods may be called at any time, by any thread", LOCK);
        } finally {
            if (interrupted) {
                Thread.interrupted();
            }
            calling = before;
        }
    }

    private String line(Throwable thrown) {
        return Stream.of(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(outbox.getClass().getName()))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }

    private void broken(String expected, String seen, String cause, String heading) {
        if (fault == null) {
            fault = new Fault(new Difference(expected, seen), cause, heading);
        }
    }

    private static EncodedMessage message(String text) {
        return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The client's socket. */
    private final class Socket implements ClientSocket {

        @Override
        public void write(List<EncodedMessage> messages, Done done) {
            String write = "write(" + messages + ")";
            if (underWay != null) {
                broken("one write under way", write + " while write(" + leaving + ") is under way",
                        "note that a write is under way, and begin no other until it has ended", ONE_WRITE);
            } else if (closed || gone) {
                broken("no write: the socket is " + (closed ? "closed" : "gone"), write + " within " + calling,
                        "a task that was on its way checks first whether the outbox has ended", END);
            } else if (messages.isEmpty()) {
                broken("no write: nothing is waiting", write + " within " + calling,
                        "a task may find nothing to do: another one was there before it", ONE_WRITE);
            } else if (!messages.equals(waiting)) {
                broken("write(" + waiting + ")", write,
                        "a write takes all messages that are waiting, in the order in which they came, each once",
                                GATHERS);
            } else if (calling.startsWith("written")) {
                broken("a task for the writer within " + calling, write + " within " + calling,
                        "the next write begins in a task for the writer, so that other clients have their turn",
                                GATHERS);
            } else if (calling.startsWith("send") && !full && waiting.size() < Math.max(1, limits.maxMessages() / 4)) {
                broken("a task for the writer within " + calling, write + " within " + calling,
                        "send() does not write by itself: a task for the writer finds what else has come by then",
                                GATHERS);
            } else if (calling.startsWith("discard")) {
                broken("no write within discard()", write + " within discard()", "the socket is gone", END);
            }
            handedOver = messages;
            leaving = List.copyOf(messages);
            waiting.clear();
            underWay = done;
            if (writesEndWithin) {
                end(true);
            }
        }

        @Override
        public void close(CloseReason why) {
            String close = "socket.close(" + why + ")";
            if (underWay != null) {
                broken("no close while write(" + leaving + ") is under way", close + " within " + calling,
                        "a close frame may not cut into a write: close the socket when the write has ended", END);
            } else if (closed) {
                broken("the socket closed once", close + " once more, within " + calling,
                        "note that the socket is closed: a task that was on its way finds the outbox ended, and "
                                + "closes it"
                                + " again", END);
            } else if (gone) {
                broken("the socket left alone: it is gone", close + " within " + calling,
                        "after discard(), and after a write that failed, nothing is asked of the socket", END);
            } else if (reason == null) {
                broken("an open socket", close + " within " + calling, "the outbox has not ended", END);
            } else if (!full && !waiting.isEmpty()) {
                broken("a write of " + waiting + " before the close", close,
                        "close() sends what is waiting before it closes the socket", END);
            } else if (why != reason) {
                broken("socket.close(" + reason + ")", close, "the first reason counts, and to be full is a reason",
                        END);
            }
            closed = true;
        }

        @Override
        public void ping(long number) {
            broken("no ping: that is the heartbeat's", "socket.ping(" + number + ")", "pings are not yours to send",
                    END);
        }

        @Override
        public void abort() {
            broken("the socket left alone", "socket.abort() within " + calling,
                    "to cut the connection is not yours: whoever calls discard() knows that the socket is gone", END);
        }
    }
}
