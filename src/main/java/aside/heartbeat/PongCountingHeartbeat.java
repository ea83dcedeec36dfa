package aside.heartbeat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heartbeat that counts pongs. Only a pong is a sign of life. Jetty's idle timeout is not enough: the server's own
 * pings reset it, so a peer that never answers would stay connected forever. Nor is a message: it may have been on its
 * way for a long time.
 *
 * <p>A peer is dead when, at the time of a ping, the last two pings are unanswered. So it has two whole intervals to
 * answer, and a pong that takes longer than one is no reason to drop it.
 */
public final class PongCountingHeartbeat implements Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(PongCountingHeartbeat.class);

    private static final int UNANSWERED_PINGS_ALLOWED = 1;

    /** The pings are spread over the interval in this many sweeps: all at once, they would be a burst. */
    private static final int SWEEPS = 20;

    private final Scheduler scheduler;
    private final long interval;

    /** Each peer is in one of the sweeps. */
    private final List<Map<Peer, Beat>> sweeps =
            Stream.<Map<Peer, Beat>>generate(ConcurrentHashMap::new).limit(SWEEPS).toList();

    /** How often a peer has been watched. */
    private final AtomicLong lives = new AtomicLong();

    // @start region="beat-of-one"
    /** The pings of one peer, from one {@code watch} to the next {@code forget}. */
    private static final class Beat {
        private long lastPing;
        private long lastPong;

        Beat(long life) {
            // No number comes twice, so a late pong from an earlier life answers nothing in this one.
            lastPing = life << 32;
            lastPong = lastPing;
        }

        synchronized long nextPing() {
            return ++lastPing;
        }

        synchronized void pong(long number) {
            if (number > lastPong && number <= lastPing) {
                lastPong = number;
            }
        }

        synchronized boolean isDead() {
            return lastPing - lastPong > UNANSWERED_PINGS_ALLOWED;
        }
    }
    // @end region="beat-of-one"

    /**
     * Makes a heartbeat that has not started.
     *
     * @param scheduler the time
     * @param interval from ping to ping
     */
    public PongCountingHeartbeat(Scheduler scheduler, Duration interval) {
        this.scheduler = scheduler;
        this.interval = interval.toNanos();
    }

    // @start region="start"
    @Override
    public void start() {
        schedule(0);
    }

    private void schedule(int sweep) {
        // Where the interval is no multiple of the sweeps, some wait a nanosecond longer: all together are one
        // interval.
        long delay = interval * (sweep + 1) / SWEEPS - interval * sweep / SWEEPS;
        scheduler.schedule(Duration.ofNanos(delay), () -> {
            // First of all, so that whatever happens in this sweep, there is a next one.
            schedule((sweep + 1) % SWEEPS);
            sweeps.get(sweep).forEach(this::beat);
        });
    }

    private Map<Peer, Beat> sweepOf(Peer peer) {
        return sweeps.get(Math.floorMod(peer.hashCode(), SWEEPS));
    }
    // @end region="start"

    @Override
    public void watch(Peer peer) {
        sweepOf(peer).put(peer, new Beat(lives.getAndIncrement()));
    }

    @Override
    public void forget(Peer peer) {
        sweepOf(peer).remove(peer);
    }

    @Override
    public void pong(Peer peer, long number) {
        Optional.ofNullable(sweepOf(peer).get(peer)).ifPresent(beat -> beat.pong(number));
    }

    // @start region="beat"
    private void beat(Peer peer, Beat beat) {
        Map<Peer, Beat> watched = sweepOf(peer);
        try {
            // This life and no other: the peer may have left, or left and come back, since this sweep began.
            if (beat.isDead() && watched.remove(peer, beat)) {
                peer.timedOut();
            } else if (watched.get(peer) == beat) {
                peer.ping(beat.nextPing());
            }
        } catch (RuntimeException e) {
            LOG.error("a heartbeat failed; the others go on", e);
        }
    }
    // @end region="beat"
}
