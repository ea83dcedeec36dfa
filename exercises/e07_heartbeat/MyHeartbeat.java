package e07_heartbeat;

import aside.exercise.NotStarted;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import java.time.Duration;

/** Exercise 7: finds dead connections. Read README.md in this folder first. */
public final class MyHeartbeat implements Heartbeat {

    private final Scheduler scheduler;
    private final Duration interval;

    /**
     * Makes a heartbeat that has not started.
     *
     * @param scheduler the time, and what runs a task later; there is no other clock
     * @param interval from ping to ping
     */
    public MyHeartbeat(Scheduler scheduler, Duration interval) {
        this.scheduler = scheduler;
        this.interval = interval;
    }

    /** Starts: from now on, every watched peer is pinged once in every interval. Called once. */
    @Override
    public void start() {
        throw NotStarted.yet("start");
    }

    /**
     * Starts to watch a peer. Its first ping comes after this call, and within one interval.
     *
     * @param peer the peer
     */
    @Override
    public void watch(Peer peer) {
        throw NotStarted.yet("watch");
    }

    /**
     * Stops watching a peer. Does nothing if it is not watched.
     *
     * @param peer the peer
     */
    @Override
    public void forget(Peer peer) {
        throw NotStarted.yet("forget");
    }

    /**
     * A peer has sent a pong. It counts if it answers one of the last two pings of this peer, and that ping is open.
     *
     * @param peer the peer
     * @param number the number of the ping it answers
     */
    @Override
    public void pong(Peer peer, long number) {
        throw NotStarted.yet("pong");
    }
}
