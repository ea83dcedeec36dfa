package aside;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose pages may connect. A browser lets any page open a WebSocket to any server and sends the user's cookies along;
 * the {@code Origin} header is what tells the server whose page it is (RFC 6455, section 10.2). Programs that are no
 * browsers send none and may connect: they could send any.
 */
final class OriginCheck {

    private static final Pattern DEFAULT_PORT = Pattern.compile("^(http://.*):80$|^(https://.*):443$");

    private final Set<String> allowed;

    /**
     * Makes a check.
     *
     * @param allowedOrigins origins besides the server's own, such as {@code https://chat.example.org}
     */
    OriginCheck(Set<String> allowedOrigins) {
        allowed = allowedOrigins.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a page may connect.
     *
     * @param origin the request's {@code Origin} header
     * @param host the request's {@code Host} header: what the browser believes to talk to
     */
    boolean allows(Optional<String> origin, String host) {
        return origin.map(it -> it.toLowerCase(Locale.ROOT))
                .map(it -> allowed.contains(it) || isSame(it, host.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    /**
     * Compares authorities only: behind a proxy that ends TLS, the page's scheme is https and the server's is http. A
     * port that is the scheme's default may be written or not.
     */
    private static boolean isSame(String origin, String host) {
        String plain = withoutDefaultPort(origin);
        return !host.isEmpty() && Stream.of("http://", "https://")
                .anyMatch(scheme -> withoutDefaultPort(scheme + host).equals(plain));
    }

    private static String withoutDefaultPort(String origin) {
        return DEFAULT_PORT.matcher(origin).replaceFirst("$1$2");
    }
}
