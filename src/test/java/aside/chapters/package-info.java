/**
 * The plain ways to write a chat server that each chapter of the course starts from, and the tests that break them.
 * Each class is named after its chapter. The same scenario runs against the server's own class, which passes it.
 */
package aside.chapters;
