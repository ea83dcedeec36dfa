package aside.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import aside.history.RingHistory;
import aside.message.EncodedMessage;
import aside.outbox.GatheringOutbox;
import aside.outbox.Outbox;
import aside.testing.HeldSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The room's log: what happens to a client that comes back while others talk. */
class Chapter09HistoryTest {

    /** What another thread does while a method stands in its gap; once. */
    private Runnable meanwhile = () -> { };

    private final List<String> alice = new ArrayList<>();
    private final List<String> bob = new ArrayList<>();

    // @start region="naive"
    /** Keeps a list, and sends it to whoever joins. */
    class NaiveRoom {

        final List<String> said = new CopyOnWriteArrayList<>();
        final List<Consumer<String>> readers = new CopyOnWriteArrayList<>();

        void say(String text) {
            said.add(text);
            gap();
            readers.forEach(reader -> reader.accept(text));
        }

        void join(Consumer<String> reader) {
            said.forEach(reader);
            gap();
            readers.add(reader);
        }
    }
    // @end region="naive"

    // @start region="first-live"
    /** Lets the reader in first, so that it misses nothing. */
    class FirstLive extends NaiveRoom {

        @Override
        void join(Consumer<String> reader) {
            readers.add(reader);
            gap();
            said.forEach(reader);
        }
    }
    // @end region="first-live"

    // @start region="breaks-lost"
    @Test
    void aMessageBetweenTheListAndBeingLiveIsLost() {
        NaiveRoom room = new NaiveRoom();
        room.say("one");
        meanwhile = () -> room.say("two");

        room.join(bob::add);
        room.say("three");

        assertThat(bob).as("two is missing, and nobody knows").containsExactly("one", "three");
    }
    // @end region="breaks-lost"

    // @start region="breaks-doubled"
    @Test
    void aMessageBetweenBeingLiveAndTheListComesTwice() {
        NaiveRoom room = new FirstLive();
        room.say("one");
        meanwhile = () -> room.say("two");

        room.join(bob::add);

        assertThat(bob).as("two comes twice, and once too early").containsExactly("two", "one", "two");
    }
    // @end region="breaks-doubled"

    // @start region="breaks-order"
    @Test
    void twoReadersReadTwoOrders() {
        NaiveRoom room = new NaiveRoom();
        room.join(alice::add);
        meanwhile = () -> room.say("two");

        room.say("one");
        room.join(bob::add);

        assertThat(alice).as("live").containsExactly("two", "one");
        assertThat(bob).as("from the list").containsExactly("one", "two");
    }
    // @end region="breaks-order"

    // @start region="breaks-endless"
    @Test
    void aListWithoutEndDropsEveryoneWhoJoins() {
        NaiveRoom room = new NaiveRoom();
        IntStream.range(0, 1_000).forEach(i -> room.say("m" + i));
        AtomicInteger drops = new AtomicInteger();
        Outbox outbox = new GatheringOutbox(new HeldSocket(), new Outbox.Limits(256, 1024 * 1024),
                Runnable::run, drops::incrementAndGet);

        room.join(text -> outbox.send(message(text, 0)));

        assertThat(room.said).as("a list that only grows").hasSize(1_000);
        assertThat(drops).as("dropped as a slow reader, before it has read a word").hasValue(1);
    }
    // @end region="breaks-endless"

    @Test
    void theHistoryOfTheServerForgetsAndSaysSo() {
        RingHistory history = new RingHistory(4, 1_000);
        for (String text : List.of("a", "b", "c", "d", "e", "f")) {
            history.append(seq -> message(seq + text, seq));
        }

        assertThat(history.after(2, 100).orElseThrow()).extracting(EncodedMessage::toString)
                .containsExactly("3c", "4d", "5e", "6f");
        assertThat(history.after(1, 100)).as("2 is gone").isEmpty();
    }

    private void gap() {
        Runnable task = meanwhile;
        meanwhile = () -> { };
        task.run();
    }

    private static EncodedMessage message(String text, long seq) {
        return new EncodedMessage(text.getBytes(StandardCharsets.UTF_8), seq);
    }
}
