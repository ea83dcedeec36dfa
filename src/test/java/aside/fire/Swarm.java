package aside.fire;

import aside.ChatServer;
import aside.testing.RawSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hundreds of clients on one thread. A client answers pings by itself while it reads, and nothing else; what it hears
 * goes to its listener, on the swarm's thread.
 */
final class Swarm implements AutoCloseable {

    /** What a client says first. */
    static final String HANDSHAKE = "GET " + ChatServer.PATH + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static final int SMALL_BUFFER = 4 * 1024;

    /** How a connection ended. */
    enum End { CLOSED_BY_SERVER, RESET_BY_SERVER, BY_ITSELF, REFUSED }

    /** Hears what comes; called on the swarm's thread. */
    interface Listener {

        /** The handshake is done. */
        default void opened() {
        }

        /** A frame has come. */
        void frame(int opcode, byte[] payload);

        /** The connection is gone. */
        default void ended(End end) {
        }
    }

    private final InetSocketAddress server;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean running = true;

    Swarm(InetSocketAddress server) {
        this.server = server;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("swarm").daemon().start(this::run);
    }

    /** Clients of a server on this machine. */
    static Swarm on(int port) {
        return new Swarm(new InetSocketAddress("127.0.0.1", port));
    }

    /** Connects a client. What it sends before the handshake is done leaves after it. */
    Peer open(Listener listener) {
        Peer peer = new Peer(listener);
        later(() -> peer.connect(0));
        return peer;
    }

    /** Connects a client for which the kernel keeps little of what it does not read. */
    Peer openWithSmallBuffer(Listener listener) {
        Peer peer = new Peer(listener);
        later(() -> peer.connect(SMALL_BUFFER));
        return peer;
    }

    /** What went wrong on the swarm's own thread, or null. */
    Throwable failure() {
        return failure.get();
    }

    @Override
    public void close() {
        running = false;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void later(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        while (running) {
            try {
                selector.select(key -> ((Peer) key.attachment()).selected());
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** One client. Its methods may be called from any thread. */
    final class Peer {

        private final Listener listener;
        private final Frames.Reader frames = new Frames.Reader();

        /* All below is touched by the swarm's thread alone. */
        private final Queue<ByteBuffer> out = new ArrayDeque<>();
        private SocketChannel channel;
        private SelectionKey key;
        private StringBuilder head = new StringBuilder();
        private boolean upgraded;
        private boolean reading = true;
        private boolean answering = true;
        private boolean over;
        private byte[] endless = {};

        private Peer(Listener listener) {
            this.listener = listener;
        }

        /** Sends bytes as they are. */
        void send(byte[] bytes) {
            later(() -> {
                out.add(ByteBuffer.wrap(bytes));
                if (upgraded) {
                    write();
                }
            });
        }

        /** Sends the same bytes again and again, as fast as the server takes them. */
        void sendWithoutEnd(byte[] bytes) {
            later(() -> {
                endless = bytes;
                out.add(ByteBuffer.wrap(bytes));
                if (upgraded) {
                    write();
                }
            });
        }

        /** Sends a text frame. */
        void sendText(String text) {
            send(Frames.text(text));
        }

        /** Reads nothing more. */
        void stopReading() {
            later(() -> {
                reading = false;
                interest();
            });
        }

        /** Reads again. */
        void readAgain() {
            later(() -> {
                reading = true;
                interest();
            });
        }

        /** Leaves pings without an answer. */
        void stopAnswering() {
            later(() -> answering = false);
        }

        /** Ends the connection with a FIN, and without a close frame. */
        void cut() {
            later(() -> end(End.BY_ITSELF));
        }

        /** Ends the connection with an RST. */
        void reset() {
            later(() -> {
                if (!over && channel != null) {
                    set(0);
                    end(End.BY_ITSELF);
                }
            });
        }

        private void set(int linger) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, linger);
            } catch (IOException e) {
                // It is closed already, then.
                over = true;
            }
        }

        private void connect(int receiveBuffer) {
            try {
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (receiveBuffer > 0) {
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
                }
                key = channel.register(selector, SelectionKey.OP_CONNECT, this);
                if (channel.connect(server)) {
                    connected();
                }
            } catch (IOException e) {
                end(End.REFUSED);
            }
        }

        private void connected() throws IOException {
            channel.finishConnect();
            // An empty socket buffer takes it whole.
            channel.write(ByteBuffer.wrap(HANDSHAKE.getBytes(StandardCharsets.US_ASCII)));
            interest();
        }

        private void selected() {
            try {
                if (key.isConnectable()) {
                    connected();
                } else {
                    if (key.isReadable()) {
                        read();
                    }
                    if (!over && key.isWritable()) {
                        write();
                    }
                }
            } catch (IOException e) {
                end(upgraded ? End.RESET_BY_SERVER : End.REFUSED);
            }
        }

        private void read() throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                end(upgraded ? End.CLOSED_BY_SERVER : End.REFUSED);
                return;
            }
            if (!upgraded) {
                readHead();
            }
            if (upgraded) {
                frames.read(buffer, this::heard);
            }
        }

        private void readHead() {
            while (buffer.hasRemaining() && head.indexOf("\r\n\r\n") < 0) {
                head.append((char) buffer.get());
            }
            if (head.indexOf("\r\n\r\n") > 0) {
                upgraded = head.indexOf("HTTP/1.1 101") == 0;
                head = null;
                if (!upgraded) {
                    end(End.REFUSED);
                    return;
                }
                listener.opened();
                write();
            }
        }

        private void heard(byte[] payload, int opcode) {
            try {
                frame(payload, opcode);
            } catch (RuntimeException | Error e) {
                // Not further up: the rest of the buffer would be lost, and all that follows would look broken.
                failure.compareAndSet(null, e);
            }
        }

        private void frame(byte[] payload, int opcode) {
            if (opcode == RawSocket.PING && answering) {
                out.add(ByteBuffer.wrap(Frames.pong(payload)));
                write();
            }
            listener.frame(opcode, payload);
        }

        private void write() {
            try {
                while (!out.isEmpty() && !over) {
                    channel.write(out.peek());
                    if (out.peek().hasRemaining()) {
                        break;
                    }
                    out.remove();
                }
                if (out.isEmpty() && endless.length > 0) {
                    // The next round of the selector goes on: the other clients of the swarm have their turn, too.
                    out.add(ByteBuffer.wrap(endless));
                }
                interest();
            } catch (IOException e) {
                // What the server said before it closed may still be there to be read.
                out.clear();
                interest();
            }
        }

        private void interest() {
            if (!over && key != null && key.isValid() && channel.isConnected()) {
                key.interestOps((reading ? SelectionKey.OP_READ : 0) | (out.isEmpty() ? 0 : SelectionKey.OP_WRITE));
            }
        }

        private void end(End end) {
            if (over) {
                return;
            }
            over = true;
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // Closed or not, it is of no more use.
            }
            listener.ended(end);
        }
    }
}
