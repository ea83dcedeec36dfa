/** Exercise 3: private delivery. Start with README.md in this folder. */
package e03_private;
