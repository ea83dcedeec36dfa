package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How the page looks, in light and dark, wide and on a phone: nothing that axe-core finds fault with, nothing wider
 * than the screen, and pictures to look at in {@code target/screenshots}.
 */
class LookTest extends BrowserTestCase {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path DOCS = Path.of("docs", "images");

    @Test
    void everyPanelIsFitForEveryone() {
        Page form = openPage();
        Page alice = lectureHall();

        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(1440, 900, 390)) {
                String look = "-" + scheme + "-" + width;
                checks(form.size(width, 880).scheme(scheme), "join" + look);
                checks(alice.size(width, 880).scheme(scheme), "everything" + look);
                if (width < 760) {
                    checks(alice.click("People"), "people" + look);
                    alice.click("On the wire");
                }
                checks(alice.click("user-offline").click("Only your window"), "wire" + look);
                alice.click("user-offline").click("Only your window");
                alice.evaluate("document.querySelector('#users li:nth-child(2) button').click()");
                checks(alice.shows("title", "Bob"), "private" + look);
                alice.evaluate("document.querySelector('#conversations button').click()");
                alice.shows("title", "Everything");
            }
        }
    }

    @Test
    void theReadmeShowsTheDesktopAndThePhone() {
        Path folder = System.getProperty("update-docs") != null ? DOCS : SCREENSHOTS;

        Page alice = lectureHall();
        alice.screenshot(folder.resolve("chat-desktop.png"));
        alice.size(390, 780).scheme("dark").screenshot(folder.resolve("chat-phone.png"));

        assertThat(List.of("chat-desktop.png", "chat-phone.png")).allSatisfy(name ->
                assertThat(folder.resolve(name)).isNotEmptyFile());
    }

    /** A conversation with all that can be in one. */
    private Page lectureHall() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");
        Page zhang = joined("张三");
        Page noor = joined("نور");
        noor.awaits("document.querySelectorAll('#users li').length === 4");

        zhang.say("大家好！今天我们看 WebSocket 👋");
        alice.shows("log", "大家好").say("Hello, 张三. Does everyone see this?");
        noor.shows("log", "Hello").say("مرحبا، نعم");
        bob.shows("log", "مرحبا").say("I do. And now watch the panel on the right: <b>this</b> stays text.");
        alice.shows("log", "watch").say("/msg Bob Only your window receives this frame.");
        bob.shows("log", "Only your").say("/msg Alice And yours alone gets my answer. A long line wraps, and so does a "
                + "long word: https://example.org/the-way-of-a-message/from-one-browser-to-another/step-by-step");
        alice.shows("log", "my answer").say("/msg Dora are you here?").shows("log", "⚠");
        zhang.say("/msg Alice 这个只有你看得到");
        return alice.shows("log", "这个");
    }

    private static void checks(Page page, String name) {
        page.screenshot(SCREENSHOTS.resolve(name + ".png"));
        page.evaluate(Page.resource("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")
                // It reads its canvas often, and without this word Chromium warns of that on the console.
                .replace("getContext(\"2d\")", "getContext(\"2d\",{willReadFrequently:true})") + "; true");
        JsonNode violations = page.evaluate("axe.run().then(found => found.violations.flatMap(each =>"
                + " each.nodes.map(node => each.id + ': ' + node.html + ' ' + node.failureSummary)))");

        assertThat(StreamSupport.stream(violations.spliterator(), false).map(JsonNode::stringValue)).as(name).isEmpty();
        assertThat(page.evaluate("[...document.querySelectorAll('body, header, #log, #frames, #wire, #people')]"
                + ".filter(each => each.scrollWidth > each.clientWidth).map(each => each.id || each.tagName).join()")
                .stringValue()).as(name + ": wider than it should be").isEmpty();
    }
}
