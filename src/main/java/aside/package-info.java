/**
 * The server as a whole: its parts put together, its options, and the command line. This package knows all others;
 * none of them knows it.
 */
package aside;
