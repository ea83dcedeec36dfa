package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReassemblyBudgetTest {

    private final List<String> evicted = new ArrayList<>();
    private final ReassemblyBudget budget = new ReassemblyBudget(100);
    private final Runnable first = () -> evicted.add("first");
    private final Runnable second = () -> evicted.add("second");

    @Test
    void nothingIsEvictedWhileEverythingFits() {
        budget.grow(first, 50);
        budget.grow(second, 50);

        assertThat(evicted).isEmpty();
    }

    @Test
    void theOldestMessageIsEvictedWhicheverGrows() {
        budget.grow(first, 50);
        budget.grow(second, 50);
        budget.grow(second, 1);

        assertThat(evicted).containsExactly("first");
    }

    @Test
    void aMessageIsNoYoungerForGrowing() {
        budget.grow(first, 1);
        budget.grow(second, 50);
        budget.grow(first, 50);

        assertThat(evicted).containsExactly("first");
    }

    @Test
    void anEmptyPartDoesNotMakeAMessageTheOldest() {
        budget.grow(first, 0);
        budget.grow(second, 100);
        budget.grow(first, 1);

        assertThat(evicted).as("first held nothing when second began").containsExactly("second");
    }

    @Test
    void anEndMakesRoom() {
        budget.grow(first, 100);
        budget.release(first);
        budget.release(first);
        budget.grow(second, 100);

        assertThat(evicted).isEmpty();
    }

    @Test
    void theMemoryOfAnEvictedMessageIsFreeAgain() {
        budget.grow(first, 100);
        budget.grow(second, 100);
        budget.grow(second, 0);

        assertThat(evicted).containsExactly("first");
    }
}
