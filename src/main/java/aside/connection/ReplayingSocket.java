package aside.connection;

import aside.history.Replay;
import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A client's socket that tells the client's replay, if there is one, what has been written. */
record ReplayingSocket(ClientSocket socket, Supplier<Optional<Replay>> replay) implements ClientSocket {

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        socket.write(messages, replay.get().isEmpty() ? done : written -> {
            done.written(written);
            replay.get().ifPresent(it -> it.written(messages));
        });
    }

    @Override
    public void ping(long number) {
        socket.ping(number);
    }

    @Override
    public void close(CloseReason reason) {
        socket.close(reason);
    }

    @Override
    public void abort() {
        socket.abort();
    }
}
