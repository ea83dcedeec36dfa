package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {

    private final List<String> givenUp = new ArrayList<>();
    private final UnfinishedMessages unfinished = new UnfinishedMessages(100);
    private final Runnable first = () -> givenUp.add("first");
    private final Runnable second = () -> givenUp.add("second");

    @Test
    void allFitAsLongAsTheSpaceSuffices() {
        unfinished.grows(first, 50);
        unfinished.grows(second, 50);

        assertThat(givenUp).isEmpty();
    }

    @Test
    void theMessageThatWasBegunFirstIsGivenUpWhoeverGrows() {
        unfinished.grows(first, 50);
        unfinished.grows(second, 50);
        unfinished.grows(second, 1);

        assertThat(givenUp).containsExactly("first");
    }

    @Test
    void aMessageIsNoYoungerForGrowing() {
        unfinished.grows(first, 1);
        unfinished.grows(second, 50);
        unfinished.grows(first, 50);

        assertThat(givenUp).containsExactly("first");
    }

    @Test
    void anEndMakesRoom() {
        unfinished.grows(first, 100);
        unfinished.ends(first);
        unfinished.ends(first);
        unfinished.grows(second, 100);

        assertThat(givenUp).isEmpty();
    }

    @Test
    void theSpaceOfWhatIsGivenUpIsFreeAgain() {
        unfinished.grows(first, 100);
        unfinished.grows(second, 100);
        unfinished.grows(second, 0);

        assertThat(givenUp).containsExactly("first");
    }
}
