/**
 * One connection's life, from the first message to the clean-up: whether its client has joined, how fast it may send,
 * and how it ends, exactly once.
 *
 * <p>This package puts the parts of one connection together: outbox, heartbeat, routing. It must not know that there
 * is Jetty; it is called by the edge, and speaks to it through an {@link aside.outbox.ClientSocket}.
 */
package aside.connection;
