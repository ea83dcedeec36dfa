package aside.testing;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.Walk.Difference;
import aside.testing.Walk.Failure;
import aside.testing.Walk.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Walks find what a single example does not, and tell it shortly. */
class WalkTest {

    /** A set of numbers that forgets to remove 7, beside one that is right. */
    private static final class World {

        private final Set<Integer> right = new HashSet<>();
        private final List<Integer> wrong = new ArrayList<>();

        Optional<Difference> add(int number) {
            right.add(number);
            if (!wrong.contains(number)) {
                wrong.add(number);
            }
            return compare();
        }

        Optional<Difference> remove(int number) {
            right.remove(number);
            if (number != 7) {
                wrong.remove((Integer) number);
            }
            return compare();
        }

        private Optional<Difference> compare() {
            return Difference.between("the set holds", right, new HashSet<>(wrong));
        }
    }

    @Test
    void aWalkThatFailsIsToldInTheFewestSteps() {
        Optional<Failure> failure = new Walk<>(World::new, WalkTest::step).find(10, 1_000);

        assertThat(failure).contains(new Failure("7 is added; 7 is removed",
                new Difference("the set holds []", "the set holds [7]")));
    }

    @Test
    void theSameSeedIsTheSameWalk() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();

        new Walk<>(World::new, dice -> noted(step(dice), first)).find(1, 1_000);
        new Walk<>(World::new, dice -> noted(step(dice), second)).find(1, 1_000);

        assertThat(first).hasSize(1_000).isEqualTo(second);
    }

    private static Step<World> step(SplittableRandom dice) {
        int number = dice.nextInt(10);
        return dice.nextBoolean()
                ? new Step<>(number + " is added", world -> world.add(number))
                : new Step<>(number + " is removed", world -> world.remove(number));
    }

    private static Step<World> noted(Step<World> step, List<String> notes) {
        notes.add(step.words());
        return step;
    }
}
