package aside.fire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Marks the tests of this package, and holds what the command line says to them. */
@Tag("fire")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface Fire {

    /** How long the tests take that could go on for ever: {@code -Dfire.seconds=600}. */
    Duration DURATION = Duration.ofSeconds(Long.getLong("fire.seconds", 60));

    /** Where the dice start: {@code -Dfire.seed=7} repeats what a failure printed. */
    long SEED = Long.getLong("fire.seed", System.nanoTime() & 0xFFFF_FFFFL);

    /** Nothing waits that long unless something is broken. */
    Duration PATIENCE = Duration.ofSeconds(60);
}
