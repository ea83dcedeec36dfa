package aside.fire;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of clients join, talk, whisper, vanish, fall silent, flood, take names and send garbage, as dice say whose
 * start is known; and everything that the honest ones saw is judged.
 */
@Fire
class PromisesTest {

    private static final int PEOPLE = 250;
    private static final int ACTIONS_IN_ROUND = 4_000;
    private static final Duration TIME_TO_SHORTEN = Duration.ofMinutes(2);

    @Test
    void noPromiseIsBroken() {
        long end = System.nanoTime() + Fire.DURATION.toNanos();
        Round round = Round.withTheRealServer();
        long seed = Fire.SEED;
        do {
            List<Action> actions = Action.generate(seed, PEOPLE, ACTIONS_IN_ROUND);
            Optional<String> broken = round.run(actions);
            if (broken.isPresent()) {
                fail(Round.withTheRealServer()
                        .shortest(actions.subList(0, round.executed()), broken.get(), TIME_TO_SHORTEN)
                        + "\nrepeat with -Dfire.seed=" + seed);
            }
            seed++;
        } while (System.nanoTime() < end);
        Report.line("promises", "%d rounds from seed %d: %s", seed - Fire.SEED, Fire.SEED, round.counts());
    }
}
