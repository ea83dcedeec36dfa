/** The protocol on paper: its schemas, its AsyncAPI document and {@code docs/protocol.md}, held against the code. */
package aside.protocol;
