package aside.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.Interleaving;
import aside.testing.Interleaving.Round;
import aside.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server's heartbeat promises beyond the exercise, and what once went wrong. */
class PongCountingHeartbeatTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final ManualScheduler time = new ManualScheduler();

    @Test
    void aPingNumberNeverComesTwiceNotEvenAfterForgetAndWatch() {
        Heartbeat heartbeat = started(INTERVAL);
        Watched bob = new Watched();
        heartbeat.watch(bob);
        time.advance(INTERVAL.multipliedBy(2));

        heartbeat.forget(bob);
        heartbeat.watch(bob);
        time.advance(INTERVAL.multipliedBy(2));

        assertThat(bob.pings).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void anIntervalThatIsNoMultipleOfTheSweepsDoesNotDrift() {
        Duration odd = Duration.ofNanos(1_009);
        Heartbeat heartbeat = started(odd);
        Watched bob = new Watched();
        bob.onPing = peer -> peer.times.add(time.nanoTime());
        heartbeat.watch(bob);

        for (int i = 0; i < 50; i++) {
            time.advance(odd);
            heartbeat.pong(bob, bob.pings.getLast());
        }

        long first = bob.times.getFirst();
        assertThat(bob.times).isEqualTo(Stream.iterate(first, at -> at + 1_009).limit(50).toList());
    }

    @Test
    void aPeerThatIsForgottenWithinASweepIsNotPingedInIt() {
        Heartbeat heartbeat = started(INTERVAL);
        List<Watched> crowd = Stream.generate(Watched::new).limit(200).toList();
        // Each peer forgets itself; the first to be pinged forgets all others as well, whatever bins they are in.
        crowd.forEach(peer -> peer.onPing = first -> crowd.forEach(heartbeat::forget));
        crowd.forEach(heartbeat::watch);

        time.advance(INTERVAL);

        assertThat(crowd.stream().mapToInt(peer -> peer.pings.size()).sum()).isEqualTo(1);
    }

    @Test
    void aPeerThatComesBackWhileItIsFoundDeadKeepsItsNewLife() {
        Interleaving.explore(() -> {
            ManualScheduler clock = new ManualScheduler();
            Heartbeat heartbeat = woven(clock);
            heartbeat.start();
            Watched bob = new Watched();
            heartbeat.watch(bob);
            clock.advance(INTERVAL.multipliedBy(2));
            return new Round(() -> clock.advance(INTERVAL), () -> {
                heartbeat.forget(bob);
                heartbeat.watch(bob);
            }, () -> {
                int before = bob.pings.size();
                clock.advance(INTERVAL);
                assertThat(bob.pings).as("pings of the new life" + Interleaving.where()).hasSize(before + 1);
            });
        });
    }

    private Heartbeat started(Duration interval) {
        Heartbeat heartbeat = new PongCountingHeartbeat(time, interval);
        heartbeat.start();
        return heartbeat;
    }

    private static Heartbeat woven(Scheduler clock) {
        try {
            return Interleaving.woven(PongCountingHeartbeat.class).getConstructor(Scheduler.class, Duration.class)
                    .newInstance(clock, INTERVAL);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Watched implements Heartbeat.Peer {

        final List<Long> pings = Collections.synchronizedList(new ArrayList<>());
        final List<Long> times = new ArrayList<>();
        volatile Consumer<Watched> onPing = peer -> { };

        /** All in one sweep and one bin. */
        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public void ping(long number) {
            pings.add(number);
            onPing.accept(this);
        }

        @Override
        public void timedOut() {
            // What comes of it is not asked here.
        }
    }
}
