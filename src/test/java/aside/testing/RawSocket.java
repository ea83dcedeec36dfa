package aside.testing;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client below the protocol: it writes any bytes and answers nothing by itself, no ping and no close. For peers that
 * fall silent, and for frames that no library would send.
 */
public final class RawSocket implements AutoCloseable {

    /** Opcodes of RFC 6455, section 5.2. */
    public static final int CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

    /** A frame as it came. */
    public record Frame(int opcode, byte[] payload) {

        /** The payload as text; a message without its number in the room's log. */
        public String text() {
            return Positions.without(textWithPosition());
        }

        /** The payload as text, as it came. */
        public String textWithPosition() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code in the payload of a close frame. */
        public int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private final Socket socket;
    /** Whether the server speaks the protocol, so that its messages are held against the schemas. */
    private final boolean isChat;
    private final DataInputStream in;
    private final OutputStream out;

    private RawSocket(Socket socket, int port, boolean isChat) throws IOException {
        this.socket = socket;
        this.isChat = isChat;
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(ChatClient.PATIENCE_SECONDS * 1_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A TCP connection on which nothing was said. */
    public static RawSocket connect(ChatServer server) throws IOException {
        return new RawSocket(new Socket(), server.port(), true);
    }

    /** A WebSocket connection, with these headers besides those that the handshake needs, each ended by CR LF. */
    public static RawSocket upgrade(ChatServer server, String headers) throws IOException {
        RawSocket raw = connect(server);
        raw.requestUpgrade(server.port(), headers);
        return raw;
    }

    /**
     * A WebSocket connection to any server, for which the operating system keeps little that was not read: what comes
     * after waits at the server.
     */
    public static RawSocket upgradeWithSmallBuffer(int port) throws IOException {
        Socket small = new Socket();
        small.setReceiveBufferSize(4 * 1024);
        RawSocket raw = new RawSocket(small, port, false);
        raw.requestUpgrade(port, "");
        return raw;
    }

    private void requestUpgrade(int port, String headers) throws IOException {
        write(("GET " + ChatServer.PATH + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** A client that has joined and got its welcome. */
    public static RawSocket join(ChatServer server, String name) throws IOException {
        RawSocket raw = upgrade(server, "");
        assertThat(raw.readHead()).startsWith("HTTP/1.1 101");
        raw.sendText("{\"type\":\"join\",\"name\":\"" + name + "\"}");
        assertThat(raw.readFrame().text()).contains("welcome");
        return raw;
    }

    /** Sends a masked text frame. */
    public void sendText(String text) throws IOException {
        sendFrame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a masked frame; {@code firstByte} holds FIN, the reserved bits and the opcode. */
    public void sendFrame(int firstByte, byte[] payload) throws IOException {
        write(frame(firstByte, payload));
    }

    /** A masked frame; the mask is zero, so that the payload stands as it is. */
    public static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Writes bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Reads the head of an HTTP response. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readByte());
        }
        return head.toString();
    }

    /** Reads the next frame. */
    public Frame readFrame() throws IOException {
        int firstByte = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = new byte[(int) size];
        in.readFully(payload);
        Frame frame = new Frame(firstByte & 0x0F, payload);
        if (isChat && firstByte == (0x80 | TEXT)) {
            assertThat(Schemas.problemsFromServer(frame.textWithPosition())).isEmpty();
        }
        return frame;
    }

    /** Reads frames up to the next with this opcode. */
    public Frame readFrame(int opcode) throws IOException {
        Frame frame = readFrame();
        while (frame.opcode() != opcode) {
            frame = readFrame();
        }
        return frame;
    }

    /** Reads so many bytes and throws them away. */
    public void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** Reads to the end of the connection, as text. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads to the end of the connection; true if there is one, false if it was cut with a reset. */
    public boolean readToEnd() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
