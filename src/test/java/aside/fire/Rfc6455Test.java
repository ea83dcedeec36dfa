package aside.fire;

import static aside.testing.RawSocket.BINARY;
import static aside.testing.RawSocket.CLOSE;
import static aside.testing.RawSocket.CONTINUATION;
import static aside.testing.RawSocket.PING;
import static aside.testing.RawSocket.PONG;
import static aside.testing.RawSocket.TEXT;
import static aside.testing.RawSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import aside.testing.RunningServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 6455 at the edges that are ours, in the order of the Autobahn test suite: framing, pings, reserved bits, opcodes,
 * fragmentation, UTF-8, close handshake, limits. An answer reads like {@code pong 3}, {@code error bad-json} or
 * {@code close 1002}; after a close, the connection ends.
 */
@Fire
class Rfc6455Test {

    private static final int FIN = 0x80;

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    static Stream<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        framing(all);
        pingsAndPongs(all);
        reservedBits(all);
        opcodes(all);
        fragmentation(all);
        utf8(all);
        closeHandshake(all);
        limits(all);
        return all.stream();
    }

    private static void framing(List<Arguments> all) {
        for (int length : List.of(0, 1, 125, 126, 127, 128, 4_095, 4_096, 4_097, 65_535, 65_536)) {
            add(all, "1.1 text of " + length, frame(FIN | TEXT, spaces(length)), "error bad-json");
        }
        for (int length : List.of(0, 125, 126, 65_536)) {
            add(all, "1.2 binary of " + length, frame(FIN | BINARY, spaces(length)), "close 1003");
        }
        add(all, "1.3 no mask", Frames.unmasked(FIN | TEXT, spaces(5)), "close 1002");
    }

    private static void pingsAndPongs(List<Arguments> all) {
        for (int length : List.of(0, 4, 125)) {
            add(all, "2.1 ping of " + length, frame(FIN | PING, spaces(length)), "pong " + length);
        }
        add(all, "2.5 ping of 126", frame(FIN | PING, spaces(126)), "close 1002");
        add(all, "2.7 pong nobody asked for", Frames.concat(Frames.pong(spaces(5)), ping(1)), "pong 1");
        add(all, "2.10 ten pings", Frames.concat(ping(1), ping(2), ping(3), ping(4), ping(5), ping(6), ping(7), ping(8),
                ping(9), ping(10)), "pong 1", "pong 2", "pong 3", "pong 4", "pong 5", "pong 6", "pong 7", "pong 8",
                "pong 9", "pong 10");
    }

    private static void reservedBits(List<Arguments> all) {
        for (int bits = 1; bits < 8; bits++) {
            add(all, "3.1 text with reserved bits " + bits, frame(FIN | bits << 4 | TEXT, spaces(1)), "close 1002");
            add(all, "3.2 ping with reserved bits " + bits, frame(FIN | bits << 4 | PING, spaces(1)), "close 1002");
        }
        add(all, "3.4 a good message, then reserved bits",
                Frames.concat(ping(1), frame(FIN | 0x40 | CLOSE, new byte[0])), "pong 1", "close 1002");
    }

    private static void opcodes(List<Arguments> all) {
        for (int opcode : List.of(3, 4, 5, 6, 7)) {
            add(all, "4.1 opcode " + opcode, frame(FIN | opcode, spaces(2)), "close 1002");
        }
        for (int opcode : List.of(11, 12, 13, 14, 15)) {
            add(all, "4.2 opcode " + opcode, frame(FIN | opcode, new byte[0]), "close 1002");
        }
        // What Jetty before 12.1.12 makes room for before it looks at the opcode: CVE-2026-19204.
        add(all, "4.1 opcode 3 with 2 GiB to come",
                bytes(0x83, 0xFF, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xF0, 0, 0, 0, 0, 0), "close 1002");
    }

    private static void fragmentation(List<Arguments> all) {
        add(all, "5.1 ping in parts", Frames.concat(frame(PING, spaces(1)), frame(FIN, spaces(1))), "close 1002");
        add(all, "5.2 pong in parts", Frames.concat(frame(PONG, spaces(1)), frame(FIN, spaces(1))), "close 1002");
        add(all, "5.3 text in two", Frames.concat(frame(TEXT, utf8("{}")), frame(FIN, spaces(1))), "error bad-message");
        add(all, "5.6 a ping in between", Frames.concat(frame(TEXT, utf8("{")), ping(3), frame(FIN, utf8("}"))),
                "pong 3", "error bad-message");
        add(all, "5.9 a continuation of nothing", frame(FIN, spaces(1)), "close 1002");
        add(all, "5.10 a continuation without an end of nothing", frame(CONTINUATION, spaces(1)), "close 1002");
        add(all, "5.15 a continuation after the end", Frames.concat(frame(TEXT, utf8("{")), frame(FIN, utf8("}")),
                frame(FIN, utf8("}"))), "close 1002");
        add(all, "5.18 a message within a message", Frames.concat(frame(TEXT, spaces(1)), frame(FIN | TEXT, spaces(1))),
                "close 1002");
        add(all, "5.19 parts of nothing", Frames.concat(frame(TEXT, new byte[0]), frame(0, new byte[0]),
                frame(0, utf8("{}")), frame(0, new byte[0]), frame(FIN, new byte[0])), "error bad-message");
        add(all, "5.20 large parts", Frames.concat(frame(TEXT, spaces(20_000)), ping(2), frame(0, spaces(20_000)),
                frame(FIN, utf8("{}"))), "pong 2", "error bad-message");
    }

    private static void utf8(List<Arguments> all) {
        byte[] greeting = utf8("{\"κόσμε\":\"張三😀\"}");
        add(all, "6.2 UTF-8", frame(FIN | TEXT, greeting), "error bad-message");
        for (int cut = 1; cut < greeting.length; cut++) {
            byte[] first = Arrays.copyOf(greeting, cut);
            byte[] rest = Arrays.copyOfRange(greeting, cut, greeting.length);
            add(all, "6.2 UTF-8 cut after byte " + cut, Frames.concat(frame(TEXT, first), frame(FIN, rest)),
                    "error bad-message");
        }
        add(all, "6.3 not UTF-8", frame(FIN | TEXT, bytes(0xCE, 0xBA, 0xED, 0xA0, 0x80)), "close 1007");
        add(all, "6.4 not UTF-8 in the first of two parts",
                Frames.concat(frame(TEXT, bytes(0x20, 0xF4, 0x90, 0x80, 0x80)), frame(FIN, spaces(1))), "close 1007");
        add(all, "6.6 half of a character", frame(FIN | TEXT, bytes(0xF0, 0x9F, 0x98)), "close 1007");
        add(all, "6.10 beyond Unicode", frame(FIN | TEXT, bytes(0xF4, 0x90, 0x80, 0x80)), "close 1007");
        add(all, "6.12 overlong", frame(FIN | TEXT, bytes(0xC0, 0xAF)), "close 1007");
        add(all, "6.18 half a surrogate pair", frame(FIN | TEXT, bytes(0xED, 0xBF, 0xBF)), "close 1007");
        add(all, "6.20 not a character, but allowed", frame(FIN | TEXT, bytes(0xEF, 0xBF, 0xBF)), "error bad-json");
    }

    private static void closeHandshake(List<Arguments> all) {
        add(all, "7.1 a message, then a close", Frames.concat(Frames.text("{}"), Frames.close(1000)),
                "error bad-message", "close 1000");
        add(all, "7.1 two closes", Frames.concat(Frames.close(1000), Frames.close(1000)), "close 1000");
        add(all, "7.1 a ping after the close", Frames.concat(Frames.close(1000), ping(1)), "close 1000");
        add(all, "7.1 a close within a message", Frames.concat(frame(TEXT, utf8("{")), Frames.close(1000)),
                "close 1000");
        add(all, "7.3 no code", frame(FIN | CLOSE, new byte[0]), "close 1005");
        add(all, "7.3 half a code", frame(FIN | CLOSE, bytes(3)), "close 1002");
        add(all, "7.3 words of 123", frame(FIN | CLOSE, Frames.concat(bytes(3, 0xE8), spaces(123))), "close 1000");
        add(all, "7.3 words of 124", frame(FIN | CLOSE, Frames.concat(bytes(3, 0xE8), spaces(124))), "close 1002");
        add(all, "7.5 words that are not UTF-8", frame(FIN | CLOSE, bytes(3, 0xE8, 0xFF)), "close 1007");
        for (int code : List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)) {
            add(all, "7.7 code " + code, Frames.close(code), "close " + code);
        }
        for (int code : List.of(0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535)) {
            add(all, "7.9 code " + code, Frames.close(code), "close 1002");
        }
    }

    private static void limits(List<Arguments> all) {
        add(all, "9.1 the longest message", frame(FIN | TEXT, spaces(64 * 1024)), "error bad-json");
        add(all, "9.1 one byte more", frame(FIN | TEXT, spaces(64 * 1024 + 1)), "close 1009");
        add(all, "9.3 one byte more, in parts", Frames.concat(frame(TEXT, spaces(64 * 1024)), frame(FIN, spaces(1))),
                "close 1009");
        add(all, "9.5 a length of 2^62", bytes(0x81, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), "close 1009");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void inOnePiece(String name, byte[] bytes, List<String> answers) throws IOException {
        check(name, bytes, answers, bytes.length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void inSmallPieces(String name, byte[] bytes, List<String> answers) throws IOException {
        check(name, bytes, answers, Math.max(1, Math.min(1_000, bytes.length / 7)));
    }

    private void check(String name, byte[] bytes, List<String> answers, int piece) throws IOException {
        try (RawSocket socket = RawSocket.upgrade(server.get(), "")) {
            socket.readHead();
            write(socket, bytes, piece);

            for (String expected : answers) {
                assertThat(answer(socket)).as(name).isEqualTo(expected);
            }
            if (answers.getLast().startsWith("close")) {
                write(socket, Frames.close(1000), 100);
                socket.readToEnd();
            } else {
                socket.write(ping(9));
                assertThat(answer(socket)).as("what comes after %s", name).isEqualTo("pong 9");
            }
        }
    }

    /** The server may cut the connection before it has read all. */
    private static void write(RawSocket socket, byte[] bytes, int piece) {
        try {
            for (int from = 0; from < bytes.length; from += piece) {
                socket.write(Arrays.copyOfRange(bytes, from, Math.min(from + piece, bytes.length)));
            }
        } catch (IOException e) {
            // What it has said before is there to be read.
            return;
        }
    }

    private static String answer(RawSocket socket) {
        RawSocket.Frame frame;
        try {
            frame = socket.readFrame();
        } catch (IOException e) {
            return "nothing: " + e.getMessage();
        }
        return switch (frame.opcode()) {
            case TEXT -> frame.text().replaceAll("\\{\"type\":\"(\\w+)\",\"code\":\"([\\w-]+)\".*", "$1 $2");
            case CLOSE -> "close " + Frames.closeCode(frame.payload());
            case PONG -> "pong " + frame.payload().length;
            default -> "opcode " + frame.opcode();
        };
    }

    private static void add(List<Arguments> all, String name, byte[] bytes, String... answers) {
        all.add(Arguments.of(name, bytes, List.of(answers)));
    }

    private static byte[] ping(int length) {
        return frame(FIN | PING, spaces(length));
    }

    private static byte[] spaces(int length) {
        return utf8(" ".repeat(length));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
