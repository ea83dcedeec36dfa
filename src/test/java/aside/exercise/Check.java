package aside.exercise;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** Marks one check of an exercise: a test whose name is a promise and which is worth points. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Check {

    /** Where it stands in the order in which the exercise is best solved, from 1. */
    int step();

    /** What it is worth: whole points, or a half. */
    double points();
}
