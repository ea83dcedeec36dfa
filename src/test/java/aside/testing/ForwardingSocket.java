package aside.testing;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.ClientSocket;
import java.util.List;

/** A client's socket around another one, for tests that watch or disturb one of its methods. */
public abstract class ForwardingSocket implements ClientSocket {

    private final ClientSocket socket;

    /** Forwards everything to this socket. */
    protected ForwardingSocket(ClientSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(List<EncodedMessage> messages, Done done) {
        socket.write(messages, done);
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
