package aside.testing;

import aside.connection.CloseReason;
import aside.connection.Wire;
import aside.message.EncodedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A wire whose writes end when the test says so, or at once. Records what was asked of it, in order. A second write
 * while one is under way is recorded as such.
 */
public final class GateWire implements Wire {

    private final List<String> events = new ArrayList<>();
    private final boolean endsAtOnce;
    private Optional<Done> underWay = Optional.empty();

    private GateWire(boolean endsAtOnce) {
        this.endsAtOnce = endsAtOnce;
    }

    /** A wire whose writes end within their own call. */
    public static GateWire open() {
        return new GateWire(true);
    }

    /** A wire whose writes end with {@link #endWrite}. */
    public static GateWire shut() {
        return new GateWire(false);
    }

    @Override
    public synchronized void write(List<EncodedMessage> messages, Done done) {
        events.add((underWay.isPresent() ? "SECOND write " : "write ") + messages);
        if (endsAtOnce) {
            done.written(true);
        } else {
            underWay = Optional.of(done);
        }
    }

    /** Ends the write that is under way. */
    public void endWrite(boolean written) {
        take().written(written);
    }

    private synchronized Done take() {
        Done done = underWay.orElseThrow(() -> new AssertionError("no write is under way; so far: " + events));
        underWay = Optional.empty();
        return done;
    }

    @Override
    public synchronized void ping(long number) {
        events.add("ping " + number);
    }

    @Override
    public synchronized void close(CloseReason reason) {
        events.add((underWay.isPresent() ? "EARLY close " : "close ") + reason);
    }

    @Override
    public synchronized void abort() {
        events.add("abort");
    }

    /** What was asked of the wire so far: {@code write [a, b]}, {@code close STOPPING}. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }
}
