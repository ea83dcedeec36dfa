package aside.bench;

import aside.connection.RateLimiter;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The judgement that every message passes. */
@State(Scope.Thread)
public class RateLimiterBenchmark {

    /** Messages a second that pass: all of these, none of them, no limit. */
    @Param({"1000000000", "1", "0"})
    public int perSecond;

    private RateLimiter limiter;

    /** Makes the limiter. */
    @Setup
    public void make() {
        limiter = new RateLimiter(new RateLimiter.Limits(perSecond, 1, 1_024, 1_000, Duration.ofSeconds(10)),
                System::nanoTime);
    }

    /** Judges one message. */
    @Benchmark
    public RateLimiter.Verdict next() {
        return limiter.nextMessage(100);
    }
}
