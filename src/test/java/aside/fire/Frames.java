package aside.fire;

import aside.testing.RawSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/** RFC 6455, section 5.2: frames to bytes, whether allowed or not, and bytes to frames. */
final class Frames {

    private static final int FIN = 0x80;

    private Frames() {
    }

    /** A text frame. */
    static byte[] text(String text) {
        return RawSocket.frame(FIN | RawSocket.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame with a code and no words. */
    static byte[] close(int code) {
        return RawSocket.frame(FIN | RawSocket.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** A pong. */
    static byte[] pong(byte[] payload) {
        return RawSocket.frame(FIN | RawSocket.PONG, payload);
    }

    /** A frame without the mask that a client must use. */
    static byte[] unmasked(int firstByte, byte[] payload) {
        byte[] frame = RawSocket.frame(firstByte, payload);
        int headLength = frame.length - payload.length;
        byte[] unmasked = Arrays.copyOf(frame, frame.length - 4);
        unmasked[1] &= 0x7F;
        System.arraycopy(payload, 0, unmasked, headLength - 4, payload.length);
        return unmasked;
    }

    /** Bytes one after the other. */
    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** The code of a close frame; 1005 stands for none (RFC 6455, section 7.1.5). */
    static int closeCode(byte[] payload) {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    /** Cuts what comes from a server into frames. */
    static final class Reader {

        /** The begin of a frame whose end has not come. */
        private byte[] begun = {};

        /**
         * Takes bytes and hands on each frame that is complete.
         *
         * @param bytes what came
         * @param frames gets the payload and the opcode
         */
        void read(ByteBuffer bytes, ObjIntConsumer<byte[]> frames) {
            ByteBuffer all = bytes;
            if (begun.length > 0) {
                all = ByteBuffer.allocate(begun.length + bytes.remaining()).put(begun).put(bytes).flip();
            }
            while (isComplete(all)) {
                int opcode = all.get() & 0x0F;
                byte[] payload = new byte[payloadLength(all)];
                all.get(payload);
                frames.accept(payload, opcode);
            }
            begun = new byte[all.remaining()];
            all.get(begun);
        }

        private static boolean isComplete(ByteBuffer bytes) {
            ByteBuffer view = bytes.slice();
            if (view.remaining() < 2) {
                return false;
            }
            int length = view.get(1) & 0x7F;
            if (view.remaining() < 2 + (length == 126 ? 2 : length == 127 ? 8 : 0)) {
                return false;
            }
            view.get();
            return payloadLength(view) <= view.remaining();
        }

        private static int payloadLength(ByteBuffer bytes) {
            int length = bytes.get() & 0x7F;
            return switch (length) {
                case 126 -> bytes.getShort() & 0xFFFF;
                case 127 -> (int) bytes.getLong();
                default -> length;
            };
        }
    }
}
