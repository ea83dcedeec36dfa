/**
 * What is said: the messages of the protocol as types, and the codec between them and JSON.
 *
 * <p>This package knows the words of the protocol. It must not know who is here, who gets what, or that there are
 * sockets.
 */
package aside.message;
