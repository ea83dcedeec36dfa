package aside.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A server message as it goes over the wire. A message is encoded once, however many get it: the recipients share
 * these bytes, so nobody may change them, and each writer asks for a view of its own.
 */
public final class EncodedMessage {

    private final byte[] utf8;

    /**
     * Wraps one JSON object.
     *
     * @param utf8 the JSON in UTF-8; belongs to this object from now on
     */
    public EncodedMessage(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** {@return the length in bytes} */
    public int size() {
        return utf8.length;
    }

    /** {@return a view of the bytes with a position of its own} Not to be written to. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(utf8);
    }

    /** The JSON, for logs and tests. */
    @Override
    public String toString() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
