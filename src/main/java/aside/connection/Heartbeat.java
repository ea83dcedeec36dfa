package aside.connection;

/**
 * Finds the dead: pings those who have joined and drops who does not answer. May be called from any thread.
 *
 * <p>Source: the tutorial's step 心跳机制; RFC 6455, sections 5.5.2 and 5.5.3.
 */
public interface Heartbeat {

    /** Somebody who can be pinged. */
    interface Peer {

        /**
         * Sends a ping.
         *
         * @param number comes back in the pong
         */
        void ping(long number);

        /** Ends a peer that did not answer. */
        void dead();
    }

    /** Starts to ping everyone who is watched, once in every interval from now on. */
    void start();

    /**
     * Watches a peer. Its first ping comes later than this, and within one interval.
     *
     * @param peer whom
     */
    void watch(Peer peer);

    /**
     * Watches a peer no more. Does nothing if it is not watched.
     *
     * @param peer whom
     */
    void forget(Peer peer);

    /**
     * Hears a pong. One that answers no ping of the last two intervals counts for nothing.
     *
     * @param peer from whom
     * @param number the number of the ping it answers
     */
    void pong(Peer peer, long number);
}
