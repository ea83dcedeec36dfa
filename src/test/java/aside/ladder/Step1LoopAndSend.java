package aside.ladder;

import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes and waits until it is written. The room waits, too. */
final class Step1LoopAndSend implements Step {

    private final ClientSocket socket;

    Step1LoopAndSend(ClientSocket socket) {
        this.socket = socket;
    }

    // @start region="step1"
    @Override
    public boolean send(EncodedMessage message) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        socket.write(List.of(message), written::complete);
        return written.join();
    }
    // @end
}
