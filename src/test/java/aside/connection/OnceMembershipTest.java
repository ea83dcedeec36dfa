package aside.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.connection.Membership.Outcome;
import aside.message.JacksonMessageCodec;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.routing.Presence;
import aside.testing.Interleaving;
import aside.testing.Interleaving.Roles;
import aside.testing.Interleaving.Round;
import aside.testing.RecordingClient;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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
    void twoEndsAtOnceAreOneLeave() {
        Interleaving.explore(() -> {
            CountingRegistry counting = new CountingRegistry(new AtomicInteger());
            Membership bob = woven(new Presence(counting, new JacksonMessageCodec(4_000), 500));
            bob.join(new RecordingClient("bob"), welcome -> { });
            return new Round(bob::end, bob::end, Roles.ALIKE, () ->
                    assertThat(counting.leaves).as("leaves of bob%s", Interleaving.where()).hasValue(1));
        });
    }

    private static Membership woven(Presence room) {
        try {
            return Interleaving.woven(OnceMembership.class).getConstructor(Presence.class).newInstance(room);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Says yes to every leave. A registry that says no to the second one would hide that there was one. */
    private record CountingRegistry(AtomicInteger leaves) implements ClientRegistry {

        @Override
        public boolean join(Client client) {
            return true;
        }

        @Override
        public boolean leave(Client client) {
            leaves.incrementAndGet();
            return true;
        }

        @Override
        public Optional<Client> find(UserName name) {
            return Optional.empty();
        }

        @Override
        public List<Client> everyone() {
            return List.of();
        }
    }

    private void joinWitness() {
        presence.enter(witness, welcome -> { });
    }
}
