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
    @CsvSource({"1440, 900", "900, 880", "844, 390", "390, 844", "320, 568"})
    void everyPanelIsFitForEveryone(int width, int height) {
        Page form = openPage().size(width, height);
        Page alice = lectureHall().size(width, height);

        for (String scheme : List.of("light", "dark", "forced")) {
            String look = "-" + scheme + "-" + width + "x" + height;
            List.of(form, alice).forEach(page -> page.scheme(scheme));
            checks(form, "join" + look);
            checks(alice, "everything" + look);
            if (alice.evaluate("document.querySelector('[data-shows=people]').checkVisibility()").booleanValue()) {
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

    /** A phone on its side, a phone with its keyboard out, and a desktop at 400 %. */
    @ParameterizedTest
    @CsvSource({"844, 390", "390, 440", "844, 240", "360, 225", "320, 225"})
    void onALowScreenTheMessagesKeepTheirRoomAndTheNameIsInSight(int width, int height) {
        Page form = openPage().size(width, height);
        Page alice = lectureHall().size(width, height);

        form.screenshot(SCREENSHOTS.resolve("low-join-" + width + "x" + height + ".png"));
        alice.screenshot(SCREENSHOTS.resolve("low-" + width + "x" + height + ".png"));

        assertThat(form.evaluate("document.getElementById('name').getBoundingClientRect().bottom <= innerHeight")
                .booleanValue()).as("the field for the name is in sight").isTrue();
        assertThat(alice.evaluate("100 * document.getElementById('log').clientHeight / innerHeight").doubleValue())
                .as("per cent of the height for the messages").isGreaterThan(40);
        assertThat(alice.evaluate("document.getElementById('text').getBoundingClientRect().bottom <= innerHeight")
                .booleanValue()).as("the field for the text is in sight").isTrue();
    }

    @Test
    void aLongNameMakesNoTallHeader() {
        Page page = joined("W".repeat(32)).size(320, 568);

        assertThat(page.evaluate("document.querySelector('header').offsetHeight").intValue()).isLessThan(120);
    }

    @Test
    void inForcedColoursAPressedButtonLooksPressed() {
        Page page = joined("Alice").scheme("forced");

        page.awaits("matchMedia('(forced-colors: active)').matches");
        assertThat(page.evaluate("getComputedStyle(document.querySelector('[data-shows=wire]')).backgroundColor"))
                .isNotEqualTo(page.evaluate("getComputedStyle(document.getElementById('leave')).backgroundColor"));
    }

    @Test
    void theReadmeShowsTheDesktopAndThePhone() {
        Path folder = System.getProperty("update-docs") != null ? DOCS : SCREENSHOTS;

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
