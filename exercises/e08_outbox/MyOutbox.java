package e08_outbox;

import aside.exercise.NotStarted;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import aside.outbox.Outbox;
import java.util.concurrent.Executor;

/** Exercise 8: the messages that are waiting for one client. Read README.md in this folder first. */
public final class MyOutbox implements Outbox {

    private final ClientSocket socket;
    private final Limits limits;
    private final Executor writer;
    private final Runnable onFull;

    /**
     * Makes an empty outbox.
     *
     * @param socket where the messages leave; one write at a time
     * @param limits how much may wait, the write under way included
     * @param writer runs the writes, a moment after you ask for them
     * @param onFull to be called once, when the outbox has ended because it was full
     */
    public MyOutbox(ClientSocket socket, Limits limits, Executor writer, Runnable onFull) {
        this.socket = socket;
        this.limits = limits;
        this.writer = writer;
        this.onFull = onFull;
    }

    @Override
    public boolean send(EncodedMessage message) {
        throw NotStarted.yet("send");
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
