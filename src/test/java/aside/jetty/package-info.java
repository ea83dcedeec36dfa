/**
 * What Jetty really does: each test shows one sentence of {@code docs/what-jetty-really-does.md} on Jetty alone,
 * without a line of this project's server.
 */
package aside.jetty;
