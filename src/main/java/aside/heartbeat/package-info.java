/**
 * Who is alive: pings, pongs, and the time by which they are judged.
 *
 * <p>This package knows peers that can be pinged, and it is where the server gets its time from. It must not know what
 * a peer is: a connection, or a test.
 */
package aside.heartbeat;
