package aside.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aside.message.EncodedMessage;
import aside.message.JacksonMessageCodec;
import aside.message.MessageCodec;
import aside.message.ServerMessage;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import aside.testing.RecordingClient;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** The news of joins and leaves, when something goes wrong on the way. */
class PresenceTest {

    private static final int ANNOUNCE_LIMIT = 3;

    private final MessageCodec codec = new JacksonMessageCodec(100);
    private final ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
    private final Presence presence = new Presence(registry, codec, ANNOUNCE_LIMIT);
    private final RecordingClient alice = new RecordingClient("alice");

    @Test
    void aWelcomeThatThrowsLeavesNobodyBehind() {
        enter(alice);
        RecordingClient bob = new RecordingClient("bob");

        assertThatThrownBy(() -> presence.enter(bob, welcome -> {
            throw new IllegalStateException("on purpose");
        })).hasMessage("on purpose");

        assertThat(registry.everyone()).as("who is here").containsExactly(alice);
        assertThat(alice.got()).as("what alice heard of bob").isEmpty();
        assertThat(presence.enter(new RecordingClient("bob"), welcome -> { })).as("bob's name is free").isTrue();
    }

    @Test
    void newsThatCannotBeWrittenLeaveNobodyBehind() {
        MessageCodec broken = new MessageCodec() {
            @Override
            public aside.message.ClientMessage decode(String text) throws aside.message.BadMessageException {
                return codec.decode(text);
            }

            @Override
            public EncodedMessage encode(ServerMessage message) {
                if (message instanceof ServerMessage.Joined) {
                    throw new OutOfMemoryError("on purpose");
                }
                return codec.encode(message);
            }
        };
        Presence news = new Presence(registry, broken, ANNOUNCE_LIMIT);

        assertThatThrownBy(() -> news.enter(alice, welcome -> { })).hasMessage("on purpose");

        assertThat(registry.everyone()).as("who is here").isEmpty();
    }

    @Test
    void aClientThatThrowsKeepsTheNewsFromNobodyElse() {
        Client broken = new Client() {
            @Override
            public UserName name() {
                return UserName.parse("broken").orElseThrow();
            }

            @Override
            public boolean send(EncodedMessage message) {
                throw new IllegalStateException("on purpose");
            }
        };
        enter(broken);
        enter(alice);
        RecordingClient bob = new RecordingClient("bob");

        enter(bob);
        presence.leave(bob);

        assertThat(registry.everyone()).containsExactlyInAnyOrder(broken, alice);
        assertThat(alice.got()).containsExactly("{\"type\":\"joined\",\"name\":\"bob\"}",
                "{\"type\":\"left\",\"name\":\"bob\"}");
    }

    @Test
    void aJoinThatFailedDoesNotCountAsSomebodyWhoIsHere() {
        enter(alice);
        for (int i = 0; i < ANNOUNCE_LIMIT; i++) {
            assertThatThrownBy(() -> presence.enter(new RecordingClient("ghost"), welcome -> {
                throw new IllegalStateException("on purpose");
            })).isInstanceOf(IllegalStateException.class);
        }

        enter(new RecordingClient("bob"));

        assertThat(alice.got()).as("two of three users are here: joins are announced").hasSize(1);
    }

    @Test
    void aWelcomeDoesNotCopyTheWholeRoom() {
        AtomicInteger copies = new AtomicInteger();
        Presence room = new Presence(new ClientRegistry() {
            @Override
            public boolean join(Client client) {
                return registry.join(client);
            }

            @Override
            public boolean leave(Client client) {
                return registry.leave(client);
            }

            @Override
            public Optional<Client> find(UserName name) {
                return registry.find(name);
            }

            @Override
            public List<Client> everyone() {
                copies.incrementAndGet();
                return registry.everyone();
            }
        }, codec, ANNOUNCE_LIMIT);

        for (int i = 0; i < 10; i++) {
            room.enter(new RecordingClient("user" + i), welcome -> { });
        }

        assertThat(copies).as("copies of everyone").hasValue(0);
    }

    private void enter(Client client) {
        assertThat(presence.enter(client, welcome -> { })).as("%s is in", client.name()).isTrue();
    }
}
