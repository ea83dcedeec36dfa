/**
 * The frame of the exercises: what a check class says about itself, what runs it, and what shows the score.
 *
 * <p>This package knows that there are exercises with checks and points. It must not know any single one.
 */
package aside.exercise;
