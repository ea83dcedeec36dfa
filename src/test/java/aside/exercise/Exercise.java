package aside.exercise;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Marks a class of checks. Each method of it with {@link Check} is worth its points. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExerciseExtension.class)
@TestMethodOrder(ChecksInOrder.class)
public @interface Exercise {

    /** The number; the class also carries the tag {@code exercise-N}, by which Maven finds it. */
    int number();

    /** What is built, in a few words. */
    String title();

    /** How hard it is, 1 to 3. */
    int stars();

    /** The chapter that explains it, such as {@code docs/01-registry.md}. */
    String chapter();

    /** The student's class. */
    Class<?> yours();
}
