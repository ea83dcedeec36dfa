package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What people do all day: come in, talk to all, talk to one. */
class TalkTest extends BrowserTestCase {

    @Test
    void twoPagesTalk() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        alice.say("Hello Bob 👋");
        bob.shows("log", "Hello Bob 👋").say("你好，Alice");
        alice.shows("log", "你好，Alice").shows("log", "✓ sent");

        assertThat(alice.messages()).containsExactly("Hello Bob 👋", "你好，Alice").isEqualTo(bob.messages());
    }

    @Test
    void everyoneSeesWhoIsHere() {
        Page alice = joined("Alice");
        Page zhang = joined("张三");

        alice.shows("users", "张三").shows("log", "joined");
        zhang.click("Leave").awaits("document.body.dataset.phase === 'out'");
        alice.shows("log", "came and went");

        assertThat(alice.texts("#users bdi")).containsExactly("Alice");
        assertThat(alice.text("count")).isEqualTo("1");
    }

    @Test
    void aPrivateMessageReachesOneOfThree() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");
        Page carol = joined("Carol");

        alice.click("Bob").shows("to", "Bob").say("for you alone");
        bob.shows("log", "for you alone").say("now for all");
        carol.shows("log", "now for all");

        assertThat(bob.texts("#log .private .tag")).containsExactly("private, only to you");
        assertThat(carol.toString()).doesNotContain("for you alone");
    }

    @Test
    void aTakenNameIsRefusedAndAnotherCanBeChosen() {
        joined("Alice");
        Page second = openPage();

        second.tryToJoin("ALICE").awaits("document.getElementById('refusal').innerText");
        assertThat(second.text("refusal")).contains("ALICE");
        second.join("Alice2");

        assertThat(second.text("status")).contains("Alice2");
        assertThat(second.texts("#users bdi")).containsExactly("Alice", "Alice2");
    }

    @Test
    void aNameThatBreaksTheRulesIsRefusedInWords() {
        Page page = openPage().tryToJoin("two words");

        page.awaits("document.getElementById('refusal').innerText");

        assertThat(page.text("refusal")).contains("letters or digits");
    }

    @Test
    void markupStaysText() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");
        String markup = "<img src=x onerror=alert(1)><b>bold</b><script>document.title='gone'</script>";

        alice.say(markup);
        bob.shows("log", "<b>bold</b>");

        assertThat(bob.messages()).containsExactly(markup);
        assertThat(bob.evaluate("document.querySelectorAll('#log :is(img, b, script)').length").intValue()).isZero();
    }

    @Test
    void aCommandWritesToOnePersonAndKeepsTheSpacesOfTheText() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        alice.say("/msg  bob  a  b ");
        bob.shows("log", "a  b");

        assertThat(bob.evaluate("document.querySelector('#log .text').textContent").stringValue()).isEqualTo("a  b ");
        assertThat(alice.texts("#log .tag")).containsExactly("private to \u2068Bob\u2069");
    }

    @Test
    void aMessageToNobodyShowsTheErrorAndCanBeTriedAgain() {
        Page alice = joined("Alice");

        alice.say("/msg Bob are you there?").shows("log", "⚠");
        assertThat(alice.texts("#log .mark.refused").getFirst()).contains("Bob").contains("Try again");
        Page bob = joined("Bob");
        alice.shows("users", "Bob").click("Try again");
        bob.shows("log", "are you there?");
        alice.shows("log", "✓ sent");

        assertThat(alice.messages()).containsExactly("are you there?");
    }

    @Test
    void aMessageToOneselfIsThereOnce() {
        Page alice = joined("Alice");

        alice.say("/msg alice note").say("end").awaits("document.querySelectorAll('.delivered').length === 2");

        assertThat(alice.messages()).containsExactly("note", "end");
    }

    @Test
    void anUnknownCommandGetsAHintAndIsNotSent() {
        Page alice = joined("Alice");

        alice.say("/shout hello").shows("hint", "/msg name text");
        assertThat(alice.evaluate("document.getElementById('text').value").stringValue()).isEqualTo("/shout hello");
        alice.say("//shout hello").shows("log", "✓ sent");

        assertThat(alice.messages()).containsExactly("/shout hello");
    }

    @Test
    void aMessageThatIsTooLongStaysInTheField() {
        Page alice = joined("Alice");

        alice.say("语".repeat(4_001)).shows("hint", "4001 characters");
        alice.say("语".repeat(4_000)).shows("log", "✓ sent");

        assertThat(alice.messages()).containsExactly("语".repeat(4_000));
    }

    @Test
    void eachConversationCountsWhatIsUnread() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        alice.click("Bob").shows("title", "Bob");
        bob.say("one").say("two").say("/msg Alice three");
        alice.shows("log", "three").awaits("document.title === '(2) Aside'");
        assertThat(alice.texts("#conversations button"))
                .anySatisfy(each -> assertThat(each).containsPattern("Public\\s+2\\s+unread"));
        alice.click("Everything").awaits("document.title === 'Aside'");

        assertThat(alice.messages()).containsExactly("one", "two", "three");
    }

    @Test
    void aClosedConversationComesBackWithTheNextMessage() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");

        alice.click("Bob").shows("title", "Bob").click("Close conversation").shows("title", "Everything");
        assertThat(alice.texts("#conversations bdi")).containsExactly("Everything", "Public");
        bob.say("/msg Alice me again");
        alice.shows("conversations", "Bob");

        assertThat(alice.messages()).containsExactly("me again");
    }

    @Test
    void theKeyboardAloneDoes() {
        Page alice = openPage();
        joined("Bob");

        alice.type("Alice").press("Enter").awaits("document.activeElement.id === 'text'");
        alice.awaits("document.querySelectorAll('#users li').length === 2");
        alice.evaluate("document.getElementById('leave').focus()");
        for (String key : List.of("Tab", "ArrowDown", "End")) {
            alice.press(key);
        }
        assertThat(alice.evaluate("document.activeElement.innerText").stringValue()).contains("Bob");
        alice.press("Enter").shows("title", "Bob").awaits("document.activeElement.id === 'text'");
        alice.type("typed").press("Enter").shows("log", "✓ sent");

        assertThat(alice.messages()).isEqualTo(List.of("typed"));
    }

    @Test
    void aReloadKeepsTheConversationAndTheName() {
        Page alice = joined("Alice");
        Page bob = joined("Bob");
        bob.say("/msg Alice remember this");
        alice.shows("log", "remember this").say("and this").shows("log", "✓ sent");

        alice.reload().awaits("document.body.dataset.phase === 'here'").shows("log", "You are back as");
        alice.shows("users", "Bob").say("still me");
        bob.shows("log", "still me");

        assertThat(alice.messages()).containsExactly("remember this", "and this", "still me");
        assertThat(alice.texts("#conversations bdi")).contains("Bob");
    }

    @Test
    void onATouchKeyboardEnterBreaksTheLineAndTheButtonSends() {
        Page alice = window().touch().open(address()).join("Alice");
        assertThat(alice.evaluate("document.getElementById('text').enterKeyHint").stringValue()).isEqualTo("enter");

        alice.type("one").press("Enter").type("two").click("Send").shows("log", "✓ sent");

        assertThat(alice.messages()).containsExactly("one\ntwo");
    }

    @Test
    void aPhoneShowsNoEmptyListOfPeopleBeforeTheJoin() {
        Page phone = openPage().size(390, 844);

        assertThat(phone.texts("nav button:not([hidden])")).containsExactly("Chat", "On the wire");
        phone.join("Alice").click("People").evaluate("document.getElementById('leave').focus()");

        phone.press("Enter").awaits("document.activeElement.id === 'name'");
    }
}
