package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The panel that shows the protocol at work. */
class WirePanelTest extends BrowserTestCase {

    private static final String TYPES = "#frame-list > li:not([hidden]) .type";

    @Test
    void everyFrameIsThereInOrderWithTimeDirectionAndText() {
        Page alice = joined("Alice");

        alice.say("hello").shows("log", "✓ sent").awaits("document.querySelectorAll('.frame').length === 6");

        assertThat(alice.texts(TYPES)).containsExactly("opened", "join", "welcome", "public", "public", "ack");
        assertThat(alice.texts(".frame code")).contains("{\"type\":\"join\",\"name\":\"Alice\"}",
                "{\"type\":\"public\",\"from\":\"Alice\",\"msg\":\"hello\",\"seq\":1}");
        assertThat(alice.texts(".frame button span:first-of-type"))
                .containsExactly("•", "↑ sent", "↓ received", "↑ sent", "↓ received", "↓ received");
        assertThat(alice.texts(".frame time")).allMatch(time -> time.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"));
    }

    @Test
    void eachTypeHasItsColour() {
        Page alice = joined("Alice");

        alice.say("one").say("/msg Bob two").shows("log", "⚠");
        alice.awaits("document.querySelectorAll('.frame').length === 8");

        List<String> colours = List.of("opened", "join", "public", "ack", "private", "error").stream()
                .map(type -> alice.evaluate("getComputedStyle(document.querySelector('[data-type=" + type
                        + "] .type')).color").stringValue())
                .toList();
        assertThat(colours).doesNotHaveDuplicates();
    }

    @Test
    void aPrivateMessageIsOnTheWireOfOneWindowOnly() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");
        Page carol = joined("Carol");

        alice.say("/msg Bob psst").shows("log", "✓ sent").say("after");
        carol.shows("frame-list", "after");
        bob.shows("frame-list", "after");

        assertThat(bob.texts(TYPES)).contains("private");
        assertThat(carol.texts(TYPES)).doesNotContain("private");
    }

    @Test
    void aRefusedNameShowsOnTheWire() {
        joined("Alice");
        Page second = openPage();

        second.tryToJoin("Alice").shows("frame-list", "name-taken");
        second.join("Bob").shows("frame-list", "\"Bob\"");

        assertThat(second.texts(TYPES)).containsExactly("opened", "join", "error", "join", "welcome");
    }

    @Test
    void aClickOnAFrameTellsItsChapter() {
        Page alice = joined("Alice");
        joined("Bob").click("Leave");
        alice.shows("log", "came and went").say("hello").say("/msg Bob hello").say("/msg Alice hello");
        alice.shows("log", "⚠");
        alice.sendRaw("{").sendRaw("{\"type\":\"shout\"}").sendRaw("{\"type\":\"join\",\"name\":\"Ann\"}");
        alice.shows("frame-list", "already-joined");
        Map<String, String> chapters = new TreeMap<>(Map.of(
                "\"welcome\"", "Chapter 1: Who is here · docs/01-registry.md",
                "\"joined\"", "Chapter 1: Who is here · docs/01-registry.md",
                "already-joined", "Chapter 1: Who is here · docs/01-registry.md",
                "bad-json", "Chapter 2: What is said · docs/02-messages.md",
                "unknown-type", "Chapter 2: What is said · docs/02-messages.md",
                "\"private\"", "Chapter 3: Private delivery · docs/03-private.md",
                "user-offline", "Chapter 3: Private delivery · docs/03-private.md",
                "\"public\"", "Chapter 4: Public messages and dispatch · docs/04-public.md",
                "\"left\"", "Chapter 6: Leaving exactly once · docs/06-cleanup.md",
                "\"ack\"", "Chapter 8: The bounded outbox · docs/08-outbox.md"));

        Map<String, String> told = new TreeMap<>();
        chapters.keySet().forEach(text -> {
            alice.click(text);
            told.put(text, alice.texts(".chapter").getFirst());
            alice.click(text).awaits("!document.querySelector('.chapter')");
        });

        assertThat(told).isEqualTo(chapters);
    }

    @Test
    void aClosedConnectionTellsTheChapterOfItsCode() {
        startServer(options -> {
            options.messageRate = 1;
            options.messageBurst = 1;
            options.maxRefusals = 3;
        });
        Page alice = joined("Alice");

        alice.evaluate("document.getElementById('raw').focus()");
        alice.type("{\"type\":\"public\",\"msg\":\"x\"}");
        for (int presses = 0; presses < 6; presses++) {
            alice.press("Enter");
        }
        alice.awaits("document.body.dataset.phase === 'stopped'").shows("why", "Too many messages");
        alice.shows("frame-list", "closed 4004").click("closed 4004");

        assertThat(alice.texts(".chapter")).containsExactly("Chapter 2: What is said · docs/02-messages.md");
    }

    @Test
    void theFilterKeepsWhatMatchesTypeOrText() {
        Page alice = joined("Alice");
        alice.say("apple").say("pear").awaits("document.querySelectorAll('.delivered').length === 2");

        alice.evaluate("document.getElementById('filter').focus()");
        alice.type("apple").awaits("document.querySelectorAll('.frame:not([hidden])').length === 2");
        assertThat(alice.texts(TYPES)).containsExactly("public", "public");
        alice.evaluate("document.getElementById('filter').select()");
        alice.type("ACK").awaits("document.querySelectorAll('.frame:not([hidden])').length === 2");

        assertThat(alice.texts(TYPES)).containsExactly("ack", "ack");
    }

    @Test
    void whatComesDuringAPauseIsShownAfterIt() {
        Page alice = joined("Alice");

        alice.shows("frame-list", "welcome").click("Pause").say("later").shows("log", "✓ sent");
        alice.click("Resume (3)");
        assertThat(alice.texts(TYPES)).containsExactly("opened", "join", "welcome", "public", "public", "ack");
        alice.click("Clear");

        assertThat(alice.texts(TYPES)).isEmpty();
    }

    @Test
    void badInputIsSentAsItIsAndAnswered() {
        Page alice = joined("Alice");

        alice.sendRaw("{\"type\":\"public\",\"msg\":").shows("frame-list", "bad-json");
        alice.sendRaw("{\"type\":\"public\"}").shows("frame-list", "bad-message");
        alice.sendRaw("{\"type\":\"public\",\"from\":\"root\",\"msg\":\"I am root\"}").shows("log", "I am root");

        assertThat(alice.texts("#log .who")).containsExactly("Alice");
        assertThat(alice.texts("#log .notice.bad")).hasSize(2);
    }

    @Test
    void aFrameBeforeAnyJoinShowsNotJoinedAndThenARawJoinComesIn() {
        Page page = openPage();

        page.sendRaw("{\"type\":\"public\",\"msg\":\"x\"}").shows("frame-list", "not-joined");
        page.sendRaw("{\"type\":\"join\",\"name\":\"Raw\"}").awaits("document.body.dataset.phase === 'here'");

        assertThat(page.text("status")).contains("Raw");
    }

    @Test
    void anExampleFillsTheComposer() {
        Page alice = joined("Alice");

        alice.evaluate("(list => { list.selectedIndex = [...list].findIndex(each => each.text.includes('shout'));"
                + " list.dispatchEvent(new Event('change')); })(document.getElementById('examples'))");
        alice.click("Send as is");

        alice.shows("frame-list", "unknown-type");
    }

    @Test
    void aFrameIsShownAsItWasSentWithItsSpacesAndWithoutItsTricks() {
        Page alice = joined("Alice");

        alice.sendRaw("{\"type\":\"public\",   \"msg\":\"a   b \u202Egnp.exe\u2066\"}").shows("log", "a   b");
        alice.awaits("document.querySelectorAll('.frame mark').length >= 4");

        assertThat(alice.texts(".frame code")).filteredOn(code -> code.contains("a   b")).hasSize(2).first()
                .isEqualTo("{\"type\":\"public\",   \"msg\":\"a   b \\u202Egnp.exe\\u2066\"}");
    }

    @Test
    void anEmptyPanelSaysWhyItIsEmpty() {
        Page page = openPage().shows("no-frame", "No frame yet").join("Alice").shows("frame-list", "welcome");
        assertThat(page.text("no-frame")).isEmpty();

        page.evaluate("document.getElementById('filter').focus()");
        page.type("no such text").shows("no-frame", "No frame matches");
        page.evaluate("document.getElementById('filter').select()");
        page.press("Delete").awaits("!document.getElementById('no-frame').innerText").click("Clear");

        page.shows("no-frame", "Cleared");
    }

    @Test
    void aRawFrameWithoutAConnectionIsExplainedBesideItsField() {
        Page page = joinedByScript().size(390, 844).click("On the wire");

        server(page, "socket.closes(1006)");
        page.sendRaw("{}").shows("raw-hint", "Not connected");

        assertThat(page.evaluate("document.getElementById('raw').value").stringValue()).isEqualTo("{}");
    }
}
