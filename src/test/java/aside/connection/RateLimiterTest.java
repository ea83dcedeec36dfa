package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;

import aside.connection.RateLimiter.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The token bucket, in time that the test moves. */
class RateLimiterTest {

    private long now = Long.MAX_VALUE - 1_000_000;

    private final RateLimiter limiter =
            new RateLimiter(new RateLimiter.Limits(10, 20, 100, 5, Duration.ofSeconds(1)), () -> now);

    @Test
    void aBurstPassesAndThenTheRateHolds() {
        assertThat(passed(25)).isEqualTo(20);

        advance(Duration.ofMillis(99));
        assertThat(limiter.nextMessage(10)).as("after 0.99 of a message's time").isNotEqualTo(Verdict.PASS);
        advance(Duration.ofMillis(1));

        assertThat(limiter.nextMessage(10)).isEqualTo(Verdict.PASS);
    }

    @Test
    void aPauseFillsTheBucketAndNoMore() {
        passed(20);

        advance(Duration.ofDays(30_000));

        assertThat(passed(30)).isEqualTo(20);
    }

    @Test
    void soManyRefusalsWithinTheWindowAreFlooding() {
        passed(20);

        for (int i = 0; i < 4; i++) {
            assertThat(limiter.nextMessage(10)).isEqualTo(Verdict.REFUSE);
        }

        assertThat(limiter.nextMessage(10)).isEqualTo(Verdict.FLOODING);
    }

    @Test
    void refusalsThatAreLongAgoAreForgotten() {
        passed(20);
        for (int i = 0; i < 4; i++) {
            limiter.nextMessage(10);
        }

        advance(Duration.ofSeconds(1).plusNanos(1));
        passed(10);

        assertThat(limiter.nextMessage(10)).as("the fifth, but four are older than the window")
                .isEqualTo(Verdict.REFUSE);
    }

    @Test
    void aLongMessageCountsOnceForEachUnitBegun() {
        assertThat(limiter.nextMessage(1_901)).as("all 20 units at once").isEqualTo(Verdict.PASS);

        advance(Duration.ofMillis(299));
        assertThat(limiter.nextMessage(201)).as("3 units, after the time of 2.99").isNotEqualTo(Verdict.PASS);
        advance(Duration.ofMillis(1));

        assertThat(limiter.nextMessage(201)).isEqualTo(Verdict.PASS);
    }

    @Test
    void aMessageThatIsLargerThanTheBucketPassesWhenTheBucketIsFull() {
        assertThat(limiter.nextMessage(1_000_000)).isEqualTo(Verdict.PASS);
        assertThat(limiter.nextMessage(1)).as("the bucket is empty now").isEqualTo(Verdict.REFUSE);
    }

    @Test
    void aLongMessageThatIsRefusedCountsAsManyRefusals() {
        passed(20);

        assertThat(limiter.nextMessage(500)).as("5 units, and 5 refusals are flooding").isEqualTo(Verdict.FLOODING);
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        RateLimiter off = new RateLimiter(new RateLimiter.Limits(0, 20, 100, 5, Duration.ofSeconds(1)), () -> now);

        for (int i = 0; i < 100_000; i++) {
            assertThat(off.nextMessage(10)).isEqualTo(Verdict.PASS);
        }
    }

    private int passed(int messages) {
        int passed = 0;
        for (int i = 0; i < messages; i++) {
            if (limiter.nextMessage(10) != Verdict.PASS) {
                return passed;
            }
            passed++;
        }
        return passed;
    }

    private void advance(Duration duration) {
        now += duration.toNanos();
    }
}
