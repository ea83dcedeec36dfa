/**
 * The edge: sockets, frames, threads, the page. The only package that knows that there is Jetty.
 *
 * <p>It turns frames into messages for a {@link aside.connection.ChatConnection}, and decides which thread reads a
 * socket and when a write happens. It must not know what a message says.
 */
package aside.jetty;
