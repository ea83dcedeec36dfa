package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The page speaks the language of the browser, English or Chinese, and the other one at a touch. */
class LanguageTest extends BrowserTestCase {

    private static final String CHINESE = "Object.defineProperty(navigator, 'language', { get: () => 'zh-CN' })";

    @Test
    void aChineseBrowserGetsAChinesePage() {
        Page page = window();
        page.before(CHINESE);
        page.open(address()).shows("join", "你的名字").join("张三");
        Page bob = joined("Bob");

        page.shows("log", "加入 ·").say("/msg Nobody 在吗").shows("log", "对方不在线").say("大家好");
        bob.shows("log", "大家好").say("/msg 张三 你好");
        page.shows("log", "私聊，只发给你").shows("status", "已连接").shows("to", "发给所有人，不只是");

        assertThat(page.evaluate("document.documentElement.lang").stringValue()).isEqualTo("zh");
        assertThat(page.text("people") + page.text("talk")).doesNotContain("joined", "private", "Close", "delivered");
    }

    @Test
    void theOtherLanguageIsOneTouchAwayAndKeepsTheConversation() {
        Page alice = joined("Alice").say("hello").shows("log", "✓ sent");

        alice.evaluate("window.before = true; document.querySelector('#people .language').click()");
        alice.awaits("!window.before && document.body?.dataset.phase === 'here'").shows("log", "✓ 已发出");
        assertThat(alice.messages()).containsExactly("hello");
        alice.evaluate("window.before = true; document.querySelector('#people .language').click()");

        alice.awaits("!window.before && document.body?.dataset.phase === 'here'").shows("log", "✓ sent");
    }

    @Test
    void nothingOfThePageIsWithoutWords() {
        Page page = openPage();

        assertThat(page.evaluate("[...document.querySelectorAll('[data-t]')].filter(each => !each.textContent"
                + " || each.textContent.includes('{')).map(each => each.dataset.t).join()").stringValue()).isEmpty();
        assertThat(page.evaluate("[...document.querySelectorAll('[data-label]')].filter(each => !each.ariaLabel"
                + " || each.ariaLabel.includes('{')).map(each => each.dataset.label).join()").stringValue()).isEmpty();
    }
}
