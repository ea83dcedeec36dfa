package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The server numbers its public messages, and a page that comes back reads the ones that it missed. */
class ResumeTest extends BrowserTestCase {

    @Test
    void aJoinAfterABreakSaysUpToWhichMessageThisWindowHasRead() {
        Page page = joinedByScript(numbered(7, ""));

        says(page, "Bob", "eight", 8);
        page.shows("log", "eight");
        comeBack(page);

        assertThat(page.evaluate("sockets[0].sent[0]").stringValue())
                .isEqualTo("{\"type\":\"join\",\"name\":\"Alice\"}");
        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue())
                .isEqualTo("{\"type\":\"join\",\"name\":\"Alice\",\"after\":{\"room\":\"r1\",\"seq\":8}}");
    }

    @Test
    void missedMessagesFollowALineThatCountsThem() {
        Page page = joinedByScript(numbered(7, ""));
        says(page, "Bob", "before", 8);

        comeBack(page);
        server(page, numbered(11, ", resumed: true"));
        says(page, "Bob", "missed one", 9);
        says(page, "Carol", "missed two", 10);
        says(page, "Bob", "missed three", 11);
        says(page, "Bob", "after", 12);
        page.shows("log", "3 messages while you were away").shows("log", "after");

        assertThat(page.messages()).containsExactly("before", "missed one", "missed two", "missed three", "after");
        assertThat(page.evaluate("[...document.querySelectorAll('#log .notice')].find(each =>"
                + " each.innerText.includes('while you were away'))"
                + ".parentNode.nextElementSibling.querySelector('.text').innerText")
                .stringValue()).isEqualTo("missed one");
        assertThat(page.text("people")).doesNotContain("incomplete");
    }

    @Test
    void aLogThatNoLongerReachesBackIsSaidInALine() {
        Page page = joinedByScript(numbered(7, ""));

        comeBack(page);
        server(page, "socket.says({ type: 'welcome', name: 'Alice', users: ['Alice'], room: 'r2', seq: 3,"
                + " resumed: false })");
        says(page, "Bob", "four", 4);
        page.shows("log", "Older messages are gone").shows("log", "four");
        comeBack(page);

        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue()).contains("{\"room\":\"r2\",\"seq\":4}");
    }

    @Test
    void anUnansweredMessageThatIsAmongTheMissedOnesHasArrivedAndTheOthersStayUnknown() {
        Page page = joinedByScript(numbered(7, ""));
        page.say("this one arrived").say("this one did not").say("/msg Bob private").shows("log", "private");

        comeBack(page);
        page.awaits("document.querySelectorAll('.mark.unknown').length === 3");
        server(page, numbered(9, ", resumed: true"));
        says(page, "Bob", "said before it", 8);
        says(page, "Alice", "this one arrived", 9);
        page.shows("log", "✓ sent").shows("log", "1 message while you were away");

        assertThat(page.messages())
                .containsExactly("this one did not", "private", "said before it", "this one arrived");
        assertThat(page.texts(".mark.unknown")).hasSize(2).allMatch(mark -> mark.contains("may have arrived, or not"));
        assertThat(sent(page)).hasSize(3);
    }

    @Test
    void aMessageThatComesTwiceAtTheBorderIsShownOnce() {
        Page page = joinedByScript(numbered(7, ""));

        comeBack(page);
        server(page, numbered(8, ", resumed: true"));
        says(page, "Bob", "at the border", 8);
        says(page, "Bob", "at the border", 8);
        says(page, "Bob", "new", 9);
        page.shows("log", "new");

        assertThat(page.messages()).containsExactly("at the border", "new");
    }

    @Test
    void aSlowReaderComesBackIfItCanAskForWhatItMissed() {
        Page resumes = joinedByScript(numbered(7, ""));
        Page cannot = joinedByScript();

        server(resumes, "socket.closes(4001, 'slow reader')");
        server(cannot, "socket.closes(4001, 'slow reader')");

        resumes.awaits("document.body.dataset.phase === 'waiting'").shows("why", "too slowly");
        cannot.awaits("document.body.dataset.phase === 'stopped'").shows("why", "too slowly");
    }

    @Test
    void ourOwnMessageStandsWhereItStandsForEveryone() {
        Page page = joinedByScript(numbered(7, ""));

        page.say("mine").shows("log", "sending");
        says(page, "Bob", "was first", 8);
        says(page, "Alice", "mine", 9);
        server(page, "socket.says({ type: 'ack', id: 'm1' })");
        page.shows("log", "✓ sent");

        assertThat(page.messages()).containsExactly("was first", "mine");
    }

    @Test
    void aReloadKeepsTheConversationAndAsksForWhatWasMissed() {
        Page page = joinedByScript(numbered(7, ""));
        says(page, "Bob", "before", 8);
        page.say("under way").shows("log", "sending").type("a draft");

        page.reload();
        server(page, "socket.opens()");
        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue())
                .isEqualTo("{\"type\":\"join\",\"name\":\"Alice\",\"after\":{\"room\":\"r1\",\"seq\":8}}");
        server(page, numbered(9, ", resumed: true"));
        says(page, "Alice", "under way", 9);
        page.shows("log", "✓ sent");

        assertThat(page.messages()).containsExactly("before", "under way");
        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEqualTo("a draft");
        assertThat(sent(page)).isEmpty();
    }

    private static void says(Page page, String from, String text, int number) {
        server(page, "socket.says({ type: 'public', from: '" + from + "', msg: '" + text + "', seq: " + number + " })");
    }

    /** The connection breaks, and the next one opens. */
    private static void comeBack(Page page) {
        server(page, "socket.closes(1006)");
        endOfWait(page);
        server(page, "socket.opens()");
    }

    private static String numbered(int last, String more) {
        return "socket.says({ type: 'welcome', name: 'Alice', users: ['Alice', 'Bob', 'Carol'], room: 'r1', seq: "
                + last + more + " })";
    }
}
