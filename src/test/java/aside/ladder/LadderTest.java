package aside.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aside.message.EncodedMessage;
import aside.testing.HeldSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each step does what it is for, and the next test shows what it is not. */
@Timeout(60)
class LadderTest {

    private static final int CAPACITY = 4;

    private final HeldSocket stalled = new HeldSocket();
    private final HeldSocket other = new HeldSocket();
    private final AtomicInteger dropped = new AtomicInteger();

    @Test
    void step1OneClientThatDoesNotReadHoldsUpTheRoom() throws InterruptedException {
        // @start region="break1"
        List<Step> room = List.of(new Step1LoopAndSend(stalled), new Step1LoopAndSend(other));
        Thread sender = Thread.ofPlatform().start(() -> room.forEach(client -> client.send(message(0))));

        await().until(stalled::isWriting);

        assertThat(other.messages()).isEmpty();
        // @end
        assertThat(sender.isAlive()).isTrue();
        stalled.endsWrite();
        await().until(other::isWriting);
        other.endsWrite();
        sender.join();
        assertThat(other.messages()).containsExactly("0");
    }

    @Test
    void step2PassesThat() {
        List<Step> room = List.of(new Step2Queue(stalled, Runnable::run), new Step2Queue(other, Runnable::run));

        room.forEach(client -> client.send(message(0)));

        assertThat(other.messages()).containsExactly("0");
    }

    @Test
    void step2WhatWaitsForAClientThatDoesNotReadGrowsWithoutEnd() {
        // @start region="break2"
        Step client = new Step2Queue(stalled, Runnable::run);

        assertThat(sendAll(client, 100_000)).doesNotContain(false);

        assertThat(stalled.messages()).hasSize(1);
        // @end
        readEverything();
        assertThat(stalled.messages()).hasSize(100_000);
    }

    @Test
    void step3PassesThat() {
        Step client = new Step3SkipWhenFull(stalled, Runnable::run, CAPACITY);

        assertThat(sendAll(client, 100_000).filter(taken -> taken)).hasSize(1 + CAPACITY);
    }

    @Test
    void step3LeavesAHoleInTheConversation() {
        // @start region="break3"
        Step client = new Step3SkipWhenFull(stalled, Runnable::run, CAPACITY);
        sendAll(client, 10).toList();
        readEverything();
        client.send(message(10));
        readEverything();

        assertThat(stalled.messages()).containsExactly("0", "1", "2", "3", "4", "10");
        // @end
    }

    @Test
    void step4PassesThat() {
        Step client = new Step4DropWhenFull(stalled, Runnable::run, CAPACITY, dropped::incrementAndGet);
        sendAll(client, 10).toList();
        readEverything();

        assertThat(client.send(message(10))).isFalse();

        readEverything();
        assertThat(stalled.messages()).containsExactly("0");
        assertThat(dropped).hasValue(1);
    }

    @Test
    void step4WritesOnceForEachMessageHoweverManyWait() {
        // @start region="break4"
        Step client = new Step4DropWhenFull(stalled, Runnable::run, CAPACITY, dropped::incrementAndGet);
        sendAll(client, 1 + CAPACITY).toList();
        readEverything();

        assertThat(stalled.writes()).hasSize(1 + CAPACITY);
        // @end
    }

    @Test
    void step5PassesThatAndStillDropsAndKeepsTheOrder() {
        Step client = new Step5Gather(stalled, Runnable::run, CAPACITY, dropped::incrementAndGet);
        sendAll(client, 1 + CAPACITY).toList();
        readEverything();

        assertThat(stalled.writes()).hasSize(2);
        assertThat(stalled.messages()).containsExactly("0", "1", "2", "3", "4");
        assertThat(sendAll(client, 10).filter(taken -> !taken)).isNotEmpty();
        assertThat(dropped).hasValue(1);
    }

    private void readEverything() {
        while (stalled.isWriting()) {
            stalled.endsWrite();
        }
    }

    private static Stream<Boolean> sendAll(Step client, int messages) {
        return IntStream.range(0, messages).mapToObj(number -> client.send(message(number)));
    }

    private static EncodedMessage message(int number) {
        return new EncodedMessage(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }
}
