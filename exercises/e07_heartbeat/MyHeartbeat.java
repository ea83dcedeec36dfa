package e07_heartbeat;

import aside.exercise.NotStarted;
import aside.heartbeat.Heartbeat;
import aside.heartbeat.Scheduler;
import java.time.Duration;

/** Finds the dead. This file is yours: see README.md beside it. */
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

    /** Starts to ping everyone who is watched, once in every interval from now on. Called once. */
    @Override
    public void start() {
        throw NotStarted.yet("start");
    }

    /**
     * Watches a peer. Its first ping comes later than this, and within one interval.
     *
     * @param peer whom
     */
    @Override
    public void watch(Peer peer) {
        throw NotStarted.yet("watch");
    }

    /**
     * Watches a peer no more. Does nothing if it is not watched.
     *
     * @param peer whom
     */
    @Override
    public void forget(Peer peer) {
        throw NotStarted.yet("forget");
    }

    /**
     * Hears a pong. One that answers no ping of the last two intervals counts for nothing.
     *
     * @param peer from whom
     * @param number the number of the ping it answers
     */
    @Override
    public void pong(Peer peer, long number) {
        throw NotStarted.yet("pong");
    }
}
