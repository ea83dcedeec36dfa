package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.connection.Membership.Outcome;
import aside.message.JacksonMessageCodec;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.Presence;
import aside.testing.RecordingClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** Leaving exactly once, with the races made and not hoped for. */
class OnceMembershipTest {

    private final ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
    private final Presence presence = new Presence(registry, new JacksonMessageCodec(4_000), 500);
    private final RecordingClient witness = new RecordingClient("witness");

    @Test
    void endingTwiceIsLeavingOnce() {
        joinWitness();
        Membership bob = new OnceMembership(presence);
        assertThat(bob.join(new RecordingClient("bob"), welcome -> { })).isEqualTo(Outcome.ADMITTED);

        bob.end();
        bob.end();

        assertThat(witness.got()).containsExactly("{\"type\":\"joined\",\"name\":\"bob\"}",
                "{\"type\":\"left\",\"name\":\"bob\"}");
        assertThat(bob.client()).isEmpty();
    }

    @Test
    void anEndBeforeTheJoinLetsNobodyIn() {
        Membership bob = new OnceMembership(presence);

        bob.end();

        assertThat(bob.join(new RecordingClient("bob"), welcome -> { })).isEqualTo(Outcome.ENDED);
        assertThat(registry.everyone()).isEmpty();
    }

    @Test
    void anEndInTheMiddleOfTheJoinLeavesNobodyBehind() {
        joinWitness();
        Membership bob = new OnceMembership(presence);

        // The welcome is sent when the registry has the client and the membership does not know it yet.
        Outcome outcome = bob.join(new RecordingClient("bob"), welcome -> bob.end());

        assertThat(outcome).isEqualTo(Outcome.ENDED);
        assertThat(registry.find(UserName.parse("bob").orElseThrow())).as("Bob's ghost").isEmpty();
        assertThat(witness.got()).containsExactly("{\"type\":\"joined\",\"name\":\"bob\"}",
                "{\"type\":\"left\",\"name\":\"bob\"}");
    }

    @Test
    void aRefusedJoinMayBeTriedAgainAndAnAcceptedOneMayNot() {
        joinWitness();
        Membership bob = new OnceMembership(presence);

        assertThat(bob.join(new RecordingClient("WITNESS"), welcome -> { })).isEqualTo(Outcome.NAME_TAKEN);
        assertThat(bob.join(new RecordingClient("bob"), welcome -> { })).isEqualTo(Outcome.ADMITTED);
        assertThat(bob.join(new RecordingClient("bobby"), welcome -> { })).isEqualTo(Outcome.ALREADY_JOINED);
    }

    @Test
    void theEndOfARefusedJoinDoesNotEvictTheHolderOfTheName() {
        joinWitness();
        Membership thief = new OnceMembership(presence);
        thief.join(new RecordingClient("witness"), welcome -> { });

        thief.end();

        assertThat(registry.everyone()).containsExactly(witness);
    }

    @Test
    void aWelcomeThatThrowsLetsNobodyIn() {
        joinWitness();
        Membership bob = new OnceMembership(presence);
        IllegalStateException fault = new IllegalStateException("the outbox is broken");

        assertThatThrownBy(() -> bob.join(new RecordingClient("bob"), welcome -> {
            throw fault;
        })).isSameAs(fault);
        bob.end();

        assertThat(registry.everyone()).containsExactly(witness);
        assertThat(bob.client()).isEmpty();
        assertThat(witness.got()).isEmpty();
    }

    @Test
    void manyEndsAtOnceAreOneLeave() throws InterruptedException {
        joinWitness();
        for (int round = 0; round < 200; round++) {
            int heardBefore = witness.got().size();
            Membership bob = new OnceMembership(presence);
            bob.join(new RecordingClient("bob"), welcome -> { });
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ends.add(Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    bob.end();
                }));
            }

            start.countDown();
            for (Thread end : ends) {
                end.join();
            }

            assertThat(witness.got()).hasSize(heardBefore + 2);
        }
    }

    private void joinWitness() {
        presence.enter(witness, welcome -> { });
    }
}
