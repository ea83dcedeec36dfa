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

    @Test
    void whoIsNoBrowserSendsNoneAndMay() {
        assertThat(check.allows(Optional.empty(), "chat.example")).isTrue();
    }
}
