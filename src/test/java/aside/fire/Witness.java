package aside.fire;

import aside.message.LogPosition;
import aside.testing.RawSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One honest connection: what it sent, what it heard, and what of it can be judged at once. A text says who sent it,
 * as which of the sender's messages, whether in private, and to whom, so that every message can be recognised.
 *
 * <p>Moments come from one counter for all: taken before something is sent and after something has come, so that
 * "before" means before.
 */
final class Witness implements Swarm.Listener {

    static final long NEVER = Long.MAX_VALUE;

    private static final JsonMapper JSON = new JsonMapper();
    private static final int WIRE_LINES = 400;

    /** The log keeps 500 messages; some may be added while a client joins. */
    private static final int SURELY_KEPT = 300;

    /** What became of a message. */
    enum Answer { NONE, ACK, ERROR }

    /** A message that this connection has sent. */
    static final class Sent {
        final int number;
        final String to;
        final long sentAt;
        volatile Answer answer = Answer.NONE;
        volatile String error = "";
        volatile long answeredAt = NEVER;

        Sent(int number, String to, long sentAt) {
            this.number = number;
            this.to = to;
            this.sentAt = sentAt;
        }

        boolean isPrivate() {
            return !to.isEmpty();
        }
    }

    /** What has come of one sender. */
    static final class Heard {

        static final Heard NOTHING = new Heard();

        private final BitSet numbers = new BitSet();
        private int first = Integer.MAX_VALUE;
        private int last = -1;

        boolean holds(int number) {
            return numbers.get(number);
        }

        boolean spans(int number) {
            return first < number && number < last;
        }
    }

    final int connection;
    final String name;
    private final Model model;
    private Swarm.Peer peer;
    private volatile String padding = "";

    /* What was sent: written by the driver. */
    final List<Sent> sent = new ArrayList<>();
    volatile long goneAt = NEVER;

    /* What came: written by the swarm's thread. */
    volatile long welcomedAt = NEVER;
    volatile boolean refused;
    volatile boolean over;
    volatile int closeCode;
    private volatile Runnable onAnswer = () -> { };
    final Map<Integer, Heard> heard = new HashMap<>();
    final Set<String> here = new HashSet<>();
    final Map<String, Integer> leaves = new HashMap<>();
    private int answered;

    /* Its place in the room's log: the room, and the last public message that it has. */
    private volatile String room = "";
    private volatile long lastSeq = -1;
    /** Where the connection before this one was, if it comes back. */
    private Optional<LogPosition> resumesAfter = Optional.empty();
    private final Deque<String> wire = new ArrayDeque<>();

    Witness(Model model, int connection, String name) {
        this.model = model;
        this.connection = connection;
        this.name = name;
    }

    void open(Swarm swarm) {
        peer = swarm.open(this);
        join();
    }

    void openWithSmallBuffer(Swarm swarm) {
        peer = swarm.openWithSmallBuffer(this);
        join();
    }

    private void join() {
        send(resumesAfter.map(it -> "{\"type\":\"join\",\"name\":\"" + name + "\",\"after\":{\"room\":\"" + it.room()
                + "\",\"seq\":" + it.seq() + "}}").orElse("{\"type\":\"join\",\"name\":\"" + name + "\"}"));
    }

    /** Comes back after another connection, and wants what was said since then. */
    void resumes(Witness before) {
        if (before.lastSeq >= 0) {
            resumesAfter = Optional.of(new LogPosition(before.room, before.lastSeq));
        }
    }

    Swarm.Peer peer() {
        return peer;
    }

    /** Sends a message; {@code to} is empty for a public one. */
    void says(String to) {
        Sent message;
        synchronized (sent) {
            message = new Sent(sent.size(), to, model.now());
            sent.add(message);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", to.isEmpty() ? "public" : "private");
        if (!to.isEmpty()) {
            json.put("to", to);
        }
        json.put("msg", connection + ":" + message.number + ":" + to + ":" + padding);
        json.put("id", Integer.toString(message.number));
        // Whoever believes this is deceived.
        json.put("from", "somebody-else");
        send(JSON.writeValueAsString(json));
    }

    private void send(String text) {
        note("sent     " + text);
        peer.sendText(text);
    }

    /** From now on nothing is owed to this connection. */
    void goes(String how) {
        if (goneAt == NEVER) {
            goneAt = model.now();
            note(how);
        }
    }

    boolean isHere() {
        return goneAt == NEVER && !refused && !over;
    }

    /** Whether it was in the room, as far as it can know, from one moment to another. */
    boolean wasHere(long from, long until) {
        return welcomedAt < from && goneAt > until;
    }

    Sent sent(int number) {
        synchronized (sent) {
            return number >= 0 && number < sent.size() ? sent.get(number) : null;
        }
    }

    boolean hasHeard(Witness sender, int number) {
        return heard.getOrDefault(sender.connection, Heard.NOTHING).holds(number);
    }

    /** Whether it has heard both an earlier and a later message. */
    boolean hasHeardAround(Witness sender, int number) {
        return heard.getOrDefault(sender.connection, Heard.NOTHING).spans(number);
    }

    int sentCount() {
        synchronized (sent) {
            return sent.size();
        }
    }

    long acknowledged() {
        synchronized (sent) {
            return sent.stream().filter(it -> it.answer == Answer.ACK).count();
        }
    }

    /** What is not answered yet. */
    int unanswered() {
        synchronized (sent) {
            return isHere() ? sent.size() - answered : 0;
        }
    }

    @Override
    public void frame(int opcode, byte[] payload) {
        switch (opcode) {
            case RawSocket.TEXT -> text(new String(payload, StandardCharsets.UTF_8));
            case RawSocket.CLOSE -> {
                closeCode = Frames.closeCode(payload);
                note("received close " + closeCode);
                if (goneAt == NEVER && !refused && closeCode != model.expectedCloseCode()) {
                    model.broken(this, name + " did nothing wrong and is closed with " + closeCode);
                }
                peer.send(Frames.close(closeCode));
            }
            default -> note("received opcode " + opcode);
        }
    }

    @Override
    public void ended(Swarm.End end) {
        note("the connection has ended: " + end);
        if (goneAt == NEVER && !refused && (closeCode == 0 || closeCode != model.expectedCloseCode())) {
            model.broken(this, name + " did nothing wrong and lost its connection: " + end);
        }
        over = true;
        model.progress();
    }

    private void text(String text) {
        note("received " + text);
        JsonNode json = JSON.readTree(text);
        switch (json.path("type").asString("")) {
            case "welcome" -> welcome(json);
            case "joined" -> joined(json.path("name").asString());
            case "left" -> left(json.path("name").asString());
            case "public" -> message(json, "");
            case "private" -> message(json, json.path("to").asString());
            case "ack" -> answer(json, Answer.ACK);
            case "error" -> answer(json, Answer.ERROR);
            default -> model.broken(this, name + " got a message of no known type: " + text);
        }
    }

    private void welcome(JsonNode json) {
        if (welcomedAt != NEVER) {
            model.broken(this, name + " is welcomed twice");
        }
        welcomedAt = model.now();
        json.path("users").forEach(user -> here.add(user.asString()));
        if (!here.contains(name) || !json.path("users").path(0).asString().equals(name)) {
            model.broken(this, "the welcome of " + name + " does not name it first");
        }
        place(json);
        model.welcomed(this);
    }

    /** Finds its place in the log: where the last connection was, or where the room is. */
    private void place(JsonNode welcome) {
        room = welcome.path("room").asString("");
        long seq = welcome.path("seq").asLong(-1);
        boolean resumed = welcome.path("resumed").asBoolean(false);
        lastSeq = resumed ? resumesAfter.orElseThrow().seq() : seq;
        if (!resumed && resumesAfter.isPresent() && resumesAfter.get().room().equals(room)
                && seq - resumesAfter.get().seq() <= SURELY_KEPT) {
            model.broken(this, name + " asks for what comes after number " + resumesAfter.get().seq()
                    + ", the room is at " + seq + ", and it is told of a gap");
        }
    }

    /** Public messages come one number after the other, and a number is the same message for everyone. */
    private void numbered(JsonNode json, String to) {
        long seq = json.path("seq").asLong(-1);
        if (!to.isEmpty()) {
            if (seq != -1) {
                model.broken(this, name + " got a private message with number " + seq);
            }
            return;
        }
        if (seq != lastSeq + 1) {
            model.broken(this, name + " got number " + seq + " where number " + (lastSeq + 1) + " was due");
        }
        lastSeq = seq;
        model.numbered(this, room, seq, json.path("from").asString() + ": " + json.path("msg").asString());
    }

    private void joined(String who) {
        if (!here.add(who)) {
            model.broken(this, name + " hears that " + who + " joined, who is here already");
        }
    }

    private void left(String who) {
        leaves.merge(who, 1, Integer::sum);
        if (!here.remove(who)) {
            model.broken(this, name + " hears that " + who + " left, who is not here: more than one left for a leave");
        }
        model.leftSeen(who);
    }

    private void message(JsonNode json, String to) {
        judge(json, to);
        numbered(json, to);
    }

    private void judge(JsonNode json, String to) {
        String[] parts = json.path("msg").asString().split(":", 4);
        if (parts.length < 4) {
            // A stranger's. Judged all the same: it must not be private and for somebody else.
            if (!to.isEmpty() && !isMe(to)) {
                model.broken(this, name + " got a private message to " + to);
            }
            return;
        }
        int from = Integer.parseInt(parts[0]);
        int number = Integer.parseInt(parts[1]);
        String sender = json.path("from").asString();
        if (!sender.equals(model.nameOf(from))) {
            model.broken(this, "a message of " + model.nameOf(from) + " came under the name of " + sender);
        }
        if (!to.isEmpty() && !isMe(to) || !Model.key(parts[2]).equals(Model.key(to))) {
            model.broken(this, name + " got a private message that is for " + parts[2]);
        }
        Heard before = heard.computeIfAbsent(from, it -> new Heard());
        if (before.holds(number)) {
            model.broken(this, name + " got message " + number + " of " + sender + " twice");
        } else if (number < before.last) {
            model.broken(this, name + " got message " + number + " of " + sender + " after message " + before.last
                    + ": out of order");
        }
        before.numbers.set(number);
        before.first = Math.min(before.first, number);
        before.last = Math.max(before.last, number);
        model.delivered();
    }

    private boolean isMe(String to) {
        return Model.key(to).equals(Model.key(name));
    }

    private void answer(JsonNode json, Answer answer) {
        String code = json.path("code").asString("");
        if (!json.has("id")) {
            if (code.equals("name-taken")) {
                refused = true;
                model.progress();
            } else {
                model.broken(this, name + " got an error that belongs to no message: " + json);
            }
            return;
        }
        Sent message = sent(Integer.parseInt(json.path("id").asString()));
        if (message == null || message.answer != Answer.NONE) {
            model.broken(this, name + " got an answer to a message that it did not send or that was answered: " + json);
            return;
        }
        message.error = code;
        message.answeredAt = model.now();
        message.answer = answer;
        synchronized (sent) {
            answered++;
        }
        model.progress();
        onAnswer.run();
    }

    /** From now on, messages are so much longer. */
    void pads(int length) {
        padding = "x".repeat(length);
    }

    /** Goes on talking, one message after the answer to the other, for as long as something holds. */
    void talksWhile(BooleanSupplier condition) {
        onAnswer = () -> {
            if (condition.getAsBoolean() && isHere()) {
                says("");
            }
        };
        says("");
    }

    private void note(String line) {
        synchronized (wire) {
            wire.add(line.length() <= 160 ? line : line.substring(0, 160) + "…");
            if (wire.size() > WIRE_LINES) {
                wire.remove();
            }
        }
    }

    /** The last lines of the wire. */
    String wire(int lines) {
        synchronized (wire) {
            return wire.stream().skip(Math.max(0, wire.size() - lines)).map(line -> "    " + line + "\n")
                    .reduce("  " + name + " (connection " + connection + "):\n", String::concat);
        }
    }
}
