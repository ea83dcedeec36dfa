package aside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServer;
import aside.testing.RunningServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The page in a second engine: come in, talk, whisper, come back. Without a Firefox on the machine it is skipped. */
class FirefoxTest {

    private static final String HOW_TO_INSTALL =
            "This test needs Firefox: apt-get install firefox-esr, or name one with -Dfirefox=/path/to/firefox";

    @Test
    void peopleJoinTalkWhisperAndComeBackInFirefoxToo() throws Exception {
        Optional<Path> executable = Firefox.installed();
        if (executable.isEmpty()) {
            System.out.println("SKIPPED: " + HOW_TO_INSTALL);
        }
        Assumptions.assumeTrue(executable.isPresent(), HOW_TO_INSTALL);

        ChatServer server = ChatServer.start(RunningServer.onFreePort(options -> { }));
        int port = server.port();
        String address = "http://127.0.0.1:" + port + "/";
        try (Firefox firefox = Firefox.start(executable.get())) {
            Firefox.Window alice = firefox.open(address).enter("name", "Alice").shows("status", "Connected");
            Firefox.Window bob = firefox.open(address).enter("name", "Bob").shows("status", "Connected");
            Firefox.Window carol = firefox.open(address).enter("name", "Carol").shows("status", "Connected");

            alice.enter("text", "Hello, see https://example.org/").shows("log", "✓ sent");
            bob.shows("log", "Hello, see").enter("text", " /msg Alice a whisper").shows("log", "✓ sent");
            alice.shows("log", "a whisper").shows("to", "not only to").enter("text", "public again");
            carol.shows("log", "public again");
            assertThat(carol.evaluate("document.body.innerText").stringValue()).doesNotContain("a whisper");
            assertThat(alice.evaluate("document.querySelector('#log a').rel").stringValue())
                    .isEqualTo("noopener noreferrer");

            server.close();
            alice.shows("why", "The server is stopping");
            server = ChatServer.start(RunningServer.onFreePort(options -> options.port = port));
            alice.shows("log", "You are back as").shows("users", "Bob").enter("text", "still here");
            bob.shows("log", "still here");
            alice.evaluate("window.before = true; location.reload()");
            alice.awaits("!window.before && document.body.dataset.phase === 'here'").shows("log", "still here");
        } finally {
            server.close();
        }
    }
}
