package aside.fire;

import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what many clients hear together. */
final class Tally implements Swarm.Listener {

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger welcomed = new AtomicInteger();
    final AtomicInteger nameTaken = new AtomicInteger();
    final AtomicInteger pings = new AtomicInteger();
    final AtomicInteger over = new AtomicInteger();
    final Map<Integer, AtomicInteger> closeCodes = new ConcurrentHashMap<>();

    @Override
    public void opened() {
        opened.incrementAndGet();
    }

    @Override
    public void frame(int opcode, byte[] payload) {
        if (opcode == RawSocket.CLOSE) {
            closeCodes.computeIfAbsent(Frames.closeCode(payload), it -> new AtomicInteger()).incrementAndGet();
        } else if (opcode == RawSocket.PING) {
            pings.incrementAndGet();
        } else if (opcode == RawSocket.TEXT) {
            String text = new String(payload, StandardCharsets.UTF_8);
            if (text.startsWith("{\"type\":\"welcome\"")) {
                welcomed.incrementAndGet();
            } else if (text.contains("\"name-taken\"")) {
                nameTaken.incrementAndGet();
            }
        }
    }

    @Override
    public String toString() {
        return "opened " + opened + ", welcomed " + welcomed + ", over " + over + ", close codes " + closeCodes;
    }

    @Override
    public void ended(Swarm.End end) {
        over.incrementAndGet();
    }
}
