/**
 * Who is here: names, clients, and the map from one to the other under its lock.
 *
 * <p>This package knows that a client has a name and takes encoded messages. It must not know what a message says,
 * who gets what, or that there are sockets.
 */
package aside.registry;
