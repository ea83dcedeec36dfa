package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A word for one person never goes to everyone, however it was typed. */
class WhisperTest extends BrowserTestCase {

    @ParameterizedTest
    @ValueSource(strings = {" /msg Bob secret", "\n\t/msg Bob secret", "\u3000/msg Bob secret",
        "\u200b\ufeff/msg Bob secret", "／msg Bob secret", " ／ｍｓｇ　Bob　secret",
        "/MSG bob secret", "、msg Bob secret", "\\msg Bob secret"})
    void aCommandIsOneHoweverItBegins(String typed) {
        Page page = joinedByScript().type(typed);

        page.shows("to", "To \u2068Bob\u2069 only").press("Enter").shows("log", "secret");

        assertThat(sent(page))
                .containsExactly("{\"type\":\"private\",\"to\":\"Bob\",\"msg\":\"secret\",\"id\":\"m1\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {" /msg", "/msg Bob", "/msg Bob \n ", "／shout hello", "/ msg Bob secret", "/msgBob secret"})
    void whatIsNotACompleteCommandIsExplainedAndNotSent(String typed) {
        Page page = joinedByScript().type(typed).press("Enter");

        page.shows("hint", "Not sent");

        assertThat(sent(page)).isEmpty();
        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEqualTo(typed);
    }

    @Test
    void twoSlashesBeginATextWithASlash() {
        Page page = joinedByScript().say(" //usr/bin").say("／／etc").shows("log", "etc");

        assertThat(page.messages()).containsExactly("/usr/bin", "／etc");
        assertThat(sent(page)).allMatch(frame -> frame.contains("\"public\""));
    }

    @Test
    void aPrivateMessageIsAnsweredAside() {
        Page page = joinedByScript();

        server(page, "socket.says({ type: 'private', from: 'Bob', to: 'Alice', msg: 'psst' })");
        page.shows("to", "To everyone, not only to \u2068Bob\u2069");
        String toEveryone = colourOfTheComposer(page);
        page.click("Reply aside").shows("to", "To \u2068Bob\u2069 only").awaits("document.activeElement.id === 'text'");
        assertThat(colourOfTheComposer(page)).isNotEqualTo(toEveryone);
        page.type("what?").press("Enter").shows("log", "what?");

        assertThat(sent(page)).singleElement().asString().contains("\"private\"", "\"Bob\"");
    }

    @Test
    void eachPrivateMessageIsReadOutAsPrivateItsFollowersToo() {
        Page page = joinedByScript();

        server(page, "for (const msg of ['one', 'two'])"
                + " socket.says({ type: 'private', from: 'Bob', to: 'Alice', msg })");
        page.shows("log", "two");

        assertThat(page.texts("#log .private")).hasSize(2).allMatch(text -> text.contains("private, only to you"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"isComposing: true", "keyCode: 229"})
    void theEnterThatEndsTheChoiceOfACharacterSendsNothing(String order) {
        Page page = joinedByScript().type("ni");

        page.evaluate("document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown',"
                + " { key: 'Enter', bubbles: true, cancelable: true, " + order + " }))");

        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEqualTo("ni");
        assertThat(sent(page)).isEmpty();
    }

    @Test
    void whenANamePassesOnThePrivateConversationSaysSo() {
        Page page = joinedByScript().say("/msg Bob are you Bob?").shows("log", "sending");
        page.click("Bob").shows("title", "Bob");

        server(page, "socket.says({ type: 'left', name: 'Bob' })");
        page.shows("log", "Bob\u2069 left.").shows("subtitle", "Not here at the moment");
        server(page, "socket.says({ type: 'joined', name: 'bob' })");

        page.shows("log", "left. Somebody joined as \u2068bob\u2069, perhaps somebody else.");
    }

    @Test
    void aNameIsCompletedAfterTheCommandAndAfterAnAt() {
        Page page = joinedByScript(welcome("['Alice', 'Berta', 'Bertil', 'Carl']"));

        page.type("/msg ber").press("Tab");
        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEqualTo("/msg Berta ");
        page.type("ask @carl").press("Tab");
        assertThat(page.evaluate("document.getElementById('text').value").stringValue())
                .isEqualTo("/msg Berta ask @Carl ");
        page.type("please").press("Enter").shows("log", "please");

        assertThat(sent(page)).containsExactly(
                "{\"type\":\"private\",\"to\":\"Berta\",\"msg\":\"ask @Carl please\",\"id\":\"m1\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Leave", "Pick another name"})
    void theNextPersonAtTheWindowFindsNothingOfTheLast(String way) {
        Page page = joinedByScript();
        server(page, "socket.says({ type: 'private', from: 'Bob', to: 'Alice', msg: 'the secret' })");
        page.shows("log", "the secret").click("Bob").shows("title", "Bob").type("half a secret");
        if (!"Leave".equals(way)) {
            server(page, "socket.closes(1001)");
        }

        page.click(way).tryToJoin("Eve");
        server(page, "socket.opens(); socket.says({ type: 'welcome', name: 'Eve', users: ['Eve', 'Bob'] })");
        page.awaits("document.body.dataset.phase === 'here'").shows("title", "Everything");

        assertThat(page.toString()).doesNotContain("secret");
        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEmpty();
        assertThat(page.evaluate("document.title").stringValue()).isEqualTo("Aside");
        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue()).doesNotContain("after");
        page.reload().awaits("sockets.length === 1");
        assertThat(page.toString()).doesNotContain("secret");
    }

    private static String colourOfTheComposer(Page page) {
        return page.evaluate("getComputedStyle(document.getElementById('compose')).backgroundColor").stringValue();
    }
}
