/**
 * Who gets what: public and private messages, and the news of who comes and goes.
 *
 * <p>This package knows the registry and the messages. It must not know how a message reaches its client.
 */
package aside.routing;
