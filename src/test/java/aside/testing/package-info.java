/** What the tests are made of: a client at the level of the protocol, a socket below it, and time that a test moves. */
package aside.testing;
