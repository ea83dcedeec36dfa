package aside.fire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The clients' side of {@link NetworkFaultsTest}: runs in the clients' namespace and pulls the cables there. */
final class NetworkFaults {

    static final Duration PING_INTERVAL = Duration.ofSeconds(2);

    /** Two intervals from the first ping that is not answered, which comes within one; the rest is for the machine. */
    private static final Duration LONGEST_SILENCE = PING_INTERVAL.multipliedBy(3).plusSeconds(2);

    private static final int LIVING = 20;
    private static final int DYING = 20;
    private static final int MESSAGES = 1_500;

    /** Fewer than an outbox holds: else a full one would drop the dead, heartbeat or not. */
    private static final int WORDS_TO_THE_DEAD = 100;

    private final Model model = new Model(Duration.ofSeconds(60));
    private final int port;
    private final String serverNamespace;

    private NetworkFaults(int port, String serverNamespace) {
        this.port = port;
        this.serverNamespace = serverNamespace;
    }

    /** Ends with 0 if all went well; else the words say what did not. */
    public static void main(String[] arguments) throws Exception {
        NetworkFaults faults = new NetworkFaults(Integer.parseInt(arguments[1]), arguments[2]);
        String report = arguments[0].equals("cable") ? faults.pullTheCable() : faults.loseAndDelay();
        faults.model.judge();
        Optional<Model.Broken> broken = faults.model.firstBroken();
        System.out.println(broken.map(Model.Broken::inFull)
                .orElseGet(() -> "* " + report + ", " + faults.model.deliveries() + " deliveries"));
        System.exit(broken.isPresent() ? 1 : 0);
    }

    private String pullTheCable() {
        Swarm near = new Swarm(new InetSocketAddress("10.77.1.1", port));
        Swarm far = new Swarm(new InetSocketAddress("10.77.2.1", port));
        List<Witness> living = join(near, "living-", LIVING);
        List<Witness> dying = join(far, "dying-", DYING);
        await("the lists", model::allListsAreRight);
        living.forEach(it -> it.talksWhile(() -> !model.allListsAreRight()));
        dying.forEach(it -> it.talksWhile(() -> true));
        await("a conversation", () -> sent(dying) > MESSAGES);

        dying.forEach(it -> {
            it.goes("its cable is pulled");
            model.fellSilent(it);
        });
        ServerProcess.run("ip", "link", "set", "aside-c2", "down");
        int before = sent(living);
        living.forEach(it -> it.talksWhile(() -> sent(living) < before + WORDS_TO_THE_DEAD));
        await("the news that the dead are gone", model::allListsAreRight);
        long silence = model.longestSilenceNanos();
        if (silence > LONGEST_SILENCE.toNanos()) {
            model.broken(null, "a dead peer was still here after " + silence / 1_000_000 + " ms");
        }
        ServerProcess.run("ip", "link", "set", "aside-c2", "up");
        List<Witness> back = join(far, "dying-", DYING);
        await("the return under the old names", () -> back.stream().allMatch(it -> it.welcomedAt != Witness.NEVER));
        fence();
        return String.format("%d of %d clients lose their cable: all are gone after at most %.1f ping intervals, and "
                + "back under their names when it is in again", DYING, LIVING + DYING,
                silence / (double) PING_INTERVAL.toNanos());
    }

    private String loseAndDelay() throws IOException, InterruptedException {
        String how = disturb();
        Swarm swarm = new Swarm(new InetSocketAddress("10.77.1.1", port));
        List<Witness> living = join(swarm, "living-", LIVING);
        await("the lists", model::allListsAreRight);
        living.forEach(it -> it.talksWhile(() -> sent(living) < MESSAGES));
        await("a conversation", () -> sent(living) >= MESSAGES && model.unanswered() == 0);
        fence();
        return String.format("%d clients on a bad line (%s): nothing lost", LIVING, how);
    }

    /** Makes the line bad in both directions. */
    private String disturb() throws IOException, InterruptedException {
        List<String> netem = List.of("netem", "loss", "5%", "delay", "20ms", "10ms");
        // A kernel without netem: a bucket that is too small loses what does not fit and delays the rest.
        List<String> bucket = List.of("tbf", "rate", "8mbit", "burst", "10kb", "limit", "15kb");
        List<String> used = tc(List.of("tc"), "aside-c1", netem) ? netem : bucket;
        boolean works = (used == netem || tc(List.of("tc"), "aside-c1", used))
                && tc(List.of("tc", "-n", serverNamespace), "aside-s1", used);
        if (!works) {
            model.broken(null, "tc can neither netem nor tbf");
        }
        return String.join(" ", used);
    }

    private static boolean tc(List<String> tc, String device, List<String> discipline)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(tc);
        command.addAll(List.of("qdisc", "add", "dev", device, "root"));
        command.addAll(discipline);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    private List<Witness> join(Swarm swarm, String name, int count) {
        List<Witness> all = IntStream.range(0, count).mapToObj(i -> model.witness(name + i)).toList();
        all.forEach(it -> it.open(swarm));
        return all;
    }

    private static int sent(List<Witness> all) {
        return all.stream().mapToInt(Witness::sentCount).sum();
    }

    private void fence() {
        await("the answers", () -> model.unanswered() == 0);
        List<Witness> present = model.present();
        for (Witness sender : present) {
            sender.says("");
            int last = sender.sentCount() - 1;
            await("the last word of " + sender.name, () -> present.stream().allMatch(it -> it.hasHeard(sender, last)));
        }
        await("the answers to the last words", () -> model.unanswered() == 0);
    }

    private void await(String what, BooleanSupplier condition) {
        if (!model.await(condition)) {
            model.broken(null, what + " did not come");
        }
    }
}
