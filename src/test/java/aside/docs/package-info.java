/**
 * What the documentation says, held against what there is: excerpts, links, commands, figures, the map, the budget.
 * After a change of the code, {@code mvn test -Dtest=ExcerptsTest,FiguresTest -Dupdate-docs} rewrites excerpts and
 * figures.
 */
package aside.docs;
