package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When writes happen. */
class EventLoopTest {

    private static final int MORE_THAN_A_ROUND = 1_000;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final EventLoop loop = new EventLoop(connector.getSelectorManager());
    private final EventLoop.Writer writer = loop.newWriter();
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void everythingIsDoneInTheOrderInWhichItWasAskedFor() {
        ask();

        await().untilAsserted(() -> assertThat(done).isEqualTo(inOrder()));
    }

    @Test
    void betweenTwoRoundsTheSocketsHaveTheirTurn() {
        AtomicInteger doneBefore = new AtomicInteger(-1);
        writer.execute(() -> {
            // On the thread that watches the sockets, so that it has no round before this one ends.
            ask();
            connector.getSelectorManager().getBean(ManagedSelector.class)
                    .submit(selector -> doneBefore.set(done.size()));
        });

        await().untilAsserted(() -> assertThat(done).isEqualTo(inOrder()));
        assertThat(doneBefore).as("of %d tasks, done before anything else had its turn", MORE_THAN_A_ROUND)
                .hasValueBetween(1, 100);
    }

    @Test
    void aTaskThatFailsDoesNotKeepTheOthersFromTheirTurn() {
        writer.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        ask();

        await().untilAsserted(() -> assertThat(done).isEqualTo(inOrder()));
    }

    @Test
    void whatIsAskedForWhenJettyHasStoppedIsDroppedWithoutAWord() throws Exception {
        server.stop();

        assertThatCode(this::ask).doesNotThrowAnyException();

        assertThat(done).isEmpty();
    }

    @Test
    void inATurnTheSocketThatWasReadAndAFewOthersAreWrittenAtItsEnd() {
        loop.turn(writer, () -> {
            writer.execute(() -> done.add(1));
            loop.newWriter().execute(() -> done.add(2));
            assertThat(done).as("written before the end of the turn").isEmpty();
        });

        assertThat(done).as("written when the turn has ended").containsExactly(1, 2);
    }

    @Test
    void aMessageToAWholeRoomLeavesInRoundsAndTheSendersOwnCopyAtTheEndOfTheTurn() {
        AtomicInteger doneInTurn = new AtomicInteger();
        connector.getSelectorManager().getBean(ManagedSelector.class).submit(selector -> {
            loop.turn(writer, () -> inOrder().forEach(number ->
                    (number == 500 ? writer : loop.newWriter()).execute(() -> done.add(number))));
            doneInTurn.set(done.size());
        });

        await().untilAsserted(() -> assertThat(done).hasSize(MORE_THAN_A_ROUND));
        assertThat(doneInTurn).as("written at the end of the turn").hasValue(1);
        assertThat(done.getFirst()).as("the first to be written is the sender").isEqualTo(500);
    }

    @Test
    void aWriteThatWasToHappenInARoundHappensAtTheEndOfItsSocketsTurn() {
        connector.getSelectorManager().getBean(ManagedSelector.class).submit(selector -> {
            // On the thread of the rounds, so that none comes in between.
            writer.execute(() -> done.add(1));
            loop.turn(writer, () -> { });
            done.add(2);
        });

        await().untilAsserted(() -> assertThat(done).hasSize(2));
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void aWriteThatAsksForTheNextOneGetsItInTheSameTurn() {
        loop.turn(writer, () -> writer.execute(() -> {
            done.add(1);
            writer.execute(() -> done.add(2));
        }));

        assertThat(done).containsExactly(1, 2);
    }

    private void ask() {
        inOrder().forEach(number -> loop.newWriter().execute(() -> done.add(number)));
    }

    private static List<Integer> inOrder() {
        return IntStream.range(0, MORE_THAN_A_ROUND).boxed().toList();
    }
}
