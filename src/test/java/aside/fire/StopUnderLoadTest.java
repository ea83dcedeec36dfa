package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SIGTERM while everybody talks. */
@Fire
class StopUnderLoadTest {

    private static final int CLIENTS = 200;
    private static final int MESSAGES_BEFORE_THE_STOP = 4_000;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    @Test
    void everyAcknowledgedMessageReachesEveryoneAndEveryoneIsToldAndTheProcessEndsInTime() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--message-rate", "0", "--stop-timeout", "5s");
                Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> clients = IntStream.range(0, CLIENTS).mapToObj(i -> model.witness("talker-" + i)).toList();
            clients.forEach(it -> it.open(swarm));
            model.awaits("the joins", model::allListsAreRight);
            clients.forEach(it -> it.talksWhile(() -> true));
            model.awaits("a conversation", () -> acknowledged(clients) > MESSAGES_BEFORE_THE_STOP);

            model.expectClose(1001);
            long begin = System.nanoTime();
            int exitCode = server.terminate(STOP_TIMEOUT);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            model.awaits("the end of each connection", () -> clients.stream().allMatch(it -> it.over));
            model.judge();

            model.nothingIsBroken();
            assertThat(swarm.failure()).isNull();
            assertThat(exitCode).as("exit code after SIGTERM").isZero();
            assertThat(clients).as("close codes").extracting(it -> it.closeCode).containsOnly(1001);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("stop", "%d clients, %,d acknowledged messages, %,d deliveries, exit 0 after %d ms",
                    CLIENTS, acknowledged(clients), model.deliveries(), millis);
        }
    }

    private static long acknowledged(List<Witness> clients) {
        return clients.stream().mapToLong(Witness::acknowledged).sum();
    }

    @Test
    void clientsThatDoNotReadDoNotHoldTheStopUp() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--stop-timeout", "2s");
                Swarm swarm = Swarm.on(server.port())) {
            Model model = new Model(Fire.PATIENCE);
            List<Witness> clients = IntStream.range(0, CLIENTS).mapToObj(i -> model.witness("deaf-" + i)).toList();
            clients.forEach(it -> it.open(swarm));
            model.awaits("the joins", model::allListsAreRight);
            clients.forEach(it -> {
                it.goes("stops reading");
                it.peer().stopReading();
            });

            // A second more than the stop timeout: the JVM, too, takes its time to end on a busy machine.
            int exitCode = server.terminate(Duration.ofSeconds(3));

            assertThat(exitCode).as("exit code after SIGTERM").isZero();
        }
    }
}
