package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The lists of the page stay readable, small and where the reader is: messages, notices, people, conversations. */
class ListsTest extends BrowserTestCase {

    @Test
    void comingsAndGoingsPushNoMessageOut() {
        Page page = joinedByScript();

        says(page, "the only message");
        server(page, "for (let i = 0; i < 400; i++) { socket.says({ type: i % 2 ? 'left' : 'joined', name: 'Flip' });"
                + " if (i % 5 === 0) socket.says({ type: 'private', from: 'Bob', to: 'Alice', msg: `p${i}` }); }");
        page.shows("log", "p395").shows("log", "came and went");
        page.click("Public").shows("title", "Public");

        assertThat(page.messages()).containsExactly("the only message");
        assertThat(page.texts("#log .notice")).hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void aBurstOfComingsAndGoingsIsOneLineWithTheTimeOfItsLast() {
        Page page = joinedByScript();

        server(page, "socket.says({ type: 'joined', name: 'Early' }); socket.says({ type: 'left', name: 'Bob' })");
        page.shows("log", "Early");
        page.evaluate("(now => { Date.now = () => now; })(new Date(2026, 10, 26, 17, 0).getTime())");
        server(page, "socket.says({ type: 'joined', name: 'Late' }); socket.says({ type: 'left', name: 'Early' })");
        page.shows("log", "Late");

        assertThat(page.texts("#log .notice")).hasSize(2).last().asString().contains("came and went", "left", "17:00");
    }

    @Test
    void aListThatMayBeIncompleteClaimsNothingAboutWhoIsHere() {
        Page page = joinedByScript();

        server(page, "socket.says({ type: 'private', from: 'Unlisted', to: 'Alice', msg: 'I am here' })");
        page.shows("people", "this list is incomplete").click("Unlisted").shows("title", "Unlisted");

        assertThat(page.text("subtitle")).doesNotContain("Not here");
    }

    @Test
    void aListOfFiveHundredSaysThatItIsIncomplete() {
        Page page = scripted().tryToJoin("Alice");

        server(page, "socket.opens(); " + welcome("['Alice', ...Array.from({ length: 499 }, (_, i) => `u${i}`)]"));
        page.awaits("document.querySelectorAll('#users li').length === 500").shows("people", "this list is incomplete");
        server(page, "for (let i = 0; i < 400; i++) socket.says({ type: 'left', name: `u${i}` })");

        page.awaits("document.querySelectorAll('#users li').length === 100").shows("log", "and 397 more");
    }

    @Test
    void passingNamesLeaveNoTrailOfConversations() {
        Page page = joinedByScript().say("/msg Bob hello").shows("log", "sending");

        server(page, "for (let i = 0; i < 200; i++) { socket.says({ type: 'joined', name: `p${i}` });"
                + " socket.says({ type: 'private', from: `p${i}`, to: 'Alice', msg: `from ${i}` });"
                + " socket.says({ type: 'left', name: `p${i}` }); }");
        page.shows("log", "from 199");

        assertThat(page.texts("#conversations bdi")).containsExactly("Everything", "Public", "Bob");
    }

    @Test
    void aCrowdThatWritesToSomebodyElsewhereLeavesABoundedListOfConversations() {
        Page page = joinedByScript().say("/msg Bob hello").shows("log", "sending");
        page.click("Public").shows("title", "Public");

        server(page, "for (let i = 0; i < 200; i++) { socket.says({ type: 'joined', name: `p${i}` });"
                + " socket.says({ type: 'private', from: `p${i}`, to: 'Alice', msg: `from ${i}` }); }");
        page.shows("conversations", "p199");

        assertThat(page.texts("#conversations bdi"))
                .contains("Everything", "Public", "Bob", "p199").hasSizeLessThan(35);
    }

    @Test
    void bothListsStayAtTheirEndWhenTheirSizeChanges() {
        Page page = joinedByScript();
        server(page, "for (let i = 0; i < 50; i++) socket.says({ type: 'public', from: 'Bob', msg: `line ${i}` })");
        page.shows("log", "line 49").shows("frame-list", "line 49").awaits(atTheEnd("log")).awaits(atTheEnd("frames"));

        page.size(1000, 500).awaits(atTheEnd("log")).awaits(atTheEnd("frames"));
        page.size(900, 880).awaits(atTheEnd("log")).awaits(atTheEnd("frames"));
        page.size(390, 844).awaits(atTheEnd("log"));
        page.click("On the wire").awaits(atTheEnd("frames"));
        page.click("Chat").awaits(atTheEnd("log"));
        page.click("On the wire").awaits(atTheEnd("frames"));
        says(page, "one more");
        page.shows("frame-list", "one more").awaits(atTheEnd("frames"));
        page.click("Chat").shows("log", "one more").awaits(atTheEnd("log"));
    }

    @Test
    void eachListIsOneStopOfTheTabKeyWithArrowsInside() {
        Page page = joinedByScript();
        server(page, "for (let i = 0; i < 50; i++)"
                + " socket.says({ type: 'private', from: `u${i}`, to: 'Alice', msg: 'x' })");
        page.shows("log", "u49").shows("frame-list", "u49");

        for (String list : List.of("log", "frames", "people")) {
            assertThat(page.evaluate("[...document.querySelectorAll('#" + list + " *')]"
                    + ".filter(each => each.tabIndex >= 0 && !each.matches('.language')).length").intValue())
                    .as(list).isZero();
        }
        page.evaluate("document.getElementById('log').focus()");
        page.press("End").awaits("document.activeElement.innerText === 'Reply aside'");
        page.press("ArrowUp").awaits("document.activeElement.innerText === 'u49'");
        page.press("Home").press("Enter").awaits("document.activeElement.id === 'text'").shows("title", "u");
    }

    @Test
    void theKeyboardGoesBackToTheTextWhenAButtonGoes() {
        Page page = joinedByScript().say("hello").shows("log", "sending");
        server(page, "socket.says({ type: 'error', id: 'm1', code: 'rate-limited', msg: 'too fast' })");

        page.awaits("document.querySelector('.mark button')");
        page.evaluate("document.querySelector('.mark button').focus()");
        page.press("Enter").awaits("document.activeElement.id === 'text'");
        server(page, "socket.closes(1006)");
        page.awaits("document.getElementById('again').checkVisibility()");
        page.evaluate("document.getElementById('again').focus()");
        page.press("Enter");
        server(page, "socket.opens(); " + welcome("['Alice']"));

        page.awaits("document.body.dataset.phase === 'here' && document.activeElement.id === 'text'");
    }

    @Test
    void unreadMessagesAreCountedAndALineStandsAboveTheFirst() {
        Page page = joinedByScript();
        says(page, "read");
        page.shows("log", "read").click("Bob").shows("title", "Bob");

        says(page, "unread one");
        says(page, "unread two");
        page.awaits("document.title === '(2) Aside'").click("Public").shows("log", "2 new messages");

        assertThat(belowTheLastLine(page)).isEqualTo("unread one");
        assertThat(page.evaluate("document.title").stringValue()).isEqualTo("Aside");
    }

    @Test
    void onAPhoneTheTabOfTheChatCountsWhatIsSaidWhileAnotherPanelIsOpen() {
        Page page = joinedByScript().size(390, 844).click("On the wire");

        says(page, "unseen");
        page.awaits("document.querySelector('[data-shows=chat] .badge').innerText.startsWith('1')");
        assertThat(page.evaluate("document.title").stringValue()).isEqualTo("(1) Aside");
        page.click("Chat").shows("log", "1 new message");

        page.awaits("document.querySelector('[data-shows=chat] .badge').hidden");
    }

    @Test
    void aNewDayHasALine() {
        Page page = joinedByScript();

        says(page, "today");
        page.shows("log", "today");
        page.evaluate("(now => { Date.now = () => now; })(Date.now() + 86_400_000)");
        says(page, "tomorrow");
        page.shows("log", "tomorrow");

        assertThat(page.texts("#log .line:not(:empty)")).as("the line of the first day, and of the second").hasSize(2);
        assertThat(belowTheLastLine(page)).isEqualTo("tomorrow");
    }

    @Test
    void linksAreClickableAndNothingElseIs() {
        Page page = joinedByScript();

        says(page, "see https://example.org/a?b=1&c=(2), (http://x.example/y). javascript:alert(1) https://"
                + " data:text/html,x");
        says(page, "https://good.example/\u202Egpj.exe <a href='x'>");
        page.shows("log", "good.example");

        assertThat(page.texts("#log a"))
                .containsExactly("https://example.org/a?b=1&c=(2)", "http://x.example/y", "https://good.example/");
        assertThat(page.evaluate("[...document.querySelectorAll('#log a')].every(each =>"
                + " each.rel === 'noopener noreferrer' && each.target === '_blank')").booleanValue()).isTrue();
        assertThat(page.messages().getFirst()).startsWith("see https://example.org/a?b=1&c=(2), (http://x");
    }

    @Test
    void aTallMessageIsFolded() {
        Page page = joinedByScript();

        server(page, "socket.says({ type: 'public', from: 'Bob', msg: 'top' + '\\n'.repeat(3998) + 'bottom' })");
        page.shows("log", "Show all");
        assertThat(page.evaluate("document.querySelector('#log .text').offsetHeight").intValue()).isLessThan(500);
        page.click("Show all");

        assertThat(page.evaluate("document.querySelector('#log .text').offsetHeight").intValue()).isGreaterThan(50_000);
    }

    @Test
    void aNewMessageTouchesNoOtherAndIsReadOutByItself() {
        Page page = joinedByScript();
        server(page, "for (let i = 0; i < 400; i++) socket.says({ type: 'public', from: 'Bob', msg: `line ${i}` })");
        page.shows("log", "line 399");

        page.evaluate("window.touched = 0; new MutationObserver(changes => changes.forEach(each =>"
                + " { touched += each.addedNodes.length + each.removedNodes.length; }))"
                + ".observe(document.getElementById('log'), { childList: true })");
        says(page, "one more");
        page.shows("log", "one more");

        assertThat(page.evaluate("touched").intValue()).as("one element came, one went").isEqualTo(2);
    }

    @Test
    void neighboursHaveDifferentColours() {
        Page page = joinedByScript(welcome("['Alice', ...'BCDEFGHIJKLMNOPQRSTUVWXYZ']"));

        page.awaits("document.querySelectorAll('#users .avatar').length === 26");

        assertThat(page.evaluate("new Set([...document.querySelectorAll('#users .avatar')].map(each =>"
                + " getComputedStyle(each).color)).size").intValue()).isGreaterThan(12);
    }

    @Test
    void aNameThatIsAWordOfThePageStaysAName() {
        Page page = joinedByScript(welcome("['Alice', 'wire', 'allSub', '__proto__']"));

        server(page, "for (const from of ['wire', 'allSub', '__proto__'])"
                + " socket.says({ type: 'private', from, to: 'Alice', msg: 'x' })");
        page.shows("conversations", "__proto__");

        assertThat(page.texts("#conversations bdi"))
                .containsExactly("Everything", "Public", "wire", "allSub", "__proto__");
    }

    private static void says(Page page, String text) {
        server(page, "socket.says({ type: 'public', from: 'Bob', msg: " + Page.quoted(text) + " })");
    }

    /** The message under the last line of a new day or above new messages. */
    private static String belowTheLastLine(Page page) {
        return page.evaluate("[...document.querySelectorAll('#log .line:not(:empty)')].at(-1)"
                + ".parentNode.querySelector('.text').innerText").stringValue();
    }

    private static String atTheEnd(String list) {
        return "(list => list.clientHeight > 0 && list.scrollHeight - list.scrollTop - list.clientHeight < 2)"
                + "(document.getElementById('" + list + "'))";
    }
}
