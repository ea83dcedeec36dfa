package aside.bench;

import aside.ChatServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Clients by the thousand, on the thread that calls. They talk to loopback alone.
 *
 * <p>The one rule: a client whose answer somebody waits for is read at once; who only listens is read once in a
 * millisecond. On other machines their readers would cost the server nothing either: here, a write that wakes a reader
 * pays for the waking.
 */
final class Load implements AutoCloseable {

    /** The text of a message: a mark, then what it takes to 100 bytes. */
    private static final int TEXT_LENGTH = 100;

    private static final int MARK_LENGTH = 1 + 4 + 8 + 16;
    private static final String FILL = "x".repeat(TEXT_LENGTH - MARK_LENGTH);
    private static final int NOBODY = -1;

    /** Joining at a time: the server's queue for those that are not accepted yet is never full. */
    private static final int JOINING_AT_ONCE = 32;

    private static final long LISTENERS_EVERY_NANOS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private enum State { CONNECTING, UPGRADING, JOINING, JOINED }

    private final InetSocketAddress server;
    private final Selector awaited = Selector.open();
    private final Selector listening = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocate(256 * 1024);
    private final ByteBuffer out = ByteBuffer.allocate(256 * 1024);
    private final List<Client> clients = new ArrayList<>();
    private final Latencies latencies = new Latencies();

    private int joined;
    private int senders;
    private boolean sending;
    private long delivered;
    private long nextListenersAt;

    Load(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Lets clients join.
     *
     * @param count how many
     * @param active the first so many will send, or answer
     */
    void join(int count, int active) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos() + Duration.ofMillis(20).toNanos() * count;
        while (joined < count) {
            while (clients.size() < count && clients.size() < joined + JOINING_AT_ONCE) {
                clients.add(new Client(clients.size(), active));
            }
            turn();
            if (System.nanoTime() > end) {
                throw new IOException("only " + joined + " of " + count + " clients have joined in time");
            }
        }
    }

    /** Some clients say something to all; each keeps so many of its own messages under way. */
    void startFanOut(int senderCount, int window) throws IOException {
        senders = senderCount;
        sending = true;
        for (Client client : clients) {
            client.expected = new int[senders];
        }
        for (Client client : clients.subList(0, senders)) {
            start(client, window);
        }
    }

    /** Of each two clients one says something, and the other answers; each pair keeps so many messages under way. */
    void startPairs(int window) throws IOException {
        sending = true;
        for (Client client : clients) {
            client.expected = new int[1];
        }
        for (int i = 0; i < clients.size(); i += 2) {
            start(clients.get(i), window);
        }
    }

    private void start(Client client, int window) throws IOException {
        for (int i = 0; i < window; i++) {
            client.say(client.number, client.said++, System.nanoTime());
        }
        client.flush();
    }

    /** Goes on for some time. */
    void run(Duration time) throws IOException {
        for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end;) {
            turn();
        }
    }

    /** Forgets what was counted so far. */
    void reset() {
        delivered = 0;
        latencies.clear();
    }

    /** Messages that have come since the {@link #reset}. */
    long delivered() {
        return delivered;
    }

    /** From a message to its own copy, or to its answer. */
    Latencies latencies() {
        return latencies;
    }

    /** Sends no more, waits for what is under way, and sees that nothing is missing. */
    void finish() throws IOException {
        sending = false;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (missing() > 0) {
            turn();
            if (System.nanoTime() > end) {
                throw new IOException(missing() + " messages are missing");
            }
        }
    }

    private long missing() {
        long missing = 0;
        for (Client client : clients) {
            if (senders == 0) {
                missing += clients.get(client.number ^ 1).said - client.expected[0];
            }
            for (int sender = 0; sender < senders; sender++) {
                missing += clients.get(sender).said - client.expected[sender];
            }
        }
        return missing;
    }

    private void turn() throws IOException {
        select(awaited, 1);
        if (System.nanoTime() >= nextListenersAt) {
            nextListenersAt = System.nanoTime() + LISTENERS_EVERY_NANOS;
            select(listening, 0);
        }
    }

    /** A timeout of 0 means not to wait. */
    private void select(Selector selector, long timeout) throws IOException {
        int[] count = {0};
        List<IOException> failures = new ArrayList<>();
        Consumer<SelectionKey> action = key -> {
            try {
                ((Client) key.attachment()).selected();
                // Those whose answer is awaited go in between.
                if (selector == listening && ++count[0] % 64 == 0) {
                    select(awaited, 0);
                }
            } catch (IOException e) {
                failures.add(e);
            }
        };
        if (timeout == 0) {
            selector.selectNow(action);
        } else {
            selector.select(action, timeout);
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        awaited.close();
        listening.close();
    }

    /** One connection. */
    private final class Client {

        private final int number;
        private final SocketChannel channel;
        private final SelectionKey key;
        private State state = State.CONNECTING;
        private byte[] unread = {};
        private ByteBuffer unwritten = ByteBuffer.allocate(0);
        private int said;
        private int[] expected = {};

        Client(int number, int active) throws IOException {
            this.number = number;
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(server);
            key = channel.register(number < active ? awaited : listening, SelectionKey.OP_CONNECT, this);
            if (connected) {
                upgrade();
            }
        }

        void selected() throws IOException {
            if (key.isConnectable() && channel.finishConnect()) {
                upgrade();
            } else if (key.isWritable()) {
                flush();
            }
            if (key.isReadable()) {
                read();
            }
        }

        private void upgrade() throws IOException {
            state = State.UPGRADING;
            key.interestOps(SelectionKey.OP_READ);
            out.put(("GET " + ChatServer.PATH + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            flush();
        }

        private void read() throws IOException {
            in.clear().put(unread);
            if (channel.read(in) < 0) {
                throw new IOException("the server closed the connection of client " + number);
            }
            in.flip();
            if (state == State.UPGRADING) {
                readHead();
            }
            long now = System.nanoTime();
            while (state != State.UPGRADING && readFrame(now)) {
                // Go on.
            }
            unread = new byte[in.remaining()];
            in.get(unread);
            flush();
        }

        private void readHead() throws IOException {
            String head = StandardCharsets.ISO_8859_1.decode(in.duplicate()).toString();
            int end = head.indexOf("\r\n\r\n");
            if (end >= 0) {
                if (!head.startsWith("HTTP/1.1 101 ")) {
                    throw new IOException("no upgrade: " + head);
                }
                in.position(in.position() + end + 4);
                state = State.JOINING;
                frame(0x1, "{\"type\":\"join\",\"name\":\"u" + number + "\"}");
            }
        }

        /** Whether there was a whole frame. */
        private boolean readFrame(long now) throws IOException {
            if (in.remaining() < 2) {
                return false;
            }
            int start = in.position();
            int length = in.get(start + 1);
            int payload = start + 2;
            if (length == 126) {
                if (in.remaining() < 4) {
                    return false;
                }
                length = in.getShort(start + 2) & 0xFFFF;
                payload += 2;
            }
            if (in.limit() < payload + length) {
                return false;
            }
            switch (in.get(start) & 0xFF) {
                case 0x81 -> text(payload, length, now);
                case 0x89 -> frame(0xA, text(payload, length));
                default -> throw new IOException("client " + number + " got a frame that is neither text nor ping: "
                        + text(payload, length));
            }
            in.position(payload + length);
            return true;
        }

        private void text(int payload, int length, long now) throws IOException {
            // {"type":"public", {"type":"private", {"type":"welcome"; joined and left are not announced here.
            byte kind = in.get(payload + (in.get(payload + 9) == 'p' ? 10 : 9));
            if (kind == 'u' || kind == 'r') {
                int mark = payload + 12;
                while (in.get(mark) != '~') {
                    mark++;
                }
                delivered((int) readHex(mark + 1, 4), (int) readHex(mark + 5, 8), readHex(mark + 13, 16), now);
            } else if (kind == 'w' && state == State.JOINING) {
                state = State.JOINED;
                joined++;
            } else {
                throw new IOException("client " + number + " got " + text(payload, length));
            }
        }

        private void delivered(int sender, int message, long stamp, long now) throws IOException {
            int from = senders == 0 ? 0 : sender;
            if (expected[from]++ != message) {
                throw new IOException("client " + number + " got message " + message + " of client " + sender
                        + ", not " + (expected[from] - 1));
            }
            delivered++;
            if (senders == 0 && number % 2 == 1) {
                say(number, said++, stamp);
            } else if (senders == 0 || sender == number) {
                latencies.add(now - stamp);
                if (sending) {
                    say(number, said++, now);
                }
            }
        }

        /** The mark says who sends, which of its messages this is, and when the first of the two was sent. */
        void say(int sender, int message, long stamp) throws IOException {
            String mark = "~" + toHex(sender, 4) + toHex(message, 8) + toHex(stamp, 16);
            String head = senders == 0 ? "{\"type\":\"private\",\"to\":\"u" + (number ^ 1) + "\",\"msg\":\""
                    : "{\"type\":\"public\",\"msg\":\"";
            frame(0x1, head + mark + FILL + "\"}");
        }

        private void frame(int opcode, String payload) throws IOException {
            byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
            if (out.remaining() < bytes.length + 8) {
                flush();
            }
            out.put((byte) (0x80 | opcode));
            if (bytes.length < 126) {
                out.put((byte) (0x80 | bytes.length));
            } else {
                out.put((byte) (0x80 | 126)).putShort((short) bytes.length);
            }
            // A mask of zero leaves the payload as it is; the server takes it off like any other.
            out.putInt(0).put(bytes);
        }

        /** Writes; what the socket does not take waits until it does. */
        void flush() throws IOException {
            out.flip();
            if (unwritten.hasRemaining()) {
                unwritten = ByteBuffer.allocate(unwritten.remaining() + out.remaining()).put(unwritten).put(out).flip();
                channel.write(unwritten);
            } else if (out.hasRemaining()) {
                channel.write(out);
                if (out.hasRemaining()) {
                    unwritten = ByteBuffer.allocate(out.remaining()).put(out).flip();
                }
            }
            out.clear();
            int wanted = SelectionKey.OP_READ | (unwritten.hasRemaining() ? SelectionKey.OP_WRITE : 0);
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }

        private String text(int payload, int length) {
            return new String(in.array(), payload, length, StandardCharsets.ISO_8859_1);
        }

        private long readHex(int at, int digits) {
            long value = 0;
            for (int i = at; i < at + digits; i++) {
                value = value << 4 | Character.digit(in.get(i), 16);
            }
            return value;
        }

        private static String toHex(long value, int digits) {
            String hex = Long.toHexString(value);
            return "0".repeat(digits - hex.length()) + hex;
        }
    }
}
