package aside.grading;

import aside.registry.LockedClientRegistry;
import java.util.List;

/** Exercise 1 is graded. */
class E01GradingTest extends ExerciseGrading {

    E01GradingTest() {
        super(1, LockedClientRegistry.class);
    }

    @Override
    List<Wrong> wrongAnswers() {
        return List.of();
    }

    @Override
    List<Class<?>> rightAnswers() {
        return List.of();
    }
}
