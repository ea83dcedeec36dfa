/**
 * What is waiting for one client: a bounded queue between the senders, which must not wait, and a socket, which may be
 * slow.
 *
 * <p>This package knows encoded messages and one client's socket. It must not know who the client is, who sends, or
 * that there is Jetty: {@link aside.outbox.ClientSocket} is all it sees of the network.
 */
package aside.outbox;
