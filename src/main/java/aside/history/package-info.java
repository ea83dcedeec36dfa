/**
 * What was said: public messages in one order, numbered, and the latest of them kept for those who come back.
 *
 * <p>This package knows messages and who is here. It must not know what a connection is: a replay gets a place to put
 * messages, and is told when to go on.
 */
package aside.history;
