/** Exercise 2: what is said. Its page is README.md beside this file. */
package e02_messages;
