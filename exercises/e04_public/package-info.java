/** Exercise 4: public delivery, and dispatch by type. Start with README.md in this folder. */
package e04_public;
