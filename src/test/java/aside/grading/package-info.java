/**
 * The graders are graded: for each exercise, wrong answers that its checks must catch, each a bug that real projects
 * have shipped, and right answers unlike the reference that must pass.
 */
package aside.grading;
