/** Exercise 8: the bounded outbox. Start with README.md in this folder. */
package e08_outbox;
