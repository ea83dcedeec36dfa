package aside.jetty;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose pages may connect. A browser lets any page open a WebSocket to any server and sends the user's cookies along;
 * the {@code Origin} header tells the server whose page it is (RFC 6455, section 10.2). Programs other than browsers
 * send none and may connect: they could send any.
 *
 * <p>The server's own pages have an origin that names the host they came from. On a loopback address that is not
 * enough: the owner of {@code evil.example} may let that name point to 127.0.0.1 (DNS rebinding), and then both headers
 * name {@code evil.example}. So a server on a loopback address accepts only the loopback's own names and the allowed
 * origins. Behind a proxy on the same machine, the page's origin must be one of these.
 */
public final class OriginCheck {

    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[^/?#@:\\[\\]\\s]+)(:\\d{1,5})?");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> LOOPBACK_ADDRESSES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Set<String> allowed;
    private final boolean onLoopback;

    /**
     * Makes a check.
     *
     * @param allowedOrigins origins besides the server's own, such as {@code https://chat.example.org}
     * @param listensOn the address that the server listens on
     */
    public OriginCheck(Set<String> allowedOrigins, String listensOn) {
        allowed = allowedOrigins.stream().map(origin -> normalised(origin).orElse(origin))
                .collect(Collectors.toUnmodifiableSet());
        onLoopback = LOOPBACK_ADDRESSES.contains(listensOn.toLowerCase(Locale.ROOT))
                || listensOn.startsWith("127.");
    }

    /**
     * Writes an origin as browsers send it: in lower case and without the default port.
     *
     * @param origin such as {@code https://Chat.example.org:443}
     * @return the origin, or empty if this is no origin
     */
    public static Optional<String> normalised(String origin) {
        Matcher parts = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1);
        String port = parts.group(3);
        boolean defaultPort = port == null || port.equals(scheme.equals("http") ? ":80" : ":443");
        return Optional.of(scheme + "://" + parts.group(2) + (defaultPort ? "" : port));
    }

    /**
     * Whether a page may connect.
     *
     * @param origin the request's {@code Origin} header
     * @param host the request's {@code Host} header: the server that the browser means to talk to
     */
    boolean allows(Optional<String> origin, String host) {
        return origin.isEmpty() || origin.flatMap(OriginCheck::normalised)
                .filter(it -> allowed.contains(it) || isOwn(it, host.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    /**
     * Compares hosts and ports only: behind a proxy that ends TLS, the page's scheme is https and the server's is
     * http. A port that is the scheme's default may be written or not.
     */
    private boolean isOwn(String origin, String host) {
        return isNameOfThisServer(host) && Stream.of("http://", "https://")
                .anyMatch(scheme -> normalised(scheme + host).filter(origin::equals).isPresent());
    }

    private boolean isNameOfThisServer(String host) {
        return !onLoopback || LOOPBACK_NAMES.contains(PORT.matcher(host).replaceFirst(""));
    }
}
