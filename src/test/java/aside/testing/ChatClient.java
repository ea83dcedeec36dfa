package aside.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import aside.ChatServer;
import aside.message.CloseReason;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that speaks the protocol over a real socket. A test says {@code alice.says("hi")} and
 * {@code bob.receives(...)}; when an expectation fails, the message shows what went over this client's wire, in order.
 * Waits for the server's word, never for time; the limit on each wait only ends a test that would hang.
 */
public final class ChatClient implements AutoCloseable {

    /** Nothing waits that long unless something is broken. */
    static final int PATIENCE_SECONDS = 30;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** How a connection ended. */
    public record Ending(int code, String words) {
    }

    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<ByteBuffer> pings = new LinkedBlockingQueue<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<String> wire = Collections.synchronizedList(new ArrayList<>());
    private final WebSocket socket;
    private volatile boolean reading = true;

    private ChatClient(int port) {
        socket = HTTP.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + ChatServer.PATH), new Listener())
                .join();
    }

    /** A client that has connected and not joined. */
    public static ChatClient connect(ChatServer server) {
        return new ChatClient(server.port());
    }

    /** A client that has joined and got its welcome. */
    public static ChatClient join(ChatServer server, String name) {
        ChatClient client = connect(server);
        client.speaks("{\"type\":\"join\",\"name\":\"" + name + "\"}");
        JsonNode welcome = client.next();
        assertThat(welcome.path("type").asString()).as(client.wire()).isEqualTo("welcome");
        return client;
    }

    /** Clients that have joined one after the other and heard of each other. */
    public static List<ChatClient> joinAll(ChatServer server, String... names) {
        List<ChatClient> clients = new ArrayList<>();
        for (String name : names) {
            clients.add(join(server, name));
            clients.subList(0, clients.size() - 1).forEach(client -> client.receives(joined(name)));
        }
        return clients;
    }

    /** Joins as a client that comes back; the welcome is the next message. */
    public void joinsAfter(String name, String room, long seq) {
        speaks("{\"type\":\"join\",\"name\":\"" + name + "\",\"after\":{\"room\":\"" + room + "\",\"seq\":" + seq
                + "}}");
    }

    /** Sends a text frame, whatever it says. */
    public void sends(String text) {
        wire.add("  sent     " + shortened(text));
        socket.sendText(text, true).join();
    }

    /** Sends a message of the protocol. */
    private void speaks(String json) {
        assertThat(Schemas.problemsFromClient(json)).as(wire()).isEmpty();
        sends(json);
    }

    /** Sends a public message. */
    public void says(String msg) {
        speaks("{\"type\":\"public\",\"msg\":" + JSON.writeValueAsString(msg) + "}");
    }

    /** Sends a public message with an id. */
    public void says(String msg, String id) {
        speaks("{\"type\":\"public\",\"msg\":" + JSON.writeValueAsString(msg) + ",\"id\":\"" + id + "\"}");
    }

    /** Sends a private message. */
    public void whispers(String to, String msg) {
        speaks("{\"type\":\"private\",\"to\":\"" + to + "\",\"msg\":" + JSON.writeValueAsString(msg) + "}");
    }

    /** Sends a private message with an id. */
    public void whispers(String to, String msg, String id) {
        speaks("{\"type\":\"private\",\"to\":\"" + to + "\",\"msg\":" + JSON.writeValueAsString(msg)
                + ",\"id\":\"" + id + "\"}");
    }

    /** Sends a binary frame. */
    public void sendsBinary(byte[] payload) {
        wire.add("  sent     " + payload.length + " bytes of binary");
        socket.sendBinary(ByteBuffer.wrap(payload), true);
    }

    /** Expects this JSON as the next message. */
    public void receives(String json) {
        JsonNode got = next();
        assertThat(got).as(wire()).isEqualTo(JSON.readTree(json));
    }

    /** Whether a welcome comes before the connection ends. */
    public boolean isWelcomed() {
        ending.thenAccept(end -> inbox.add("the end"));
        return nextText().contains("\"welcome\"");
    }

    /** Expects an error with this code as the next message. */
    public JsonNode receivesError(String code) {
        JsonNode got = next();
        assertThat(got.path("type").asString()).as(wire()).isEqualTo("error");
        assertThat(got.path("code").asString()).as(wire()).isEqualTo(code);
        return got;
    }

    /** The next message, whatever it says. */
    public JsonNode next() {
        return JSON.readTree(nextText());
    }

    /** The next message as it came, but for its number in the room's log. */
    public String nextText() {
        return Positions.without(take(inbox, "message"));
    }

    /** The next message with everything in it: its number in the room's log, too. */
    public JsonNode nextWithPosition() {
        return JSON.readTree(take(inbox, "message"));
    }

    /** Expects a ping; the library below has answered it when this returns. */
    public void receivesPing() {
        take(pings, "ping");
    }

    private <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return next == null ? fail("no " + what + " came" + wire()) : next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted while waiting for a " + what + wire());
        }
    }

    /**
     * Expects that nothing came. Shown by what comes after: the server answers a message that it does not know, and
     * that answer must be the next thing here. What others sent before is in this client's outbox before, once they
     * have seen it acknowledged or received it themselves.
     */
    public void receivesNothing() {
        sends("{\"type\":\"nothing-came\"}");
        receivesError("unknown-type");
    }

    /**
     * What came and was not read yet, in order, up to the server's answer to a message that it does not know, which is
     * left out. If the connection has ended, up to its end, which comes last in words.
     */
    public List<String> everythingUpToNow() {
        return everythingUpToNow(Positions::without);
    }

    /** The same as JSON with everything in it: the numbers in the room's log, too. The end is a text. */
    public List<JsonNode> everythingUpToNowWithPositions() {
        return everythingUpToNow(UnaryOperator.identity()).stream()
                .map(text -> text.startsWith("{") ? JSON.readTree(text) : JSON.valueToTree(text))
                .toList();
    }

    private List<String> everythingUpToNow(UnaryOperator<String> shown) {
        try {
            sends("{\"type\":\"nothing-came\"}");
        } catch (CompletionException e) {
            wire.add("  could not send: " + e.getCause());
        }
        List<String> came = new ArrayList<>();
        CompletableFuture<String> end = ending.thenApply(it -> "close " + it.code() + " " + it.words());
        end.thenAccept(inbox::add);
        while (true) {
            String next = shown.apply(take(inbox, "message"));
            if (next.contains("\"unknown-type\"")) {
                return came;
            }
            came.add(next);
            if (next.equals(end.getNow(""))) {
                return came;
            }
        }
    }

    /** Waits for the end of the connection. */
    public Ending ending() {
        try {
            return ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            return fail("the connection did not end: " + e + wire());
        }
    }

    /** Waits for the end of the connection and returns what came until then and was not read yet, in order. */
    public List<String> everythingUntilTheEnd() {
        ending();
        List<String> rest = new ArrayList<>();
        inbox.drainTo(rest);
        return rest.stream().map(Positions::without).toList();
    }

    /** Expects the connection to end for this reason. */
    public void isClosedFor(CloseReason reason) {
        assertThat(ending()).as(wire()).isEqualTo(new Ending(reason.code(), reason.words()));
    }

    /** Reads nothing more from the socket, so that what the server sends piles up. */
    public void stopsReading() {
        reading = false;
    }

    /** Reads again. */
    public void readsAgain() {
        reading = true;
        socket.request(1);
    }

    /** Says goodbye as a browser does. */
    public void leaves() {
        wire.add("  sent     close");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    /** Cuts the connection without a word. */
    public void vanishes() {
        wire.add("  cut the connection");
        socket.abort();
    }

    /** Ends the connection, if it has not ended. */
    @Override
    public void close() {
        socket.abort();
    }

    /** Expects that every message that came is one of the protocol's. */
    void receivedOnlyWhatTheProtocolAllows() {
        assertThat(problems).as(wire()).isEmpty();
    }

    /** What went over this client's wire so far, in order. */
    public String wire() {
        synchronized (wire) {
            return "\nthe wire, in order:\n" + String.join("\n", wire) + "\n";
        }
    }

    /** The news that somebody has joined. */
    public static String joined(String name) {
        return "{\"type\":\"joined\",\"name\":\"" + name + "\"}";
    }

    /** The news that somebody has left. */
    public static String left(String name) {
        return "{\"type\":\"left\",\"name\":\"" + name + "\"}";
    }

    /** A public message as everyone gets it. */
    public static String publicMessage(String from, String msg) {
        return "{\"type\":\"public\",\"from\":\"" + from + "\",\"msg\":" + JSON.writeValueAsString(msg) + "}";
    }

    /** A private message as its recipient gets it. */
    public static String privateMessage(String from, String to, String msg) {
        return "{\"type\":\"private\",\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"msg\":"
                + JSON.writeValueAsString(msg) + "}";
    }

    /** An acknowledgement. */
    public static String ack(String id) {
        return "{\"type\":\"ack\",\"id\":\"" + id + "\"}";
    }

    static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "… (" + text.length() + " characters)";
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder unfinished = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            unfinished.append(part);
            if (last) {
                wire.add("  received " + shortened(unfinished.toString()));
                problems.addAll(Schemas.problemsFromServer(unfinished.toString()));
                inbox.add(unfinished.toString());
                unfinished.setLength(0);
            }
            if (reading) {
                from.request(1);
            }
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
            wire.add("  received ping");
            pings.add(payload);
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String words) {
            wire.add("  received close " + code + " " + words);
            ending.complete(new Ending(code, words));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            wire.add("  failed   " + error);
            ending.complete(new Ending(1006, error.toString()));
        }
    }
}
