/** Exercise 1: who is here. Its page is README.md beside this file. */
package e01_registry;
