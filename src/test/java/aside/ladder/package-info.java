/**
 * From "loop and send" to the bounded gathering outbox, in five small steps. {@code docs/broadcast-ladder.md} tells the
 * story; each step is broken by one test of {@code LadderTest}, and the next one passes it.
 */
package aside.ladder;
