package aside.chapters;

import static aside.testing.OtherThread.elsewhere;
import static org.assertj.core.api.Assertions.assertThat;

import aside.connection.Membership;
import aside.connection.OnceMembership;
import aside.message.JacksonMessageCodec;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.Presence;
import aside.testing.RecordingClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Leaving exactly once: several events end one connection. */
class Chapter06CleanUpTest {

    private final Set<String> room = new HashSet<>();
    private final List<String> told = new ArrayList<>();

    // @start region="naive"
    record NaiveConnection(String name, Set<String> room, Consumer<String> tellEveryone) {

        void onError(Throwable cause) {
            leave();
        }

        void onClose(int code) {
            leave();
        }

        private void leave() {
            room.remove(name);
            tellEveryone.accept(name + " left");
        }
    }
    // @end region="naive"

    // @start region="flag"
    static final class ConnectionWithAFlag {

        private final Consumer<String> tellEveryone;
        private boolean left;

        ConnectionWithAFlag(Consumer<String> tellEveryone) {
            this.tellEveryone = tellEveryone;
        }

        void end() {
            if (!left) {
                tellEveryone.accept("bob left");
                left = true;
            }
        }
    }
    // @end region="flag"

    // @start region="breaks"
    @Test
    void anErrorAndThenACloseTellItTwice() {
        NaiveConnection bob = new NaiveConnection("bob", room, told::add);
        room.add("bob");

        bob.onError(new IOException("connection reset"));
        bob.onClose(1006);

        assertThat(told).containsExactly("bob left", "bob left");
    }

    @Test
    void theSecondCleanUpThrowsOutTheOneWhoCameBack() {
        NaiveConnection bob = new NaiveConnection("bob", room, told::add);
        room.add("bob");

        bob.onError(new IOException("connection reset"));
        room.add("bob");
        bob.onClose(1006);

        assertThat(room).as("the room, though Bob is connected again").isEmpty();
    }

    @Test
    void aFlagThatIsReadAndThenWrittenLetsTwoThrough() {
        List<ConnectionWithAFlag> bob = new ArrayList<>();
        bob.add(new ConnectionWithAFlag(news -> {
            told.add(news);
            if (told.size() == 1) {
                // The heartbeat's thread comes while the socket's thread is here.
                elsewhere(bob.getFirst()::end);
            }
        }));

        bob.getFirst().end();

        assertThat(told).containsExactly("bob left", "bob left");
    }
    // @end region="breaks"

    @Test
    void theMembershipOfTheServerEndsOnce() {
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        Presence presence = new Presence(registry, new JacksonMessageCodec(4_000), 500);
        RecordingClient alice = new RecordingClient("alice");
        presence.enter(alice, welcome -> { });
        Membership bob = new OnceMembership(presence);
        bob.join(new RecordingClient("bob"), welcome -> { });

        bob.end();
        Membership bobAgain = new OnceMembership(presence);
        bobAgain.join(new RecordingClient("bob"), welcome -> { });
        elsewhere(bob::end);

        assertThat(alice.got()).containsExactly("{\"type\":\"joined\",\"name\":\"bob\"}",
                "{\"type\":\"left\",\"name\":\"bob\"}", "{\"type\":\"joined\",\"name\":\"bob\"}");
        assertThat(bobAgain.client()).isPresent();
    }
}
