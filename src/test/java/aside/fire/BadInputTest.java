package aside.fire;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A hundred thousand frames of bad input: each gets the protocol's answer, and nobody else notices. */
@Fire
class BadInputTest {

    private static final int FRAMES = 100_000;
    private static final int CLIENTS_AT_ONCE = 50;
    private static final int MAX_MESSAGES_OF_ONE = 24;

    /** So many sentences are enough. Were there more, some would quote what was sent, which differs each time. */
    private static final int SENTENCES = 30;

    private static final Pattern AN_EXCEPTIONS = Pattern.compile("(?i)exception|java|jackson|aside\\.|\\bat \\[");

    private static final JsonMapper JSON = new JsonMapper();

    private final Queue<String> wrongAnswers = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Set<String> words = ConcurrentHashMap.newKeySet();

    @Test
    void eachFrameGetsTheProtocolsAnswerAndNobodyElseNotices() throws Exception {
        try (ServerProcess server = ServerProcess.start("-Xmx128m", "--message-rate", "0");
                Swarm swarm = Swarm.on(server.port());
                Conversation bystanders = new Conversation(swarm)) {
            List<String> threadsBefore = server.threads();
            Random dice = new Random(Fire.SEED);
            Semaphore clients = new Semaphore(CLIENTS_AT_ONCE);
            int frames = 0;
            while (frames < FRAMES && wrongAnswers.isEmpty()) {
                assertThat(clients.tryAcquire(Fire.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("a client gets its answer; seed %d, wrong so far: %s", Fire.SEED, wrongAnswers).isTrue();
                frames += new BadClient(dice, clients).start(swarm);
                bystanders.goOn();
            }
            assertThat(clients.tryAcquire(CLIENTS_AT_ONCE, Fire.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("every client gets its answer; seed %d", Fire.SEED).isTrue();

            assertThat(wrongAnswers).as("wrong answers, seed %d", Fire.SEED).isEmpty();
            assertThat(words).as("the words of all answers, which quote nothing")
                    .noneMatch(it -> AN_EXCEPTIONS.matcher(it).find()).hasSizeLessThanOrEqualTo(SENTENCES);
            assertThat(swarm.failure()).isNull();
            bystanders.noticedNothing();
            assertThat(server.threads()).as("no thread has died").containsAll(threadsBefore);
            assertThat(server.complaints()).as("complaints in the log").isEmpty();
            Report.line("bad input", "%,d pieces of %d kinds from seed %d, answered in %d sentences; %,d lines between "
                    + "bystanders, slowest %d ms", frames, kinds.size(), Fire.SEED, words.size(), bystanders.lines(),
                    bystanders.slowestMillis());
        }
    }

    /** Sends some bad messages and then a bad frame, and checks each answer. */
    private final class BadClient implements Swarm.Listener {

        private final Queue<Garbage> expected = new ArrayDeque<>();
        private final Semaphore clients;
        private Swarm.Peer peer;
        private boolean released;

        BadClient(Random dice, Semaphore clients) {
            this.clients = clients;
            for (int i = dice.nextInt(MAX_MESSAGES_OF_ONE); i > 0; i--) {
                expected.add(Garbage.brokenMessage(dice));
            }
            expected.add(Garbage.brokenFrame(dice));
            expected.forEach(it -> kinds.merge(it.kind(), 1, Integer::sum));
        }

        int start(Swarm swarm) {
            int size = expected.size();
            List<Garbage> messages = List.copyOf(expected).subList(0, size - 1);
            peer = swarm.open(this);
            messages.forEach(it -> peer.send(it.bytes()));
            return size;
        }

        /** A frame that breaks RFC 6455 fails the connection at once, so it comes last, when all else is answered. */
        private void sendLast() {
            if (expected.size() == 1) {
                peer.send(expected.element().bytes());
            }
        }

        @Override
        public void opened() {
            sendLast();
        }

        @Override
        public void frame(int opcode, byte[] payload) {
            switch (opcode) {
                case RawSocket.TEXT -> {
                    var json = JSON.readTree(new String(payload, StandardCharsets.UTF_8));
                    words.add(withoutNumbers(json.path("msg").asString("")));
                    answered(json.path("type").asString() + " " + json.path("code").asString(""));
                }
                case RawSocket.CLOSE -> {
                    words.add(withoutNumbers(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8)));
                    answered("close " + Frames.closeCode(payload));
                }
                default -> answered("opcode " + opcode);
            }
        }

        @Override
        public void ended(Swarm.End end) {
            if (!expected.isEmpty()) {
                wrongAnswers.add("no answer to: " + expected.element().kind() + ", but " + end);
            }
            release();
        }

        private void answered(String answer) {
            Garbage sent = expected.poll();
            if (sent == null || !sent.answer().equals(answer)) {
                wrongAnswers.add((sent == null ? "nothing more" : sent.kind() + ", " + sent.answer() + " expected")
                        + ", but got: " + answer);
            }
            sendLast();
        }

        private static String withoutNumbers(String said) {
            return said.replaceAll("\\d+", "N");
        }

        private void release() {
            if (!released) {
                released = true;
                clients.release();
            }
        }
    }

    /** Two clients who do nothing but talk. */
    private static final class Conversation implements AutoCloseable {

        private static final long TOO_SLOW = Duration.ofSeconds(10).toNanos();

        private final Queue<String> noticed = new ConcurrentLinkedQueue<>();
        private final AtomicLong heard = new AtomicLong();
        private final AtomicLong slowest = new AtomicLong();
        private final Swarm.Peer alice;
        private final Swarm.Peer bob;
        private volatile boolean waiting;
        private volatile long saidAt;
        private long said;

        Conversation(Swarm swarm) {
            bob = swarm.open(listener("bob"));
            bob.sendText("{\"type\":\"join\",\"name\":\"bob\"}");
            alice = swarm.open(listener("alice"));
            alice.sendText("{\"type\":\"join\",\"name\":\"alice\"}");
        }

        private Swarm.Listener listener(String name) {
            return new Swarm.Listener() {
                @Override
                public void frame(int opcode, byte[] payload) {
                    if (opcode == RawSocket.TEXT) {
                        text(new String(payload, StandardCharsets.UTF_8));
                    } else if (opcode == RawSocket.CLOSE) {
                        noticed.add(name + " is closed with " + Frames.closeCode(payload));
                    }
                }

                private void text(String text) {
                    if (text.contains("\"private\"")) {
                        slowest.accumulateAndGet(System.nanoTime() - saidAt, Math::max);
                        heard.incrementAndGet();
                        waiting = false;
                    } else if (!text.contains("\"welcome\"") && !text.contains("\"joined\"")
                            && !text.contains("user-offline")) {
                        noticed.add(name + " hears " + text);
                    } else if (text.contains("user-offline")) {
                        // Alice was faster than Bob's join.
                        said--;
                        waiting = false;
                    }
                }

                @Override
                public void ended(Swarm.End end) {
                    noticed.add(name + " is gone: " + end);
                }
            };
        }

        /** The next line, if the last one has arrived. */
        void goOn() {
            if (!waiting) {
                waiting = true;
                saidAt = System.nanoTime();
                said++;
                alice.sendText("{\"type\":\"private\",\"to\":\"bob\",\"msg\":\"" + said + "\"}");
            }
        }

        void noticedNothing() {
            assertThat(noticed).as("what the bystanders noticed").isEmpty();
            assertThat(heard).as("lines that arrived").hasValueGreaterThanOrEqualTo(said - 1);
            assertThat(slowest.get()).as("the slowest line, in ns").isLessThan(TOO_SLOW);
        }

        long lines() {
            return heard.get();
        }

        long slowestMillis() {
            return slowest.get() / 1_000_000;
        }

        @Override
        public void close() {
            noticed.clear();
            alice.reset();
            bob.reset();
        }
    }
}
