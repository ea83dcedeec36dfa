package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The network is gone and nobody says so: chapter 7 from the client's side. A message is a question and its ack the
 * answer. Without an answer in time the page gives the connection up.
 */
class DeadNetworkTest extends BrowserTestCase {

    @Test
    void aMessageWithoutAnAnswerWithinTenSecondsEndsTheConnection() {
        Page page = joinedByScript().say("hello?").shows("log", "sending");

        assertThat(endOfWait(page)).isEqualTo(10_000);

        page.shows("log", "No answer yet").shows("why", "No answer from the server for 10 s");
        endOfWait(page);
        assertThat(connections(page)).isEqualTo(2);
        assertThat(sent(page)).hasSize(1);
    }

    @Test
    void onlyTheAnswerToTheMessageItselfCounts() {
        Page page = joinedByScript().say("hello?").shows("log", "sending");

        server(page, "socket.says({ type: 'public', from: 'Bob', msg: 'I am here' })");
        page.shows("log", "I am here");
        assertThat(page.evaluate("waits.length").intValue()).isEqualTo(1);
        server(page, "socket.says({ type: 'ack', id: 'm1' })");
        page.shows("log", "✓ sent");

        assertThat(page.evaluate("waits.length").intValue()).isZero();
    }

    @Test
    void aConnectionThatDoesNotOpenAndAJoinWithoutAnAnswerAreTriedAgain() {
        Page page = scripted().tryToJoin("Alice").awaits("waits.length === 1");

        endOfWait(page);
        page.awaits("document.body.dataset.phase === 'waiting'");
        endOfWait(page);
        server(page, "socket.opens()");
        endOfWait(page);

        page.awaits("document.body.dataset.phase === 'waiting'").shows("why", "No answer from the server");
    }

    @Test
    void whenTheBrowserSaysThatTheNetworkChangedThePageAsksTheServer() {
        Page page = joinedByScript();

        page.evaluate("window.dispatchEvent(new Event('offline')); window.dispatchEvent(new Event('online'))");
        assertThat(sent(page)).singleElement().asString().contains("\"type\":\"private\"", "\"id\":\"check\"");
        server(page, "socket.says({ type: 'error', id: 'check', code: 'user-offline', msg: 'nobody is named *' })");
        page.shows("frame-list", "user-offline").evaluate("window.dispatchEvent(new Event('online'))");
        endOfWait(page);

        page.awaits("document.body.dataset.phase === 'waiting'");
        assertThat(page.texts("#log .bad")).isEmpty();
    }

    @Test
    void aRealServerAnswersTheQuestionAndNobodyHearsOfIt() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        alice.evaluate("window.dispatchEvent(new Event('offline'))");
        alice.shows("frame-list", "\"check\"").say("end");
        alice.shows("frame-list", "user-offline").shows("log", "✓ sent");
        bob.shows("log", "end");

        assertThat(alice.texts("#log .bad")).isEmpty();
        assertThat(bob.messages()).containsExactly("end");
    }
}
