package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.message.CloseReason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection ends, in every way there is: the page tells what happened and comes back when it should. */
class ReconnectTest extends BrowserTestCase {

    @Test
    void thePageComesBackUnderTheSameNameWhenTheServerDoes() {
        ChatServer first = startServer(options -> { });
        int port = first.port();
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        first.close();
        alice.shows("why", "The server is stopping");
        startServer(options -> options.port = port);
        alice.awaits("document.body.dataset.phase === 'here'").shows("log", "You are back as");
        bob.awaits("document.body.dataset.phase === 'here'");
        alice.shows("users", "Bob").say("still here");
        bob.shows("log", "still here");

        assertThat(alice.text("status")).contains("Connected as").contains("Alice");
        // Chromium itself complains about each attempt while nobody listens; a page cannot prevent that.
        List.of(alice, bob).forEach(page ->
                page.complaints().removeIf(each -> each.contains("ERR_CONNECTION_REFUSED")));
    }

    // A slow reader has a rule of its own: ResumeTest.
    @ParameterizedTest
    @EnumSource(value = CloseReason.class, mode = EnumSource.Mode.EXCLUDE, names = "SLOW_READER")
    void thePageReconnectsAfterTheCloseCodesThatSaySo(CloseReason reason) {
        Page page = joinedByScript();

        server(page, "socket.closes(" + reason.code() + ", '" + reason.words() + "')");

        if (reason.reconnect()) {
            page.awaits("document.body.dataset.phase === 'waiting'").shows("status", "Reconnecting in");
            endOfWait(page);
        } else {
            page.awaits("document.body.dataset.phase === 'stopped'");
            assertThat(page.evaluate("sockets.length + waits.length").intValue()).isEqualTo(1);
            page.click("Join again");
        }
        assertThat(page.text("why")).doesNotContain("No connection");
        assertThat(connections(page)).isEqualTo(2);
        server(page, "socket.opens()");
        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue())
                .isEqualTo("{\"type\":\"join\",\"name\":\"Alice\"}");
    }

    @Test
    void eachWaitIsTwiceAsLongAsTheOneBeforeUpToAHalfMinuteAndPartlyByChance() {
        Page page = joinedByScript();

        List<Integer> waits = IntStream.range(0, 7).mapToObj(attempt -> {
            server(page, "socket.closes(1006)");
            return endOfWait(page);
        }).toList();
        page.evaluate("Math.random = () => 0.9");
        server(page, "socket.closes(1006)");

        assertThat(waits).containsExactly(750, 1500, 3000, 6000, 12000, 22500, 22500);
        assertThat(page.evaluate("waits.pop().wait").intValue()).isEqualTo(28500);
    }

    @Test
    void aFullServerIsNotAskedAgainAtOnce() {
        Page page = scripted().tryToJoin("Alice");

        server(page, "socket.opens(); socket.closes(1013)");

        assertThat(page.evaluate("waits.pop().wait").intValue()).isGreaterThanOrEqualTo(4000);
    }

    @Test
    void aNameThatTheOldConnectionStillHoldsIsTriedAgain() {
        Page page = joinedByScript();

        server(page, "socket.closes(1006)");
        endOfWait(page);
        server(page, "socket.opens(); socket.says({ type: 'error', code: 'name-taken', msg: 'Alice is taken' })");
        page.shows("why", "may still hold your old connection").awaits("document.body.dataset.phase === 'waiting'");
        endOfWait(page);
        server(page, "socket.opens(); " + welcome("['Alice']"));

        page.awaits("document.body.dataset.phase === 'here'");
        assertThat(connections(page)).isEqualTo(3);
    }

    @Test
    void whoDoesNotWantToWaitPicksAnotherName() {
        Page page = joinedByScript();

        server(page, "socket.closes(1006)");
        page.click("Pick another name").tryToJoin("Alicia");
        server(page, "socket.opens()");

        assertThat(page.evaluate("sockets.at(-1).sent[0]").stringValue()).contains("Alicia");
        assertThat(connections(page)).isEqualTo(2);
    }

    @Test
    void aMessageWithoutAnAnswerIsNeitherLostNorSentTwice() {
        Page page = joinedByScript();

        page.say("did you get this?").shows("log", "sending");
        server(page, "socket.closes(1006)");
        page.shows("log", "No answer yet");
        endOfWait(page);
        server(page, "socket.opens(); " + welcome("['Alice']"));
        page.awaits("document.body.dataset.phase === 'here'");
        assertThat(sent(page)).hasSize(1);
        page.click("Try again").shows("log", "sending");
        server(page, "socket.says({ type: 'public', from: 'Alice', msg: 'did you get this?' })");
        server(page, "socket.says({ type: 'ack', id: 'm2' })");
        page.shows("log", "✓ sent");

        assertThat(sent(page)).hasSize(2).last()
                .isEqualTo("{\"type\":\"public\",\"msg\":\"did you get this?\",\"id\":\"m2\"}");
        assertThat(page.messages()).containsExactly("did you get this?");
    }

    @Test
    void aMessageIntoAConnectionThatIsClosingIsShownOnceAndNotKeptInTheField() {
        Page page = joinedByScript();

        server(page, "socket.readyState = WebSocket.CLOSING");
        page.say("too late").shows("log", "sending");
        server(page, "socket.closes(1006)");
        page.shows("log", "No answer yet");

        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEmpty();
        assertThat(page.messages()).containsExactly("too late");
    }

    @Test
    void whoLeavesWhileTheConnectionIsClosingStaysAway() {
        Page page = joinedByScript();

        server(page, "socket.readyState = WebSocket.CLOSING");
        page.click("Leave");
        server(page, "socket.closes(1001)");

        page.awaits("document.body.dataset.phase === 'out'");
        assertThat(page.evaluate("waits.length").intValue()).isZero();
    }

    @Test
    void aMessageThatIsTriedAgainLeavesTheNameOfItsSenderOnTheOthers() {
        Page page = joinedByScript();

        page.say("first").say("second").shows("log", "second");
        server(page, "socket.says({ type: 'error', id: 'm1', code: 'rate-limited', msg: 'too fast' })");
        page.click("Try again").awaits("document.querySelector('#log > :last-child .text').innerText === 'first'");

        assertThat(page.messages()).containsExactly("second", "first");
        assertThat(page.texts("#log .item:not(.follows) .who")).containsExactly("Alice");
    }

    @Test
    void whatIsTypedWithoutAConnectionStaysInTheField() {
        Page page = joinedByScript();

        server(page, "socket.closes(1006)");
        page.say("hello?").shows("hint", "Not connected");

        assertThat(page.evaluate("document.getElementById('text').value").stringValue()).isEqualTo("hello?");
        assertThat(page.messages()).isEmpty();
    }

    @Test
    void theRefusalOfANameStaysBesideTheNameWhenTheServerStopsWaitingForAnother() {
        Page page = scripted().tryToJoin("taken");

        server(page, "socket.opens(); socket.says({ type: 'error', code: 'name-taken', msg: 'taken is taken' })");
        page.shows("refusal", "taken is taken");
        server(page, "socket.closes(4003)");
        page.shows("frame-list", "closed 4003").shows("refusal", "taken is taken").tryToJoin("free");

        assertThat(page.text("status")).doesNotContain("Disconnected");
        assertThat(connections(page)).isEqualTo(2);
    }

    @Test
    void aWindowWithoutANameIsToldThatTheServerStopsWaitingForOne() {
        Page page = scripted().sendRaw("{\"type\":\"public\",\"msg\":\"x\"}");

        server(page, "socket.opens(); socket.closes(4003)");

        page.shows("why", "No name was accepted in time");
    }

    @Test
    void aLongConversationKeepsABoundedPageAndAReaderKeepsTheirPlace() {
        Page page = joinedByScript();

        server(page, "for (let i = 0; i < 700; i++) socket.says({ type: 'public', from: 'Bob', msg: `line ${i}` })");
        page.shows("log", "line 699").awaits(atTheEnd());
        assertThat(page.evaluate("document.querySelectorAll('#log .text').length").intValue()).isEqualTo(300);
        page.awaits("document.querySelectorAll('#frame-list > *').length === 300");
        page.evaluate("document.getElementById('log').scrollTop = 200");
        page.awaits("document.getElementById('log').scrollTop === 200");
        server(page, "socket.says({ type: 'public', from: 'Bob', msg: 'below' })");
        page.click("New messages").awaits(atTheEnd()).shows("log", "below");

        page.awaits("document.getElementById('newer').hidden");
    }
}
