package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.testing.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/**
 * A test of the page in a real browser. Each test has its own server and windows; at its end the browser's console
 * must be empty. Without a browser the tests are skipped, unless {@code -Dbrowser=required}.
 */
abstract class BrowserTestCase {

    private static Browser browser;

    private final List<Page> pages = new ArrayList<>();
    private Optional<ChatServer> server = Optional.empty();

    @BeforeAll
    static void startBrowser() {
        Browser.installed().ifPresentOrElse(executable -> browser = Browser.start(executable), () -> {
            assertThat(System.getProperty("browser")).as(Browser.HOW_TO_INSTALL).isNotEqualTo("required");
            System.out.println("SKIPPED: " + Browser.HOW_TO_INSTALL);
        });
    }

    // For each test, not for the class: so each one counts as skipped.
    @BeforeEach
    void needsABrowser() {
        Assumptions.assumeTrue(browser != null, Browser.HOW_TO_INSTALL);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @AfterEach
    void theConsoleIsEmpty() {
        try {
            assertThat(pages).allSatisfy(page -> assertThat(page.complaints()).as("console of the browser").isEmpty());
        } finally {
            pages.forEach(Page::close);
            server.ifPresent(ChatServer::close);
        }
    }

    /** A server on a free port, with the defaults and what differs from them. */
    ChatServer startServer(Consumer<ChatServerOptions.Builder> changes) {
        try {
            ChatServer started = ChatServer.start(RunningServer.onFreePort(changes));
            server = Optional.of(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page in a new window, before anybody joined. */
    Page openPage() {
        return window().open(address());
    }

    /** A new window that has nothing in it yet. */
    Page window() {
        Page page = new Page(browser);
        pages.add(page);
        return page;
    }

    String address() {
        return "http://127.0.0.1:" + server.orElseGet(() -> startServer(options -> { })).port() + "/";
    }

    /** The page in a new window, joined. */
    Page joined(String name) {
        return openPage().join(name);
    }

    /** The page in a new window, with a socket and a clock that the test moves. */
    Page scripted() {
        Page page = window();
        page.before(Page.resource("scripted-socket.js"));
        return page.open(address());
    }

    /** Alice's page on a server that numbers no messages; Bob is here, too. */
    Page joinedByScript() {
        return joinedByScript(welcome("['Alice', 'Bob']"));
    }

    Page joinedByScript(String welcome) {
        Page page = scripted().tryToJoin("Alice");
        server(page, "socket.opens(); " + welcome);
        return page.awaits("document.body.dataset.phase === 'here'");
    }

    /** The server, as the script plays it, says and does this on the newest connection. */
    static Page server(Page page, String does) {
        page.evaluate("(socket => { " + does + " })(sockets.at(-1))");
        return page;
    }

    static String welcome(String users) {
        return "socket.says({ type: 'welcome', name: 'Alice', users: " + users + " })";
    }

    /** The page's next wait is over. */
    static int endOfWait(Page page) {
        return page.evaluate("(({ act, wait }) => { act(); return wait; })(waits.pop())").intValue();
    }

    static int connections(Page page) {
        return page.evaluate("sockets.length").intValue();
    }

    static String atTheEnd() {
        return "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2)(document.getElementById('log'))";
    }

    /** Every message, joins aside, that the page has sent on all its connections. */
    static List<String> sent(Page page) {
        JsonNode frames = page.evaluate("sockets.flatMap(each => each.sent).filter(each => !each.includes('join'))");
        return StreamSupport.stream(frames.spliterator(), false).map(JsonNode::stringValue).toList();
    }
}
