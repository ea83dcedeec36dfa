package aside.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chat page in a browser window, used as a person uses it: keys, clicks, and what there is to read. Whoever waits
 * waits for something to be on the page; when it does not come, the failure shows the whole page with its wire panel.
 */
final class Page {

    // While one writes a test, -Dbrowser.patience=8 tells sooner that something never comes.
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("browser.patience", 60));

    private final Browser browser;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Page(Browser browser) {
        this.browser = browser;
        session = browser.newWindow(this::onEvent);
        List.of("Runtime", "Log", "Page").forEach(domain -> call(domain + ".enable", Map.of()));
        // Every window counts as the one in front: the page does not count its messages as unread.
        call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        size(1440, 900);
    }

    /** Runs a script in every document before the page's own scripts. */
    void before(String script) {
        call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    Page open(String url) {
        call("Page.navigate", Map.of("url", url));
        awaits("document.readyState === 'complete' && document.getElementById('status')?.textContent");
        return this;
    }

    Page join(String name) {
        return tryToJoin(name).awaits("document.body.dataset.phase === 'here'");
    }

    Page tryToJoin(String name) {
        awaits("document.getElementById('name').checkVisibility()");
        evaluate("document.getElementById('name').select()");
        return type(name).press("Enter");
    }

    Page say(String text) {
        evaluate("document.getElementById('text').select()");
        return type(text).press("Enter");
    }

    /** Types a frame into the panel's composer and sends it. */
    Page sendRaw(String frame) {
        evaluate("document.getElementById('raw').select()");
        return type(frame).press("Enter");
    }

    /** Puts text in at the cursor, as a keyboard or an input method does. */
    Page type(String text) {
        call("Input.insertText", Map.of("text", text));
        return this;
    }

    Page press(String key) {
        Map<String, Object> press = switch (key) {
            case "Enter" -> Map.of("key", key, "code", key, "windowsVirtualKeyCode", 13, "text", "\r");
            case "Tab" -> Map.of("key", key, "code", key, "windowsVirtualKeyCode", 9);
            case "Shift+Tab" -> Map.of("key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9, "modifiers", 8);
            case "ArrowDown", "ArrowUp", "Home", "End", "Delete" -> Map.of("key", key, "code", key,
                    "windowsVirtualKeyCode",
                    Map.of("ArrowDown", 40, "ArrowUp", 38, "Home", 36, "End", 35, "Delete", 46).get(key));
            default -> throw new IllegalArgumentException("no such key: " + key);
        };
        for (String type : List.of("keyDown", "keyUp")) {
            Map<String, Object> event = new HashMap<>(press);
            event.put("type", type);
            call("Input.dispatchKeyEvent", event);
        }
        return this;
    }

    /** Clicks the first visible button that holds the text. */
    Page click(String label) {
        String button = "[...document.querySelectorAll('button')].find(each => each.checkVisibility()"
                + " && each.innerText.includes(" + quoted(label) + "))";
        awaits(button);
        evaluate(button + ".click()");
        return this;
    }

    /** Waits until an expression is true on the page. */
    Page awaits(String condition) {
        try {
            Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                    .until(() -> evaluate("Boolean(" + condition + ")").booleanValue());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The page never had: " + condition + "\n" + this, e);
        }
        return this;
    }

    /** Waits until a text can be read in the element with that id. */
    Page shows(String id, String text) {
        return awaits("document.getElementById(" + quoted(id) + ").innerText.includes(" + quoted(text) + ")");
    }

    /** The texts of the elements that match, in order, as they are read. */
    List<String> texts(String selector) {
        JsonNode found = evaluate(
                "[...document.querySelectorAll(" + quoted(selector) + ")].map(each => each.innerText)");
        return StreamSupport.stream(found.spliterator(), false).map(JsonNode::stringValue).toList();
    }

    /** What the conversation on the page says, without names and times. */
    List<String> messages() {
        return texts("#log .text");
    }

    String text(String id) {
        return evaluate("document.getElementById(" + quoted(id) + ").innerText").stringValue();
    }

    JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true,
                "returnByValue", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    Page size(int width, int height) {
        call("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1,
                "mobile", width < 760));
        return this;
    }

    /** {@code light}, {@code dark}, or {@code forced} for the colours of the system only, as in high contrast. */
    Page scheme(String scheme) {
        boolean forced = "forced".equals(scheme);
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(
                Map.of("name", "prefers-color-scheme", "value", forced ? "light" : scheme),
                Map.of("name", "forced-colors", "value", forced ? "active" : "none"))));
        return this;
    }

    /** A screen that is touched; for the documents that are opened from now on. */
    Page touch() {
        call("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
        return this;
    }

    /** Loads the page again, as the button of the browser does. */
    Page reload() {
        evaluate("window.before = true");
        call("Page.reload", Map.of());
        return awaits("!window.before && document.getElementById('status')?.textContent");
    }

    void screenshot(Path file) {
        byte[] png = Base64.getDecoder().decode(call("Page.captureScreenshot", Map.of()).get("data").stringValue());
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        browser.closeWindow(session);
    }

    /** Every error and warning on the browser's console so far, the content security policy's included. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public String toString() {
        return evaluate("document.body.innerText").stringValue() + "\nconsole: " + complaints;
    }

    static String resource(String name) {
        try (var stream = Page.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onEvent(JsonNode event) {
        JsonNode parameters = event.get("params");
        String complaint = switch (event.get("method").stringValue()) {
            case "Runtime.exceptionThrown" -> parameters.toString();
            case "Runtime.consoleAPICalled" -> parameters.toString();
            case "Log.entryAdded" -> parameters.at("/entry/text").stringValue();
            default -> "";
        };
        if (!complaint.isEmpty()) {
            complaints.add(complaint);
        }
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        return browser.call(session, method, parameters);
    }

    static String quoted(String text) {
        return new JsonMapper().writeValueAsString(text);
    }
}
