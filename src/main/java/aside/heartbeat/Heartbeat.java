package aside.heartbeat;

/**
 * Finds dead connections: pings every peer that has joined, and gives up on a peer that does not answer. May be called
 * from any thread.
 *
 * <p>The tutorial names it at its end, 心跳机制, and shows no code. Pings and pongs are those of RFC 6455, sections 5.5.2
 * and 5.5.3.
 */
public interface Heartbeat {

    /** One that can be pinged: a connection, or a test's stand-in. */
    interface Peer {

        /**
         * Sends a ping.
         *
         * @param number comes back in the pong
         */
        void ping(long number);

        /** Called when the peer has left two pings in a row unanswered. It is no longer watched. */
        void timedOut();
    }

    /** Starts: from now on, every watched peer is pinged once in every interval. */
    void start();

    /**
     * Starts to watch a peer. Its first ping comes after this call, and within one interval.
     *
     * @param peer the peer
     */
    void watch(Peer peer);

    /**
     * Stops watching a peer. Does nothing if it is not watched.
     *
     * @param peer the peer
     */
    void forget(Peer peer);

    /**
     * A peer has sent a pong. A pong that answers none of the last two pings does not count.
     *
     * @param peer the peer
     * @param number the number of the ping it answers
     */
    void pong(Peer peer, long number);
}
