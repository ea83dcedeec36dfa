package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.heartbeat.Heartbeat.Peer;
import aside.heartbeat.PongCountingHeartbeat;
import aside.heartbeat.Scheduler;
import aside.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finding the dead: what counts as a sign of life. */
class Chapter07HeartbeatTest {

    private static final Duration INTERVAL = Duration.ofSeconds(15);

    private final ManualScheduler time = new ManualScheduler();
    private final Recorder bob = new Recorder();

    // @start region="naive"
    static final class IdleTimeout {

        private final Scheduler scheduler;
        private final Map<Peer, Long> lastTraffic = new HashMap<>();

        IdleTimeout(Scheduler scheduler) {
            this.scheduler = scheduler;
        }

        /** Called for every frame, whichever way it goes. */
        void traffic(Peer peer) {
            lastTraffic.put(peer, scheduler.nanoTime());
        }

        void everyInterval() {
            long now = scheduler.nanoTime();
            lastTraffic.forEach((peer, last) -> {
                if (now - last > 2 * INTERVAL.toNanos()) {
                    peer.timedOut();
                } else {
                    peer.ping(0);
                    traffic(peer);
                }
            });
            scheduler.schedule(INTERVAL, this::everyInterval);
        }
    }
    // @end region="naive"

    // @start region="breaks"
    @Test
    void anIdleTimeoutThatCountsItsOwnPingsFindsNobody() {
        IdleTimeout heartbeat = new IdleTimeout(time);
        heartbeat.traffic(bob);
        heartbeat.everyInterval();

        time.advance(Duration.ofHours(1));

        assertThat(bob.isDead()).as("Bob, who has not said a word for an hour").isFalse();
        assertThat(bob.pings()).hasSize(241);
    }

    @Test
    void onePeerThatFailsStopsAHeartbeatThatReschedulesItselfAtTheEnd() {
        IdleTimeout heartbeat = new IdleTimeout(time);
        heartbeat.traffic(new Recorder() {
            @Override
            public void ping(long number) {
                throw new IllegalStateException("closed");
            }
        });

        assertThatThrownBy(heartbeat::everyInterval).isInstanceOf(IllegalStateException.class);

        assertThat(time.waitingTasks()).as("the next sweep").isZero();
    }
    // @end region="breaks"

    @Test
    void theHeartbeatOfTheServerCountsPongs() {
        PongCountingHeartbeat heartbeat = new PongCountingHeartbeat(time, INTERVAL);
        heartbeat.start();
        heartbeat.watch(bob);

        time.advance(INTERVAL.multipliedBy(2));
        assertThat(bob.isDead()).isFalse();
        time.advance(INTERVAL);

        assertThat(bob.isDead()).isTrue();
        assertThat(bob.pings()).containsExactly(1L, 2L);
    }

    @Test
    void theHeartbeatOfTheServerGoesOnWhenOnePeerFails() {
        PongCountingHeartbeat heartbeat = new PongCountingHeartbeat(time, INTERVAL);
        heartbeat.start();
        heartbeat.watch(new Recorder() {
            @Override
            public void ping(long number) {
                throw new IllegalStateException("closed");
            }
        });
        heartbeat.watch(bob);

        time.advance(INTERVAL.multipliedBy(2));

        assertThat(bob.pings()).hasSize(2);
    }

    @Test
    void theHeartbeatOfTheServerSpreadsThePings() {
        PongCountingHeartbeat heartbeat = new PongCountingHeartbeat(time, INTERVAL);
        heartbeat.start();
        List<Recorder> room = Stream.generate(Recorder::new).limit(1_500).toList();
        room.forEach(heartbeat::watch);

        for (int second = 1; second <= 15; second++) {
            long before = pinged(room, 1);
            time.advance(Duration.ofSeconds(1));
            assertThat(pinged(room, 1) - before).as("pings in second %d, of 1,500 in 15", second).isBetween(1L, 300L);
        }
        assertThat(pinged(room, 1)).as("who got one ping in the interval").isEqualTo(1_500);
        time.advance(INTERVAL);

        assertThat(pinged(room, 2)).as("who got two pings in two intervals").isEqualTo(1_500);
    }

    private static long pinged(List<Recorder> room, int times) {
        return room.stream().filter(peer -> peer.pings().size() == times).count();
    }

    /** A peer that remembers what was done to it and never answers. */
    private static class Recorder implements Peer {

        private final List<Long> pings = new ArrayList<>();
        private boolean dead;

        List<Long> pings() {
            return pings;
        }

        boolean isDead() {
            return dead;
        }

        @Override
        public void ping(long number) {
            pings.add(number);
        }

        @Override
        public void timedOut() {
            dead = true;
        }
    }
}
