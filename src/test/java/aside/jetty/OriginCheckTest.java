package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose pages may connect. */
class OriginCheckTest {

    private final OriginCheck check = new OriginCheck(Set.of("https://Partner.example"), "0.0.0.0");

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "HTTP://LocalHost:8080, localhost:8080",
        "https://chat.example, chat.example",
        "https://chat.example, chat.example:443",
        "https://chat.example:443, chat.example",
        "http://chat.example, chat.example:80",
        "http://[::1]:8080, [::1]:8080",
        "http://[::1], [::1]:80",
        "https://partner.example, chat.example",
    })
    void pagesOfTheServerAndOfAllowedOriginsMay(String origin, String host) {
        assertThat(check.allows(Optional.of(origin), host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8081, localhost:8080",
        "http://localhost, localhost:8080",
        "https://evil.example, chat.example",
        "https://chat.example.evil, chat.example",
        "https://partner.example:444, chat.example",
        "http://partner.example, chat.example",
        "ftp://chat.example, chat.example",
        "https://chat.example:80, chat.example",
        "https://chat.example@evil.example, chat.example",
        "https://chat.example/, chat.example",
        "http://[::1], [::1]:8080",
        "null, chat.example",
        "file://, chat.example",
        "https://, chat.example",
        "https://, ''",
        "https://:443, ''",
        "not a uri at all, chat.example",
        "'', chat.example",
    })
    void othersMayNot(String origin, String host) {
        assertThat(check.allows(Optional.of(origin), host)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://localhost:8080, localhost:8080, true",
        "127.0.0.1, http://127.0.0.1:8080, 127.0.0.1:8080, true",
        "::1, http://[::1]:8080, [::1]:8080, true",
        "localhost, http://localhost:8080, LOCALHOST:8080, true",
        "127.0.0.1, https://partner.example, partner.example, true",
        "127.0.0.1, http://evil.example:8080, evil.example:8080, false",
        "localhost, http://evil.example, evil.example, false",
        "127.0.0.1, http://localhost.evil.example, localhost.evil.example, false",
    })
    void onLoopbackOnlyItsNamesAndThoseGivenAreRight(String listensOn, String origin, String host, boolean may) {
        OriginCheck loopback = new OriginCheck(Set.of("https://partner.example"), listensOn);

        assertThat(loopback.allows(Optional.of(origin), host)).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "https://Chat.example.org:443, https://chat.example.org",
        "http://chat.example.org:80, http://chat.example.org",
        "https://chat.example.org:8443, https://chat.example.org:8443",
        "http://[::1]:8080, http://[::1]:8080",
    })
    void anOriginIsWrittenAsBrowsersSendIt(String given, String sent) {
        assertThat(OriginCheck.normalised(given)).contains(sent);
    }

    @Test
    void whoIsNoBrowserSendsNoneAndMay() {
        assertThat(check.allows(Optional.empty(), "chat.example")).isTrue();
    }
}
