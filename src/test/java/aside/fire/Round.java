package aside.fire;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import aside.testing.RawSocket;
import aside.testing.RunningServer;
import aside.testing.Shortest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs actions against a server of its own and judges what the witnesses saw. */
final class Round {

    static final Duration PING_INTERVAL = Duration.ofSeconds(1);

    /** Two intervals from the first unanswered ping, which comes within one; the rest is for a busy machine. */
    private static final Duration LONGEST_SILENCE = PING_INTERVAL.multipliedBy(3).plusSeconds(3);

    /** So many messages may be unanswered at once: as fast as the server goes, and no faster; an outbox holds more. */
    private static final int MAX_UNANSWERED = 200;

    /** A thousand refusals are allowed; between them some messages pass, the more the slower the machine is. */
    private static final int MORE_THAN_A_FLOOD = 10_000;

    /** So many answers a flooder leaves unread: they fit into its outbox even where the kernel takes none. */
    private static final int UNREAD_BY_FLOODER = 100;

    private final UnaryOperator<ChatServerParts> parts;
    private final Duration patience;

    /** What a round amounts to. */
    record Counts(long connections, long messages, long deliveries, long garbage, long faults) {

        Counts plus(Counts other) {
            return new Counts(connections + other.connections, messages + other.messages,
                    deliveries + other.deliveries, garbage + other.garbage, faults + other.faults);
        }
    }

    private int executed;
    private Counts counts = new Counts(0, 0, 0, 0, 0);

    Round(UnaryOperator<ChatServerParts> parts, Duration patience) {
        this.parts = parts;
        this.patience = patience;
    }

    /** The shortest history that breaks a promise, in words. */
    String shortest(List<Action> history, String broken, Duration time) {
        Shortest<Action> shortest = new Shortest<>(this::run, time, history, broken).find();
        return shortest.words() + "the shortest history found, " + shortest.steps().size() + " actions: "
                + shortest.steps();
    }

    /** A round against the server as it is. */
    static Round withTheRealServer() {
        return new Round(UnaryOperator.identity(), Fire.PATIENCE);
    }

    Counts counts() {
        return counts;
    }

    /** How many actions the last run took until a promise was broken. */
    int executed() {
        return executed;
    }

    /** Runs actions; the first promise that was broken, if one was, in words and with the wire of who saw it. */
    Optional<String> run(List<Action> actions) {
        ChatServerOptions options = RunningServer.onFreePort(it -> {
            it.pingInterval = PING_INTERVAL;
            it.closeTimeout = Duration.ofSeconds(1);
            it.refusalWindow = Fire.PATIENCE;
        });
        ChatServerParts broken = parts.apply(ChatServerParts.reference(options));
        try (ChatServer server = ChatServer.start(options, broken, Optional.empty());
                Swarm swarm = Swarm.on(server.port())) {
            Run run = new Run(swarm, actions);
            run.all();
            counts = counts.plus(run.counts());
            return Optional.ofNullable(swarm.failure()).map(it -> "the test itself failed: " + it)
                    .or(run::verdict);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Run {

        private final Model model = new Model(patience);
        private final Swarm swarm;
        private final List<Action> actions;
        private final Witness[] current;
        private final List<Stranger> strangers = new ArrayList<>();
        private long garbage;
        private long faults;

        Run(Swarm swarm, List<Action> actions) {
            this.swarm = swarm;
            this.actions = actions;
            current = new Witness[1 + actions.stream().mapToInt(it -> Math.max(it.who(), it.whom())).max().orElse(0)];
        }

        void all() {
            executed = 0;
            for (Action action : actions) {
                executed++;
                act(action);
                await("an answer to a message", () -> model.unanswered() < MAX_UNANSWERED);
                if (model.firstBroken().isPresent()) {
                    return;
                }
            }
            finish();
        }

        private void act(Action action) {
            switch (action.kind()) {
                case TALK -> present(action.who()).says("");
                case WHISPER -> present(action.who()).says(nameOf(action.whom()));
                case LEAVE -> {
                    Witness who = present(action.who());
                    who.goes("leaves with a close frame");
                    who.peer().send(Frames.close(1000));
                }
                case RESET -> {
                    Witness who = present(action.who());
                    who.goes("vanishes with an RST");
                    who.peer().reset();
                    faults++;
                }
                case FALL_SILENT -> fallSilent(present(action.who()), action.dice());
                case TAKE_NAME -> takeName(nameOf(action.whom()));
                case SEND_GARBAGE -> sendGarbage(new Random(action.dice()));
                case FLOOD -> flood();
            }
        }

        private void fallSilent(Witness who, long dice) {
            // Else it may not be watched yet: before the join the join deadline counts.
            await("a welcome", () -> who.welcomedAt != Witness.NEVER || who.refused);
            who.goes("falls silent");
            if (who.refused) {
                return;
            }
            model.fellSilent(who);
            if (dice % 2 == 0) {
                who.peer().stopReading();
            } else {
                who.peer().stopAnswering();
            }
            faults++;
        }

        private void takeName(String name) {
            String other = name.equals(name.toUpperCase(Locale.ROOT))
                    ? name.toLowerCase(Locale.ROOT) : name.toUpperCase(Locale.ROOT);
            Witness taker = model.witness(other);
            taker.open(swarm);
            await("an answer to a join", () -> taker.welcomedAt != Witness.NEVER || taker.refused);
            taker.goes("leaves");
            taker.peer().send(Frames.close(1000));
        }

        private void sendGarbage(Random dice) {
            Stranger stranger = new Stranger("garbage-" + garbage++);
            stranger.peer = swarm.open(stranger);
            if (dice.nextBoolean()) {
                stranger.join();
            }
            stranger.peer.send(Garbage.next(dice).bytes());
            strangers.add(stranger);
        }

        private void flood() {
            // What others said before is no longer on its way, and the flooder reads as it floods: one that does not is
            // a slow reader as well, and which of the two the server notices first depends on the kernel's buffers.
            await("an answer to each message", () -> model.unanswered() == 0);
            Stranger stranger = new Stranger("flood-" + faults++);
            stranger.peer = swarm.open(stranger);
            stranger.join();
            for (int i = 0; i < MORE_THAN_A_FLOOD && stranger.closeCode == 0; i++) {
                stranger.peer.sendText("{\"type\":\"private\",\"to\":\"" + stranger.name
                        + "\",\"msg\":\"faster\",\"id\":\"" + i + "\"}");
                int behind = i - UNREAD_BY_FLOODER;
                await("an answer to a flooder", () -> stranger.answers >= behind || stranger.closeCode != 0);
            }
            strangers.add(stranger);
            await("the close of a flooder", () -> stranger.closeCode != 0);
            if (stranger.closeCode != 4004) {
                model.broken(null, "a flooder is closed with " + stranger.closeCode + " and not with 4004");
            }
        }

        private void finish() {
            await("an answer to each message", () -> model.unanswered() == 0);
            strangers.forEach(it -> it.peer.reset());
            for (Witness witness : model.all()) {
                await("a welcome or a refusal", () -> witness.welcomedAt != Witness.NEVER || !witness.isHere());
                if (witness.refused) {
                    witness.peer().reset();
                }
            }
            if (!model.await(model::allListsAreRight)) {
                model.broken(null, model.wrongList());
                return;
            }
            fence();
            model.judge();
            if (model.longestSilenceNanos() > LONGEST_SILENCE.toNanos()) {
                model.broken(null,
                        "a dead peer was still here after " + model.longestSilenceNanos() / 1_000_000 + " ms");
            }
        }

        /** When everyone has heard everyone's last word, whatever has not come before it does not come. */
        private void fence() {
            List<Witness> present = model.present();
            present.forEach(it -> it.says(""));
            for (Witness sender : present) {
                int last = sender.sent.size() - 1;
                await("the last word of " + sender.name + " at everyone who is here", () -> present.stream().allMatch(
                        it -> it.hasHeard(sender, last)));
            }
            await("an answer to each last word", () -> model.unanswered() == 0);
        }

        private void await(String what, BooleanSupplier condition) {
            if (!model.await(condition)) {
                // Which promise that breaks, the judge can tell better.
                model.judge();
                model.broken(null, what + " did not come");
            }
        }

        private Witness present(int number) {
            Witness witness = current[number];
            if (witness == null || !witness.isHere()) {
                Witness before = witness;
                witness = model.witness(nameOf(number));
                if (before != null) {
                    witness.resumes(before);
                }
                witness.open(swarm);
                current[number] = witness;
            }
            return witness;
        }

        private String nameOf(int number) {
            return switch (number % 4) {
                case 0 -> "张三-" + number;
                case 1 -> "Zoë." + number;
                case 2 -> "привет_" + number;
                default -> "bob" + number;
            };
        }

        Optional<String> verdict() {
            return model.firstBroken().map(Model.Broken::inFull);
        }

        Counts counts() {
            return new Counts(model.all().size() + strangers.size(),
                    model.all().stream().mapToLong(it -> it.sent.size()).sum(), model.deliveries(), garbage, faults);
        }

        /** Somebody who keeps no rule; what comes is judged all the same. */
        private final class Stranger implements Swarm.Listener {

            private static final JsonMapper JSON = new JsonMapper();

            private final String name;
            private Swarm.Peer peer;
            private volatile int closeCode;
            private volatile int answers;

            Stranger(String name) {
                this.name = name;
            }

            void join() {
                peer.sendText("{\"type\":\"join\",\"name\":\"" + name + "\"}");
            }

            @Override
            public void frame(int opcode, byte[] payload) {
                if (opcode == RawSocket.CLOSE) {
                    closeCode = Frames.closeCode(payload);
                    model.progress();
                    return;
                }
                JsonNode json = opcode == RawSocket.TEXT
                        ? JSON.readTree(new String(payload, StandardCharsets.UTF_8)) : JSON.createObjectNode();
                if (json.path("type").asString("").equals("private") && !json.path("to").asString().equals(name)) {
                    model.broken(null, "a stranger got a private message that is for " + json.path("to").asString());
                }
                if (json.has("id")) {
                    answers++;
                    model.progress();
                }
            }
        }
    }
}
