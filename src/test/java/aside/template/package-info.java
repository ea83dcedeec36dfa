/** What {@code docs/template.md} promises to whoever takes this project as the start of a service. */
package aside.template;
