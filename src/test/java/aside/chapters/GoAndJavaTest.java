package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import aside.message.CloseReason;
import aside.message.EncodedMessage;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import aside.registry.Client;
import aside.registry.UserName;
import aside.testing.HeldSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

/** What docs/go-and-java.md says of Java. */
class GoAndJavaTest {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<UserName, Client> clients = new HashMap<>();

    // @start region="read-lock"
    Optional<Client> find(UserName name) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(clients.get(name));
        } finally {
            lock.readLock().unlock();
        }
    }
    // @end region="read-lock"

    @Test
    void theReadLockMayBeTakenTwice() {
        UserName alice = UserName.parse("alice").orElseThrow();

        lock.readLock().lock();
        try {
            assertThat(find(alice)).isEmpty();
            assertThat(lock.getReadHoldCount()).isEqualTo(1);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Test
    void theReadLockCannotBecomeTheWriteLock() {
        lock.readLock().lock();
        try {
            assertThat(lock.writeLock().tryLock()).isFalse();
        } finally {
            lock.readLock().unlock();
        }
    }

    // @start region="close-twice"
    @Test
    void anOutboxMayBeClosedTwiceAndRefusesWhatComesLater() {
        Outbox outbox = new GatheringOutbox(HeldSocket.open(), new Outbox.Limits(256, 1_000),
                Runnable::run, () -> { });

        outbox.close(CloseReason.STOPPING);
        outbox.close(CloseReason.NO_PONG);

        assertThat(outbox.send(new EncodedMessage(new byte[] {'x'}))).isFalse();
    }
    // @end region="close-twice"
}
