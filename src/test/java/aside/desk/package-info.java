/** What holds on every desk: whatever the system, the language and the folder that the project is cloned into. */
package aside.desk;
