package aside.fire;

import aside.testing.RawSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Clients that send the same bytes again and again as fast as the server takes them, and read all that comes. */
final class Flood implements AutoCloseable {

    private static final int BYTES_IN_MEGABYTE = 1_000_000;

    private final AtomicLong bytes = new AtomicLong();
    private final List<Socket> sockets = new ArrayList<>();

    Flood(int port, List<byte[]> floods) {
        floods.forEach(flood -> start(port, flood));
    }

    private void start(int port, byte[] flood) {
        try {
            Socket socket = new Socket("127.0.0.1", port);
            sockets.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write(Swarm.HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
            out.write(Frames.text("{\"type\":\"join\",\"name\":\"flood-" + sockets.size() + "\"}"));
            // A message begins, so that continuations are allowed, too.
            out.write(RawSocket.frame(RawSocket.TEXT, new byte[0]));
            thread(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
            thread(() -> {
                while (true) {
                    out.write(flood);
                    bytes.addAndGet(flood.length);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread.ofPlatform().name("flood").daemon().start(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The test is over, or the server has had enough.
                Thread.currentThread().interrupt();
            }
        });
    }

    long megabytes() {
        return bytes.get() / BYTES_IN_MEGABYTE;
    }

    /** Waits until so much more was sent. */
    void awaitMegabytes(long count) {
        long goal = megabytes() + count;
        Awaitility.await("the flood").atMost(Fire.PATIENCE).until(() -> megabytes() >= goal);
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
