package aside.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Firefox, driven over WebDriver BiDi, the standard that {@link Browser}'s protocol led to: JSON over one
 * WebSocket again, so no driver has to be installed beside the browser.
 */
final class Firefox implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> NAMES = List.of("firefox-esr", "firefox");

    private final Path home;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private Firefox(Path executable) throws IOException {
        home = Files.createTempDirectory("aside-firefox");
        Path profile = Files.createDirectory(home.resolve("profile"));
        ProcessBuilder command = new ProcessBuilder(executable.toString(), "--headless", "--no-remote",
                "--remote-debugging-port=0", "--profile", profile.toString());
        // Everything it writes lands in the one folder that close() deletes.
        Stream.of("TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
                .forEach(name -> command.environment().put(name, home.toString()));
        process = command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Path server = profile.resolve("WebDriverBiDiServer.json");
        JsonNode address = Awaitility.await("Firefox to listen").atMost(60, TimeUnit.SECONDS).ignoreExceptions()
                .until(() -> JSON.readTree(Files.readString(server)), found -> found.has("ws_port"));
        URI session = URI.create("ws://127.0.0.1:" + address.get("ws_port").intValue() + "/session");
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(session, new Listener()).join();
        call("session.new", Map.of("capabilities", Map.of()));
    }

    /** The Firefox of this machine, if it has one. */
    static Optional<Path> installed() {
        return Optional.ofNullable(System.getProperty("firefox")).map(Path::of).or(() ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst());
    }

    static Firefox start(Path executable) {
        try {
            return new Firefox(executable);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Window open(String url) {
        String context = call("browsingContext.create", Map.of("type", "window")).get("context").stringValue();
        call("browsingContext.navigate", Map.of("context", context, "url", url, "wait", "complete"));
        return new Window(context);
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true).join();
        JsonNode answered = answer.orTimeout(60, TimeUnit.SECONDS).join();
        if (!answered.has("result")) {
            throw new IllegalStateException(method + ": " + answered);
        }
        return answered.get("result");
    }

    @Override
    public void close() {
        socket.abort();
        Browser.end("Firefox", process, home);
    }

    /** One window with the page in it. */
    final class Window {
        private final String context;

        private Window(String context) {
            this.context = context;
        }

        /** Types into the element with that id, key by key, and ends with Enter. */
        Window enter(String id, String text) {
            awaits("document.getElementById('" + id + "').checkVisibility()");
            evaluate("document.getElementById('" + id + "').focus()");
            List<Map<String, String>> keys = (text + "\uE007").codePoints().mapToObj(Character::toString)
                    .flatMap(key -> Stream.of("keyDown", "keyUp").map(type -> Map.of("type", type, "value", key)))
                    .toList();
            call("input.performActions", Map.of("context", context,
                    "actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", keys))));
            return this;
        }

        Window awaits(String condition) {
            // While a page is loaded again, there is nothing that could answer.
            Awaitility.await(condition).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                    .ignoreExceptions().until(() -> evaluate("Boolean(" + condition + ")").booleanValue());
            return this;
        }

        Window shows(String id, String text) {
            return awaits("document.getElementById('" + id + "').innerText.includes('" + text + "')");
        }

        JsonNode evaluate(String expression) {
            JsonNode answer = call("script.evaluate", Map.of("expression", expression, "awaitPromise", true,
                    "target", Map.of("context", context)));
            if (!answer.has("result")) {
                throw new IllegalStateException(expression + ": " + answer);
            }
            return answer.get("result").path("value");
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                Optional.ofNullable(answers.remove(message.path("id").asInt(0)))
                        .ifPresent(answer -> answer.complete(message));
            }
            from.request(1);
            return null;
        }
    }
}
