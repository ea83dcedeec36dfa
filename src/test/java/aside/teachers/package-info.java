/** What {@code docs/teachers.md} promises to whoever teaches with this project. */
package aside.teachers;
