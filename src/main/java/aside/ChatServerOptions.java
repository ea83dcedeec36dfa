package aside;

import aside.connection.RateLimiter;
import aside.jetty.JettyServer;
import aside.jetty.OriginCheck;
import aside.outbox.Outbox;
import aside.registry.UserName;
import aside.routing.Presence;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * Every limit and interval of a server. {@link Builder} holds each one's default and the reason for it, which
 * {@code --help} prints.
 *
 * @param host see {@link Builder#host}
 * @param port see {@link Builder#port}
 * @param allowedOrigins see {@link Builder#allowedOrigins}
 * @param maxConnections see {@link Builder#maxConnections}
 * @param announceLimit see {@link Builder#announceLimit}
 * @param maxTextLength see {@link Builder#maxTextLength}
 * @param maxMessageSize see {@link Builder#maxMessageSize}
 * @param reassemblyBytes see {@link Builder#reassemblyBytes}
 * @param outbox see {@link Builder#outboxMessages} and {@link Builder#outboxBytes}
 * @param outboxTotalBytes see {@link Builder#outboxTotalBytes}
 * @param historyMessages see {@link Builder#historyMessages}
 * @param historyBytes see {@link Builder#historyBytes}
 * @param writeBufferSize see {@link Builder#writeBufferSize}
 * @param messageRate see {@link Builder#messageRate} and the options after it
 * @param pingInterval see {@link Builder#pingInterval}
 * @param handshakeDeadline see {@link Builder#handshakeDeadline}
 * @param joinDeadline see {@link Builder#joinDeadline}
 * @param closeTimeout see {@link Builder#closeTimeout}
 * @param stopTimeout see {@link Builder#stopTimeout}
 */
public record ChatServerOptions(
        String host,
        int port,
        Set<String> allowedOrigins,
        int maxConnections,
        int announceLimit,
        int maxTextLength,
        int maxMessageSize,
        int reassemblyBytes,
        Outbox.Limits outbox,
        long outboxTotalBytes,
        int historyMessages,
        long historyBytes,
        int writeBufferSize,
        RateLimiter.Limits messageRate,
        Duration pingInterval,
        Duration handshakeDeadline,
        Duration joinDeadline,
        Duration closeTimeout,
        Duration stopTimeout) {

    /** The longest way to write one character in JSON is two escapes such as <code>&#92;ud83d&#92;ude00</code>. */
    private static final int MAX_BYTES_PER_CHARACTER = 12;

    /** Room in a message for everything but its text: type, recipient, id. */
    private static final int MAX_BYTES_BESIDE_TEXT = 2_048;

    /** The longest welcome: as many names as it lists, of the longest kind, each in quotes and with a comma. */
    private static final int MAX_WELCOME_BYTES =
            MAX_BYTES_BESIDE_TEXT + Presence.MAX_USERS_LISTED * (4 * UserName.MAX_LENGTH + 3);

    /** The fewest messages with which a client that reads can be served: a welcome, news, a copy and an ack at once. */
    private static final int MIN_OUTBOX_MESSAGES = 8;

    /** More sockets than one machine can have. */
    private static final int MAX_CONNECTIONS = 1_000_000;

    /** A shorter deadline would cut off clients on a slow line, or on a busy server. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** Longer than anybody waits, and short enough that no sum of times overflows. */
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Checks each value and how they relate. The exception's message names the option and what is allowed. */
    public ChatServerOptions {
        allowedOrigins = allowedOrigins.stream().map(ChatServerOptions::origin).collect(Collectors.toUnmodifiableSet());
        if (host.isBlank()) {
            throw new IllegalArgumentException("--host is empty; it must be an address such as 127.0.0.1");
        }
        between(0, port, 65_535, "--port");
        between(1, maxConnections, MAX_CONNECTIONS, "--max-connections");
        atLeast(0, announceLimit, "--announce-limit");
        atLeast(1, maxTextLength, "--max-text-length");
        between(MAX_BYTES_BESIDE_TEXT + MAX_BYTES_PER_CHARACTER, maxMessageSize, 1 << 30, "--max-message-size");
        // Otherwise a text that is allowed could not be sent.
        atMost((maxMessageSize - MAX_BYTES_BESIDE_TEXT) / MAX_BYTES_PER_CHARACTER, maxTextLength, "--max-text-length");
        // Otherwise one message of full length would be evicted.
        atMost(reassemblyBytes, maxMessageSize, "--max-message-size");
        atLeast(MIN_OUTBOX_MESSAGES, outbox.maxMessages(), "--outbox-messages");
        // Otherwise a message that is allowed could not be delivered, not even into an empty outbox. The server adds
        // the sender's name to it.
        atLeast(Math.max(maxMessageSize + MAX_BYTES_BESIDE_TEXT, MAX_WELCOME_BYTES), outbox.maxBytes(),
                "--outbox-bytes");
        atLeast(outbox.maxBytes(), outboxTotalBytes, "--outbox-total-bytes");
        between(0, historyMessages, 1_000_000, "--history");
        atLeast(0, historyBytes, "--history-bytes");
        between(1_024, writeBufferSize, 1 << 20, "--write-buffer-size");
        between(0, messageRate.perSecond(), 1_000_000, "--message-rate");
        between(1, messageRate.burst(), 1_000_000, "--message-burst");
        atLeast(1, messageRate.charactersPerUnit(), "--message-unit");
        between(1, messageRate.maxRefusals(), 1_000_000, "--max-refusals");
        between(messageRate.refusalWindow(), "--refusal-window");
        between(pingInterval, "--ping-interval");
        between(handshakeDeadline, "--handshake-deadline");
        between(joinDeadline, "--join-deadline");
        between(closeTimeout, "--close-timeout");
        between(stopTimeout, "--stop-timeout");
    }

    /** {@return the defaults} */
    public static ChatServerOptions defaults() {
        return of(options -> { });
    }

    /**
     * The defaults with changes, such as {@code of(options -> options.port = 0)}.
     *
     * @param changes what differs from the defaults
     * @return the options
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static ChatServerOptions of(Consumer<Builder> changes) {
        Builder builder = new Builder();
        changes.accept(builder);
        return builder.build();
    }

    /** What Jetty needs to know of them. Twice as many sockets as places: a full server tells a client that it is. */
    JettyServer.Settings jetty(String path) {
        return new JettyServer.Settings(host, port, path, allowedOrigins, 2 * maxConnections, maxMessageSize,
                reassemblyBytes, writeBufferSize, handshakeDeadline);
    }

    private static String origin(String given) {
        return OriginCheck.normalised(given.endsWith("/") ? given.substring(0, given.length() - 1) : given)
                .orElseThrow(() -> new IllegalArgumentException("--allow-origin is '" + given
                        + "'; it must be a scheme and a host, such as https://chat.example.org"));
    }

    private static void between(long min, long value, long max, String option) {
        atLeast(min, value, option);
        atMost(max, value, option);
    }

    private static void atLeast(long min, long value, String option) {
        if (value < min) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at least " + min);
        }
    }

    private static void atMost(long max, long value, String option) {
        if (value > max) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at most " + max);
        }
    }

    private static void between(Duration value, String option) {
        if (value.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(option + " must be at least " + SHORTEST.toMillis() + "ms");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(option + " must be at most " + LONGEST.toMinutes() + "m");
        }
    }

    /** The options while they can still be changed: by a test, or by picocli from the command line. */
    public static final class Builder {

        /** Starts from the defaults. */
        public Builder() {
        }

        /** The address to listen on. */
        @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on "
                + "(default: ${DEFAULT-VALUE}, only this machine; 0.0.0.0 listens on all of its addresses)")
        public String host = "127.0.0.1";

        /** The port to listen on. */
        @Option(names = "--port", paramLabel = "PORT",
                description = "port to listen on, 0 for any free one (default: ${DEFAULT-VALUE})")
        public int port = 8080;

        /** Where else pages may come from. */
        @Option(names = "--allow-origin", paramLabel = "ORIGIN", description = "further origin whose pages may "
                + "connect, such as https://chat.example.org; may be repeated (default: only the server's own pages; "
                + "otherwise any page that a user visits could chat in the user's name)")
        public Set<String> allowedOrigins = new HashSet<>();

        /** How many connections at once. */
        @Option(names = "--max-connections", paramLabel = "N", description = "connections at once; one more is "
                + "closed with 1013 (default: ${DEFAULT-VALUE}; an idle one takes about 7 KiB and a file descriptor)")
        public int maxConnections = 20_000;

        /** Joins and leaves are announced up to this many users. */
        @Option(names = "--announce-limit", paramLabel = "N", description = "joins and leaves are announced while at "
                + "most this many users are here (default: ${DEFAULT-VALUE}; N joins cost about N*N/2 messages)")
        public int announceLimit = 500;

        /** The longest text. */
        @Option(names = "--max-text-length", paramLabel = "N", description = "longest text of a message, in "
                + "characters (default: ${DEFAULT-VALUE}; a few screens of a phone)")
        public int maxTextLength = 4_000;

        /** The longest message. */
        @Option(names = "--max-message-size", paramLabel = "BYTES", description = "longest message from a client; a "
                + "longer one closes with 1009 (default: ${DEFAULT-VALUE}; holds the longest text, all escaped)")
        public int maxMessageSize = 64 * 1024;

        /** How many bytes of unfinished messages. */
        @Option(names = "--reassembly-bytes", paramLabel = "BYTES", description = "memory for unfinished "
                + "messages, of all clients together; beyond it the oldest is evicted and its client closed with 1013 "
                + "(default: ${DEFAULT-VALUE}; 256 of the longest at the same moment)")
        public int reassemblyBytes = 16 * 1024 * 1024;

        /** How many messages may wait for a client. */
        @Option(names = "--outbox-messages", paramLabel = "N", description = "messages that may wait for one client; "
                + "one more drops it with 4001 (default: ${DEFAULT-VALUE}; more than a burst, less than a minute)")
        public int outboxMessages = 256;

        /** How many bytes may wait for a client. */
        @Option(names = "--outbox-bytes", paramLabel = "BYTES", description = "bytes that may wait for one client, "
                + "whichever limit comes first (default: ${DEFAULT-VALUE}; bounds the memory)")
        public int outboxBytes = 1024 * 1024;

        /** How many bytes may wait for all clients together. */
        @Option(names = "--outbox-total-bytes", paramLabel = "BYTES", description = "bytes that may wait for all "
                + "clients together; one client may have at most as much waiting as is still free (default: "
                + "${DEFAULT-VALUE}; a message for many counts once, so only clients that do not read ever need it)")
        public long outboxTotalBytes = 128L * 1024 * 1024;

        /** How many public messages are kept. */
        @Option(names = "--history", paramLabel = "N", description = "public messages that are kept for clients that "
                + "come back, 0 for none (default: ${DEFAULT-VALUE}; some minutes of a busy room)")
        public int historyMessages = 500;

        /** How many bytes of public messages are kept. */
        @Option(names = "--history-bytes", paramLabel = "BYTES",
                description = "bytes of public messages that are kept, "
                + "whichever limit comes first (default: ${DEFAULT-VALUE}; bounds the memory)")
        public long historyBytes = 4L * 1024 * 1024;

        /** How much is gathered into one write. */
        @Option(names = "--write-buffer-size", paramLabel = "BYTES", description = "messages for a client are gathered "
                + "into writes of this size (default: ${DEFAULT-VALUE}; a hundred short messages)")
        public int writeBufferSize = 16 * 1024;

        /** How many messages a second. */
        @Option(names = "--message-rate", paramLabel = "N", description = "messages a second from one client, 0 for "
                + "no limit; beyond it they are refused (default: ${DEFAULT-VALUE}; nobody types faster)")
        public int messageRate = 100;

        /** How many messages at once. */
        @Option(names = "--message-burst", paramLabel = "N", description = "messages at once after a pause "
                + "(default: ${DEFAULT-VALUE}; a paste, or messages that a client kept while it was offline)")
        public int messageBurst = 200;

        /** How long messages count. */
        @Option(names = "--message-unit", paramLabel = "N", description = "a long message counts as several in the "
                + "message rate: once for every N characters begun (default: ${DEFAULT-VALUE}; a long one takes as "
                + "much time as many short ones)")
        public int messageUnit = 1_024;

        /** How many refused messages are too many. */
        @Option(names = "--max-refusals", paramLabel = "N", description = "this many refused messages within the "
                + "refusal window close with 4004 (default: ${DEFAULT-VALUE}; refusing costs work, too)")
        public int maxRefusals = 1_000;

        /** The time in which refusals count. */
        @Option(names = "--refusal-window", paramLabel = "TIME",
                description = "see --max-refusals (default: 10s)")
        public Duration refusalWindow = Duration.ofSeconds(10);

        /** From ping to ping. */
        @Option(names = "--ping-interval", paramLabel = "TIME", description = "from ping to ping; a client that leaves "
                + "two pings unanswered is dropped with 4002 (default: 20s; proxies cut connections that are idle for "
                + "30s)")
        public Duration pingInterval = Duration.ofSeconds(20);

        /** How long a connection may speak HTTP. */
        @Option(names = "--handshake-deadline", paramLabel = "TIME", description = "a connection that is not a "
                + "WebSocket by then is cut, whatever it sends (default: 10s; the page needs less than one)")
        public Duration handshakeDeadline = Duration.ofSeconds(10);

        /** How long a connection may take to join. */
        @Option(names = "--join-deadline", paramLabel = "TIME", description = "a connection that has not joined by "
                + "then is closed with 4003 (default: 10s; people type their name before they connect)")
        public Duration joinDeadline = Duration.ofSeconds(10);

        /** How long a connection may take to close. */
        @Option(names = "--close-timeout", paramLabel = "TIME", description = "how long a client may take to read what "
                + "is waiting and to answer a close frame (default: 3s; a slow line needs one)")
        public Duration closeTimeout = Duration.ofSeconds(3);

        /** How long the server may take to stop. */
        @Option(names = "--stop-timeout", paramLabel = "TIME", description = "how long a stop may take, from the "
                + "signal to the end (default: 5s; half of what service managers grant)")
        public Duration stopTimeout = Duration.ofSeconds(5);

        /**
         * Freezes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if a value is not allowed
         */
        public ChatServerOptions build() {
            return new ChatServerOptions(host, port, allowedOrigins, maxConnections, announceLimit, maxTextLength,
                    maxMessageSize, reassemblyBytes, new Outbox.Limits(outboxMessages, outboxBytes),
                    outboxTotalBytes, historyMessages, historyBytes, writeBufferSize,
                    new RateLimiter.Limits(messageRate, messageBurst, messageUnit, maxRefusals, refusalWindow),
                    pingInterval, handshakeDeadline, joinDeadline, closeTimeout, stopTimeout);
        }
    }
}
