package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.message.ClientMessage;
import aside.message.ClientMessage.PrivateMessage;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage.Ack;
import aside.message.ServerMessage.PrivateDelivery;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.routing.RegistryMessageRouter;
import aside.testing.OtherThread;
import aside.testing.RecordingClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** Private delivery: what the sender is told, and what is true. */
class Chapter03PrivateTest {

    private static final MessageCodec CODEC = new JacksonMessageCodec(4_000);

    private final RecordingClient alice = new RecordingClient("alice");
    private final RecordingClient bob = new RecordingClient("bob");

    // @start region="naive"
    record NaiveRouter(Map<String, Client> clients) {

        void route(Client from, PrivateMessage message) {
            if (clients.containsKey(message.to())) {
                Client recipient = clients.get(message.to());
                recipient.send(CODEC.encode(
                        new PrivateDelivery(from.name().toString(), message.to(), message.msg())));
            }
            from.send(CODEC.encode(new Ack(message.id())));
        }
    }
    // @end region="naive"

    // @start region="breaks"
    @Test
    void theRecipientLeavesBetweenTheTwoLooks() {
        Map<String, Client> leavingAfterTheFirstLook = new HashMap<>(Map.of("bob", bob)) {
            @Override
            public boolean containsKey(Object name) {
                boolean wasHere = super.containsKey(name);
                OtherThread.elsewhere(() -> remove(name));
                return wasHere;
            }
        };
        NaiveRouter router = new NaiveRouter(leavingAfterTheFirstLook);

        assertThatThrownBy(() -> router.route(alice, new PrivateMessage("bob", "psst", "m1")))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatNobodyGotIsAcknowledged() {
        NaiveRouter router = new NaiveRouter(Map.of("bob", bob));
        bob.refuses();

        router.route(alice, new PrivateMessage("bob", "psst", "m1"));
        router.route(alice, new PrivateMessage("nobody", "psst", "m2"));

        assertThat(bob.got()).isEmpty();
        assertThat(alice.got()).containsExactly(
                "{\"type\":\"ack\",\"id\":\"m1\"}", "{\"type\":\"ack\",\"id\":\"m2\"}");
    }
    // @end region="breaks"

    @Test
    void theNameAsTypedIsNotTheNameAsJoined() {
        NaiveRouter router = new NaiveRouter(Map.of("Bob", bob));

        router.route(alice, new PrivateMessage("bob", "psst", "m1"));

        assertThat(bob.got()).isEmpty();
    }

    @Test
    void theRouterOfTheServerSaysWhatIsTrue() {
        ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
        registry.join(alice);
        registry.join(bob);
        RegistryMessageRouter router = new RegistryMessageRouter(registry, CODEC);

        router.route(alice, new PrivateMessage("BOB", "psst", "m1"));
        bob.refuses();
        router.route(alice, new PrivateMessage("bob", "psst", "m2"));
        router.route(alice, new PrivateMessage("nobody", "psst", ClientMessage.NO_ID));

        assertThat(bob.got()).hasSize(1);
        assertThat(alice.got()).satisfiesExactly(
                first -> assertThat(first).isEqualTo("{\"type\":\"ack\",\"id\":\"m1\"}"),
                second -> assertThat(second).contains("user-offline", "m2"),
                third -> assertThat(third).contains("user-offline"));
    }
}
