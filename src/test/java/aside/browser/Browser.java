package aside.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium, driven over its DevTools protocol: JSON over one WebSocket, which the JDK speaks by itself. A
 * command carries an id and gets one answer with that id; everything else that arrives is an event of some page.
 */
final class Browser implements AutoCloseable {

    static final String HOW_TO_INSTALL =
            "The browser tests need Chromium: apt-get install chromium, or name one with -Dchromium=/path/to/chromium";

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private final Path home;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    private Browser(Path executable) throws IOException {
        home = Files.createTempDirectory("aside-browser");
        ProcessBuilder command = new ProcessBuilder(executable.toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
                "--user-data-dir=" + home);
        // Everything it writes lands in the one folder that close() deletes.
        Stream.of("TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
                .forEach(name -> command.environment().put(name, home.toString()));
        process = command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Path portFile = home.resolve("DevToolsActivePort");
        List<String> portAndPath = Awaitility.await("Chromium to listen").atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(portFile) ? Files.readAllLines(portFile) : List.<String>of(),
                        lines -> lines.size() == 2);
        URI address = URI.create("ws://127.0.0.1:" + portAndPath.get(0) + portAndPath.get(1));
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Listener()).join();
    }

    /** The browser of this machine, if it has one. */
    static Optional<Path> installed() {
        return Optional.ofNullable(System.getProperty("chromium")).map(Path::of).or(() ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst());
    }

    static Browser start(Path executable) {
        try {
            return new Browser(executable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens an empty window of its own, with cookies and storage of its own.
     *
     * @param events gets each event of the page, one after the other
     * @return the session, for {@link #call}
     */
    String newWindow(Consumer<JsonNode> events) {
        String profile = call("", "Target.createBrowserContext", Map.of()).get("browserContextId").stringValue();
        String target = call("", "Target.createTarget",
                Map.of("url", "about:blank", "browserContextId", profile, "newWindow", true))
                .get("targetId").stringValue();
        String session = call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId").stringValue();
        windows.put(session, new Window(profile, events));
        return session;
    }

    /** Closes a window; its storage goes with it. */
    void closeWindow(String session) {
        call("", "Target.disposeBrowserContext", Map.of("browserContextId", windows.remove(session).profile()));
    }

    /** Sends a command to a page, or to the browser itself when the session is empty, and waits for the answer. */
    JsonNode call(String session, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> command = new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        socket.sendText(JSON.writeValueAsString(command), true).join();
        JsonNode answered = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (answered.has("error")) {
            throw new IllegalStateException(method + ": " + answered.get("error"));
        }
        return answered.get("result");
    }

    @Override
    public void close() {
        socket.abort();
        end("Chromium", process, home);
    }

    /** Ends a browser with all its processes, and deletes its folder. */
    static void end(String name, Process process, Path home) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        // A browser's last words still go to the folder: it is gone for good only when they are written.
        Awaitility.await(name + " to end").atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            delete(home);
            return all.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(home);
        });
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        }
    }

    private record Window(String profile, Consumer<JsonNode> events) { }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                if (message.has("id")) {
                    answers.remove(message.get("id").intValue()).complete(message);
                } else if (message.has("sessionId")) {
                    Optional.ofNullable(windows.get(message.get("sessionId").stringValue()))
                            .ifPresent(window -> window.events().accept(message));
                }
            }
            from.request(1);
            return null;
        }
    }
}
