package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * How the page looks, in light and dark, wide and on a phone: nothing that axe-core finds fault with, nothing wider
 * than the screen, and pictures to look at in {@code target/screenshots}.
 */
class LookTest extends BrowserTestCase {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path DOCS = Path.of("docs", "images");

    @ParameterizedTest
    @CsvSource({"light, 1440, 900", "dark, 1440, 900", "light, 900, 900", "dark, 900, 900", "light, 390, 844",
        "dark, 390, 844"})
    void everyPanelIsFitForEveryone(String scheme, int width, int height) {
        Page form = openPage().size(width, height).scheme(scheme);
        checks(form, "join-" + scheme + "-" + width);
        Page alice = lectureHall().size(width, height).scheme(scheme);

        checks(alice, "everything-" + scheme + "-" + width);
        if (width < 760) {
            alice.click("People");
            checks(alice, "people-" + scheme + "-" + width);
            alice.click("On the wire");
        }
        alice.click("user-offline").click("\"private\"");
        checks(alice, "wire-" + scheme + "-" + width);
        alice.evaluate("document.querySelector('#users li:nth-child(2) button').click()");
        checks(alice.shows("title", "Bob"), "private-" + scheme + "-" + width);
    }

    @Test
    void theReadmeShowsTheDesktopAndThePhone() {
        boolean update = Boolean.getBoolean("update-docs") || "".equals(System.getProperty("update-docs"));
        Path folder = update ? DOCS : SCREENSHOTS;

        Page alice = lectureHall();
        alice.screenshot(folder.resolve("chat-desktop.png"));
        alice.size(390, 844).scheme("dark").screenshot(folder.resolve("chat-phone.png"));

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
        bob.shows("log", "Only your").say("/msg Alice And yours alone gets my answer. It wraps when it is longer than "
                + "the line, and an unbroken word does so too: " + "a".repeat(90));
        alice.shows("log", "my answer").say("/msg Dora are you here?").shows("log", "⚠");
        zhang.say("/msg Alice 这个只有你看得到");
        return alice.shows("log", "这个");
    }

    private static void checks(Page page, String name) {
        page.screenshot(SCREENSHOTS.resolve(name + ".png"));
        page.evaluate(Page.resource("/axe.min.js") + "; true");
        JsonNode violations = page.evaluate("axe.run().then(found => found.violations.flatMap(each =>"
                + " each.nodes.map(node => each.id + ': ' + node.html + ' ' + node.failureSummary)))");

        assertThat(StreamSupport.stream(violations.spliterator(), false).map(JsonNode::stringValue)).as(name).isEmpty();
        assertThat(page.evaluate("[...document.querySelectorAll('body, header, #log, #frames, #wire, #people')]"
                + ".filter(each => each.scrollWidth > each.clientWidth).map(each => each.id || each.tagName).join()")
                .stringValue()).as(name + ": wider than it should be").isEmpty();
    }
}
