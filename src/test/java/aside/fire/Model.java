package aside.fire;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What all witnesses of one round saw, and what they should have seen: the promises, as far as a round can tell. */
final class Model {

    /** A promise that was broken, in words, and who saw it. */
    record Broken(String words, List<Witness> witnesses) {

        /** The words, and below them what went over the wire of each witness. */
        String inFull() {
            return words + "\n" + witnesses.stream().map(it -> it.wire(WIRE_LINES)).collect(Collectors.joining());
        }
    }

    private static final int WIRE_LINES = 25;

    private final AtomicLong moments = new AtomicLong();
    private final List<Witness> witnesses = Collections.synchronizedList(new ArrayList<>());
    private final List<Broken> broken = Collections.synchronizedList(new ArrayList<>());

    /** Who holds a name, as the last to be welcomed under it knows. */
    private final Map<String, Witness> holders = new ConcurrentHashMap<>();

    /** When somebody fell silent, in nanoseconds; taken out when the first witness hears of it. */
    private final Map<String, Long> silentSince = new ConcurrentHashMap<>();
    private final AtomicLong longestSilence = new AtomicLong();

    /** Which message has which number, as the first to get it knows. */
    private final Map<String, String> numbers = new ConcurrentHashMap<>();

    private final LongAdder deliveries = new LongAdder();
    private final Duration patience;
    private volatile int expectedCloseCode;

    Model(Duration patience) {
        this.patience = patience;
    }

    /** From now on, a close with this code is nothing that a client must have deserved. */
    void expectClose(int code) {
        expectedCloseCode = code;
    }

    int expectedCloseCode() {
        return expectedCloseCode;
    }

    long now() {
        return moments.incrementAndGet();
    }

    Witness witness(String name) {
        synchronized (witnesses) {
            Witness witness = new Witness(this, witnesses.size(), name);
            witnesses.add(witness);
            return witness;
        }
    }

    String nameOf(int connection) {
        return witnesses.get(connection).name;
    }

    void broken(Witness who, String words) {
        broken.add(new Broken(words, who == null ? List.of() : List.of(who)));
        progress();
    }

    Optional<Broken> firstBroken() {
        synchronized (broken) {
            return broken.stream().findFirst();
        }
    }

    /** Two spellings of one name. */
    static String key(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    void welcomed(Witness who) {
        if (who.goneAt != Witness.NEVER) {
            return;
        }
        Witness before = holders.put(key(who.name), who);
        if (before != null && before.goneAt == Witness.NEVER && before.welcomedAt < who.welcomedAt) {
            broken.add(new Broken("two connections hold one name: " + before.name + " and " + who.name,
                    List.of(before, who)));
        }
        progress();
    }

    void fellSilent(Witness who) {
        silentSince.put(who.name, System.nanoTime());
    }

    void leftSeen(String name) {
        Long since = silentSince.remove(name);
        if (since != null) {
            longestSilence.accumulateAndGet(System.nanoTime() - since, Math::max);
        }
    }

    /** Somebody got this message with this number. */
    void numbered(Witness who, String room, long seq, String message) {
        String before = numbers.putIfAbsent(room + " " + seq, message);
        if (before != null && !before.equals(message)) {
            broken(who, "number " + seq + " is two messages: \"" + before + "\", and for " + who.name + " \"" + message
                    + "\"");
        }
    }

    void delivered() {
        deliveries.increment();
    }

    long deliveries() {
        return deliveries.sum();
    }

    long longestSilenceNanos() {
        return longestSilence.get();
    }

    /** Something has come that somebody may wait for. */
    synchronized void progress() {
        notifyAll();
    }

    /** Waits until something holds or a promise is broken; false if it takes longer than anything should. */
    synchronized boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.getAsBoolean() && broken.isEmpty()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                wait(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Fails, in the words of the promise, if one is broken. */
    void nothingIsBroken() {
        firstBroken().ifPresent(it -> fail(it.inFull()));
    }

    /** Waits until something holds, and fails if a promise is broken meanwhile or it takes longer than it should. */
    void awaits(String what, BooleanSupplier condition) {
        boolean came = await(condition);
        nothingIsBroken();
        if (!came) {
            fail(what + " did not come within " + patience.toSeconds() + " s");
        }
    }

    List<Witness> all() {
        synchronized (witnesses) {
            return List.copyOf(witnesses);
        }
    }

    List<Witness> present() {
        return all().stream().filter(Witness::isHere).toList();
    }

    int unanswered() {
        return all().stream().mapToInt(Witness::unanswered).sum();
    }

    /** Whether everyone who is here knows who is here. */
    boolean allListsAreRight() {
        List<Witness> present = present();
        Set<String> names = present.stream().map(it -> it.name).collect(Collectors.toSet());
        return present.stream().allMatch(it -> it.here.equals(names));
    }

    /** In words, which list is wrong. */
    String wrongList() {
        List<Witness> present = present();
        Set<String> names = present.stream().map(it -> it.name).collect(Collectors.toSet());
        for (Witness witness : present) {
            if (!witness.here.equals(names)) {
                Set<String> tooMany = new TreeSet<>(witness.here);
                tooMany.removeAll(names);
                Set<String> missing = new TreeSet<>(names);
                missing.removeAll(witness.here);
                return "the list of " + witness.name + " still holds " + tooMany + " who are gone, and lacks "
                        + missing;
            }
        }
        return "";
    }

    /** Judges what only the end shows. To be called when nothing is under way any more. */
    void judge() {
        List<Witness> all = all();
        Map<String, List<Witness>> byName = new HashMap<>();
        all.forEach(it -> byName.computeIfAbsent(key(it.name), name -> new ArrayList<>()).add(it));
        for (Witness sender : all) {
            for (Witness.Sent message : sender.sent) {
                if (message.answer == Witness.Answer.NONE && sender.isHere()) {
                    broken(sender, "message " + message.number + " of " + sender.name
                            + " is neither acknowledged nor answered with an error");
                } else if (message.isPrivate()) {
                    judgePrivate(sender, message, byName.getOrDefault(key(message.to), List.of()));
                } else if (message.answer == Witness.Answer.ACK) {
                    all.forEach(recipient -> judgePublic(sender, message, recipient));
                }
            }
        }
    }

    private void judgePublic(Witness sender, Witness.Sent message, Witness recipient) {
        boolean owed = recipient.wasHere(message.sentAt, Long.MAX_VALUE - 1)
                || recipient.hasHeardAround(sender, message.number);
        if (owed && !recipient.hasHeard(sender, message.number)) {
            lost(sender, message, recipient);
        }
    }

    private void judgePrivate(Witness sender, Witness.Sent message, List<Witness> recipients) {
        for (Witness recipient : recipients) {
            boolean heard = recipient.hasHeard(sender, message.number);
            if (message.answer == Witness.Answer.ACK && !heard
                    && recipient.wasHere(message.sentAt, Long.MAX_VALUE - 1)) {
                lost(sender, message, recipient);
            }
            if (message.answer == Witness.Answer.ERROR && message.error.equals("user-offline")
                    && recipient.wasHere(message.sentAt, message.answeredAt)) {
                broken.add(new Broken("message " + message.number + " of " + sender.name + " is refused: "
                        + recipient.name + " is not here; it is", List.of(sender, recipient)));
            }
        }
    }

    private void lost(Witness sender, Witness.Sent message, Witness recipient) {
        broken.add(new Broken("message " + message.number + " of " + sender.name + " is acknowledged and lost on the"
                + " way to " + recipient.name, List.of(sender, recipient)));
    }
}
