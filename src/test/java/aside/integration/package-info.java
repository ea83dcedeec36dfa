/** The real server on a free port and real clients over real sockets: one class for each concern of the design. */
package aside.integration;
