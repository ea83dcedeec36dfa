package aside.jetty;

import aside.message.CloseReason;
import java.util.Arrays;
import org.eclipse.jetty.websocket.core.AbstractExtension;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;

/**
 * Replaces the words of the close frames that Jetty sends itself by ours. Jetty writes the message of the exception
 * into them: {@code Java heap space}, or what it did not like in a frame. Nothing from an exception may reach a client.
 *
 * <p>A name that begins with {@code @} makes it an internal extension: it is not told to the client, and it sees only
 * the frames that go through Jetty's session, none of {@link ChatEndpoint}'s own.
 */
public final class FixedCloseWords extends AbstractExtension {

    static final ExtensionConfig CONFIG = new ExtensionConfig("@fixed-close-words");

    /** Called by Jetty for each connection. */
    public FixedCloseWords() {
    }

    @Override
    public String getName() {
        return CONFIG.getName();
    }

    @Override
    public void sendFrame(OutgoingEntry entry) {
        if (entry.getFrame().getOpCode() != OpCode.CLOSE) {
            nextOutgoingFrame(entry);
            return;
        }
        int code = CloseStatus.getCloseStatus(entry.getFrame()).getCode();
        nextOutgoingFrame(new OutgoingEntry.Builder(new CloseStatus(code, wordsOf(code)).toFrame(), entry.getCallback())
                .build());
    }

    private static String wordsOf(int code) {
        return Arrays.stream(CloseReason.values()).filter(reason -> reason.code() == code)
                .findFirst().map(CloseReason::words).orElse("");
    }
}
