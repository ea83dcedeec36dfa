package e08_outbox;

import aside.connection.CloseReason;
import aside.connection.GatheringOutbox;
import aside.connection.Outbox;
import aside.connection.Wire;
import aside.exercise.NotStarted;
import aside.message.EncodedMessage;
import java.util.concurrent.Executor;

/** Exercise 8: what waits for one client. Read README.md in this folder first. */
public final class MyOutbox implements Outbox {

    private final Wire wire;
    private final GatheringOutbox.Limits limits;
    private final Executor atOnce;
    private final Executor soon;
    private final Runnable onFull;

    /**
     * Makes an empty outbox.
     *
     * @param wire where the messages leave; one write at a time
     * @param limits how much may wait, the write under way included
     * @param atOnce runs the writes of {@link #send}
     * @param soon runs the writes of {@link #enqueue}, and those that follow the end of a write
     * @param onFull to be called once, when the outbox has ended because it was full
     */
    public MyOutbox(Wire wire, GatheringOutbox.Limits limits, Executor atOnce, Executor soon, Runnable onFull) {
        this.wire = wire;
        this.limits = limits;
        this.atOnce = atOnce;
        this.soon = soon;
        this.onFull = onFull;
    }

    @Override
    public boolean send(EncodedMessage message) {
        throw NotStarted.yet("send");
    }

    @Override
    public boolean enqueue(EncodedMessage message) {
        throw NotStarted.yet("enqueue");
    }

    @Override
    public void close(CloseReason reason) {
        throw NotStarted.yet("close");
    }

    @Override
    public void discard() {
        throw NotStarted.yet("discard");
    }
}
