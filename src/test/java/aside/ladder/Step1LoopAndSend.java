package aside.ladder;

import aside.connection.Wire;
import aside.message.EncodedMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes and waits until it is written. The room waits, too. */
final class Step1LoopAndSend implements Step {

    private final Wire wire;

    Step1LoopAndSend(Wire wire) {
        this.wire = wire;
    }

    // @start region="step1"
    @Override
    public boolean send(EncodedMessage message) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        wire.write(List.of(message), written::complete);
        return written.join();
    }
    // @end
}
