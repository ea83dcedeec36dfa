/**
 * One connection's life, from the upgrade to the clean-up: what waits for its client, whether it still lives, and how
 * it ends.
 *
 * <p>Only {@link aside.connection.ChatEndpoint} knows that there is Jetty; the rest talks to a
 * {@link aside.connection.Wire} and takes time from a {@link aside.connection.Scheduler}.
 */
package aside.connection;
