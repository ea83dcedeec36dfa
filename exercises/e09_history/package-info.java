/** Exercise 9: the latest messages of a room. Start with README.md in this folder. */
package e09_history;
