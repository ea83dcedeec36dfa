/**
 * The promises under load, faults and hostile input. {@code mvn test -Dfire} runs these tests, plain {@code mvn test}
 * does not: they load the machine and take minutes. docs/fire.md says what each shows, and how it was seen failing.
 */
package aside.fire;
