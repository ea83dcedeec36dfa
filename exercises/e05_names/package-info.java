/** Exercise 5: names that collide. Its page is README.md beside this file. */
package e05_names;
