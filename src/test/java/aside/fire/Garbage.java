package aside.fire;

import aside.testing.RawSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Something that no good client sends, and the protocol's answer to it.
 *
 * @param kind what it is
 * @param answer {@code close 1002}, {@code error bad-json} and so on
 * @param bytes the frames
 */
record Garbage(String kind, String answer, byte[] bytes) {

    private static final int FIN = 0x80;

    /** Ways to break RFC 6455, each with the close code that answers it. */
    private static final List<Function<Random, Garbage>> BROKEN_FRAMES = List.of(
            dice -> new Garbage("a reserved bit", "close 1002",
                    RawSocket.frame(FIN | (1 + dice.nextInt(7)) << 4 | RawSocket.TEXT, noise(dice, 200))),
            dice -> new Garbage("a reserved opcode", "close 1002",
                    RawSocket.frame(FIN | dice.nextInt(2) << 3 | 3 + dice.nextInt(5), noise(dice, 100))),
            dice -> new Garbage("no mask", "close 1002", Frames.unmasked(FIN | RawSocket.TEXT, noise(dice, 1_000))),
            dice -> new Garbage("a control frame in parts", "close 1002",
                    RawSocket.frame(RawSocket.CLOSE + dice.nextInt(3), noise(dice, 100))),
            dice -> new Garbage("a control frame too long", "close 1002", RawSocket.frame(
                    FIN | RawSocket.CLOSE + dice.nextInt(3), new byte[126 + dice.nextInt(1_000)])),
            dice -> new Garbage("a continuation of nothing", "close 1002",
                    RawSocket.frame(dice.nextInt(2) * FIN | RawSocket.CONTINUATION, noise(dice, 100))),
            dice -> new Garbage("a message within a message", "close 1002", Frames.concat(
                    RawSocket.frame(RawSocket.TEXT, ascii("{")), RawSocket.frame(FIN | RawSocket.TEXT, ascii("}")))),
            dice -> new Garbage("a binary frame", "close 1003",
                    RawSocket.frame(dice.nextInt(2) * FIN | RawSocket.BINARY, noise(dice, 2_000))),
            dice -> new Garbage("not UTF-8", "close 1007",
                    RawSocket.frame(FIN | RawSocket.TEXT, notUtf8(dice))),
            dice -> new Garbage("too big", "close 1009",
                    RawSocket.frame(FIN | RawSocket.TEXT, ascii(" ".repeat(64 * 1024 + 1 + dice.nextInt(10_000))))),
            dice -> new Garbage("too big in parts", "close 1009", Frames.concat(
                    RawSocket.frame(RawSocket.TEXT, ascii(" ".repeat(40_000))),
                    RawSocket.frame(FIN, ascii(" ".repeat(25_537 + dice.nextInt(10_000)))))),
            dice -> new Garbage("too big by its own word", "close 1009", ByteBuffer.allocate(14)
                    .put((byte) (FIN | RawSocket.TEXT)).put((byte) 0xFF).putLong(1L << 31 | dice.nextLong() >>> 1)
                    .putInt(dice.nextInt()).array()),
            dice -> new Garbage("a close code that is none", "close 1002", Frames.close(
                    List.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2999, 5000, 65_535).get(dice.nextInt(12)))),
            dice -> new Garbage("half a close code", "close 1002",
                    RawSocket.frame(FIN | RawSocket.CLOSE, new byte[] {3})),
            dice -> new Garbage("close words that are not UTF-8", "close 1007", RawSocket.frame(FIN | RawSocket.CLOSE,
                    Frames.concat(new byte[] {3, (byte) 0xE8}, notUtf8(dice)))));

    /** Ways to break the protocol, each with the code of the error that answers it. */
    private static final List<Function<Random, Garbage>> BROKEN_MESSAGES = List.of(
            dice -> text("no JSON", "bad-json", "hello " + dice.nextInt()),
            dice -> text("half of a JSON", "bad-json", "{\"type\":\"public\",\"msg\":\"x\"".substring(
                    0, 1 + dice.nextInt(25))),
            dice -> text("JSON, but no object", "bad-json",
                    List.of("[]", "null", "1e999", "\"text\"", "true", "[{}]", "-0").get(dice.nextInt(7))),
            dice -> text("more than one object", "bad-json", "{\"type\":\"x\"}{}"),
            dice -> text("a key twice", "bad-json", "{\"type\":\"public\",\"msg\":\"a\",\"msg\":\"b\"}"),
            dice -> text("deep", "bad-json", nested(65 + dice.nextInt(20_000))),
            dice -> text("a number too long", "bad-json", "{\"n\":" + "9".repeat(1_001 + dice.nextInt(9_000)) + "}"),
            dice -> text("nothing at all", "bad-json", ""),
            dice -> text("thousands of keys", "bad-message", keys(1 + dice.nextInt(5_000))),
            dice -> text("no type", "bad-message", "{\"msg\":\"x\"}"),
            dice -> text("a type that is no text", "bad-message", "{\"type\":" + dice.nextInt() + "}"),
            dice -> text("a type that is none", "unknown-type", "{\"type\":\"x" + dice.nextInt() + "\"}"),
            dice -> text("half a surrogate pair", "bad-message",
                    "{\"type\":\"public\",\"msg\":\"\\ud83d" + "x".repeat(dice.nextInt(3)) + "\"}"),
            dice -> text("a msg that is no text", "bad-message", "{\"type\":\"public\",\"msg\":["
                    + dice.nextInt() + "]}"),
            dice -> text("an id too long", "bad-message",
                    "{\"type\":\"public\",\"msg\":\"x\",\"id\":\"" + "i".repeat(65 + dice.nextInt(100)) + "\"}"),
            dice -> text("a text too long", "message-too-long",
                    "{\"type\":\"public\",\"msg\":\"" + "字".repeat(4_001 + dice.nextInt(10_000)) + "\"}"),
            dice -> text("nobody to send it to", "bad-message", "{\"type\":\"private\",\"msg\":\"x\"}"),
            dice -> text("a name that is none", "bad-name", "{\"type\":\"join\",\"name\":\"" + badName(dice) + "\"}"),
            dice -> text("talk before the join", "not-joined", "{\"type\":\"public\",\"msg\":\"x\"}"));

    /** Any garbage. */
    static Garbage next(Random dice) {
        return dice.nextBoolean() ? brokenFrame(dice) : brokenMessage(dice);
    }

    /** Garbage that ends a connection. */
    static Garbage brokenFrame(Random dice) {
        return BROKEN_FRAMES.get(dice.nextInt(BROKEN_FRAMES.size())).apply(dice);
    }

    /** Garbage that is answered with an error, whole or in parts. */
    static Garbage brokenMessage(Random dice) {
        Garbage whole = BROKEN_MESSAGES.get(dice.nextInt(BROKEN_MESSAGES.size())).apply(dice);
        return dice.nextInt(4) > 0 ? whole : new Garbage(whole.kind, whole.answer, inParts(whole.bytes, dice));
    }

    private static Garbage text(String kind, String code, String json) {
        return new Garbage(kind, "error " + code, json.getBytes(StandardCharsets.UTF_8)).framed();
    }

    private Garbage framed() {
        return new Garbage(kind, answer, RawSocket.frame(FIN | RawSocket.TEXT, bytes));
    }

    /** The same message in two to four frames, cut anywhere, in the middle of a character too. */
    private static byte[] inParts(byte[] frame, Random dice) {
        int length = frame[1] & 0x7F;
        int head = 6 + (length == 126 ? 2 : length == 127 ? 8 : 0);
        List<byte[]> parts = new ArrayList<>();
        int from = head;
        for (int i = 1 + dice.nextInt(3); i > 0; i--) {
            int to = from + dice.nextInt(frame.length - from + 1);
            parts.add(part(parts.isEmpty(), false, frame, from, to));
            from = to;
        }
        parts.add(part(false, true, frame, from, frame.length));
        return Frames.concat(parts.toArray(byte[][]::new));
    }

    private static byte[] part(boolean first, boolean last, byte[] frame, int from, int to) {
        byte[] payload = new byte[to - from];
        System.arraycopy(frame, from, payload, 0, payload.length);
        return RawSocket.frame((last ? FIN : 0) | (first ? RawSocket.TEXT : RawSocket.CONTINUATION), payload);
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(Math.min(depth, 8_000)) + "1" + "}".repeat(Math.min(depth, 8_000));
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String badName(Random dice) {
        return List.of("", " ", "two words", "x".repeat(33), "張".repeat(33), "\\u0000", "a\\u202eb", "\\u200b", "a/b",
                "😀", "\\u0301a", "<b>", "a\\nb", "\\ufe0f", "ﷺ".repeat(20), "e" + "\\u0301".repeat(40),
                "x".repeat(5_000)).get(dice.nextInt(17));
    }

    private static byte[] notUtf8(Random dice) {
        byte[][] wrong = {{(byte) 0xFF}, {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0x80},
            {(byte) 0xE2, (byte) 0x28, (byte) 0xA1},
            {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80}, {(byte) 0xE2, (byte) 0x82}};
        return Frames.concat(ascii("x".repeat(dice.nextInt(100))), wrong[dice.nextInt(wrong.length)]);
    }

    private static byte[] noise(Random dice, int max) {
        byte[] noise = new byte[dice.nextInt(max)];
        dice.nextBytes(noise);
        return noise;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
