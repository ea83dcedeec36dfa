/** Exercise 7: finding the dead. Start with README.md in this folder. */
package e07_heartbeat;
