package aside;

import aside.connection.GatheringOutbox;
import aside.connection.RateLimiter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
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
 * @param unfinishedBytes see {@link Builder#unfinishedBytes}
 * @param outbox see {@link Builder#outboxMessages} and {@link Builder#outboxBytes}
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
        int unfinishedBytes,
        GatheringOutbox.Limits outbox,
        int writeBufferSize,
        RateLimiter.Limits messageRate,
        Duration pingInterval,
        Duration handshakeDeadline,
        Duration joinDeadline,
        Duration closeTimeout,
        Duration stopTimeout) {

    /** The longest way to write one character in JSON is two escapes such as <code>&#92;ud83d&#92;ude00</code>. */
    private static final int MAX_BYTES_PER_CHARACTER = 12;

    /** Room in a message for all but its text: type, recipient, id. */
    private static final int MAX_BYTES_BESIDE_TEXT = 2_048;

    /** Checks each value and how they relate. The exception's message names the option and what is allowed. */
    public ChatServerOptions {
        allowedOrigins = Set.copyOf(allowedOrigins);
        atLeast(0, port, "--port");
        atMost(65_535, port, "--port");
        atLeast(1, maxConnections, "--max-connections");
        atLeast(0, announceLimit, "--announce-limit");
        atLeast(1, maxTextLength, "--max-text-length");
        atLeast(MAX_BYTES_BESIDE_TEXT, maxMessageSize, "--max-message-size");
        // Else a text that is allowed could not be sent.
        atMost((maxMessageSize - MAX_BYTES_BESIDE_TEXT) / MAX_BYTES_PER_CHARACTER, maxTextLength, "--max-text-length");
        // Else one message of full length would be given up.
        atMost(unfinishedBytes, maxMessageSize, "--max-message-size");
        atLeast(1, outbox.maxMessages(), "--outbox-messages");
        // Else a message that is allowed could not be delivered, not even into an empty outbox.
        atLeast(maxMessageSize, outbox.maxBytes(), "--outbox-bytes");
        atLeast(1_024, writeBufferSize, "--write-buffer-size");
        atLeast(0, messageRate.perSecond(), "--message-rate");
        atLeast(1, messageRate.burst(), "--message-burst");
        atLeast(1, messageRate.maxRefusals(), "--max-refusals");
        positive(messageRate.refusalWindow(), "--refusal-window");
        positive(pingInterval, "--ping-interval");
        positive(handshakeDeadline, "--handshake-deadline");
        positive(joinDeadline, "--join-deadline");
        positive(closeTimeout, "--close-timeout");
        positive(stopTimeout, "--stop-timeout");
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

    private static void atLeast(int min, int value, String option) {
        if (value < min) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at least " + min);
        }
    }

    private static void atMost(int max, int value, String option) {
        if (value > max) {
            throw new IllegalArgumentException(option + " is " + value + "; it must be at most " + max);
        }
    }

    private static void positive(Duration value, String option) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(option + " must be longer than 0s");
        }
    }

    /** The options while they can still be changed: by a test, or by picocli from the command line. */
    public static final class Builder {

        /** Starts from the defaults. */
        public Builder() {
        }

        /** The address to listen on. */
        @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on "
                + "(default: ${DEFAULT-VALUE}, this machine alone; 0.0.0.0 is for everyone)")
        public String host = "127.0.0.1";

        /** The port to listen on. */
        @Option(names = "--port", paramLabel = "PORT",
                description = "port to listen on, 0 for any free one (default: ${DEFAULT-VALUE})")
        public int port = 8080;

        /** Where else pages may come from. */
        @Option(names = "--allow-origin", paramLabel = "ORIGIN", description = "further origin whose pages may "
                + "connect, such as https://chat.example.org; may be repeated (default: the server's own pages alone, "
                + "else any page a user visits could chat in the user's name)")
        public Set<String> allowedOrigins = new HashSet<>();

        /** How many connections at once. */
        @Option(names = "--max-connections", paramLabel = "N", description = "connections at once; one more is "
                + "closed with 1013 (default: ${DEFAULT-VALUE}; one takes about 10 KiB and a file descriptor)")
        public int maxConnections = 20_000;

        /** Up to how many users hear of joins and leaves. */
        @Option(names = "--announce-limit", paramLabel = "N", description = "joins and leaves are told while at most "
                + "so many users are here (default: ${DEFAULT-VALUE}; N joins would cost N*N messages)")
        public int announceLimit = 500;

        /** The longest text. */
        @Option(names = "--max-text-length", paramLabel = "N", description = "longest text of a message, in "
                + "characters (default: ${DEFAULT-VALUE}; a few screens of a phone)")
        public int maxTextLength = 4_000;

        /** The longest message. */
        @Option(names = "--max-message-size", paramLabel = "BYTES", description = "longest message from a client; a "
                + "longer one closes with 1009 (default: ${DEFAULT-VALUE}; holds the longest text, all escaped)")
        public int maxMessageSize = 64 * 1024;

        /** How many bytes of messages whose end has not come. */
        @Option(names = "--unfinished-bytes", paramLabel = "BYTES", description = "memory for messages whose end has "
                + "not come, of all clients together; beyond it the oldest is given up and its client closed with 1013 "
                + "(default: ${DEFAULT-VALUE}; 256 of the longest at the same moment)")
        public int unfinishedBytes = 16 * 1024 * 1024;

        /** How many messages may wait for a client. */
        @Option(names = "--outbox-messages", paramLabel = "N", description = "messages that may wait for one client; "
                + "one more drops it with 4001 (default: ${DEFAULT-VALUE}; more than a burst, less than a minute)")
        public int outboxMessages = 256;

        /** How many bytes may wait for a client. */
        @Option(names = "--outbox-bytes", paramLabel = "BYTES", description = "bytes that may wait for one client, "
                + "whichever limit comes first (default: ${DEFAULT-VALUE}; bounds the memory)")
        public int outboxBytes = 1024 * 1024;

        /** How much is gathered into one write. */
        @Option(names = "--write-buffer-size", paramLabel = "BYTES", description = "what waits for a client leaves in "
                + "writes of this size (default: ${DEFAULT-VALUE}; a hundred short messages)")
        public int writeBufferSize = 16 * 1024;

        /** How many messages a second. */
        @Option(names = "--message-rate", paramLabel = "N", description = "messages a second from one client, 0 for "
                + "no limit; beyond it they are refused (default: ${DEFAULT-VALUE}; nobody types faster)")
        public int messageRate = 100;

        /** How many messages at once. */
        @Option(names = "--message-burst", paramLabel = "N", description = "messages at once after a pause "
                + "(default: ${DEFAULT-VALUE}; a paste, or what a client kept while it was offline)")
        public int messageBurst = 200;

        /** How many refused messages are too many. */
        @Option(names = "--max-refusals", paramLabel = "N", description = "so many refused messages within the "
                + "refusal window close with 4004 (default: ${DEFAULT-VALUE}; a refusal costs work, too)")
        public int maxRefusals = 1_000;

        /** The time in which refusals count. */
        @Option(names = "--refusal-window", paramLabel = "TIME",
                description = "see --max-refusals (default: 10s)")
        public Duration refusalWindow = Duration.ofSeconds(10);

        /** From ping to ping. */
        @Option(names = "--ping-interval", paramLabel = "TIME", description = "from ping to ping; who has not answered "
                + "one by the next but one is dropped with 4002 (default: 20s; proxies cut what is idle for 30s)")
        public Duration pingInterval = Duration.ofSeconds(20);

        /** How long a connection may speak HTTP. */
        @Option(names = "--handshake-deadline", paramLabel = "TIME", description = "a connection that is no WebSocket "
                + "by then is cut, whatever it sends meanwhile (default: 10s; the page needs less than one)")
        public Duration handshakeDeadline = Duration.ofSeconds(10);

        /** How long a connection may take to join. */
        @Option(names = "--join-deadline", paramLabel = "TIME", description = "who has not joined by then is closed "
                + "with 4003 (default: 10s; a person has typed the name before)")
        public Duration joinDeadline = Duration.ofSeconds(10);

        /** How long a connection may take to close. */
        @Option(names = "--close-timeout", paramLabel = "TIME", description = "how long a client may take to read what "
                + "waits and to answer a close frame (default: 3s; a slow line needs one)")
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
                    maxMessageSize, unfinishedBytes, new GatheringOutbox.Limits(outboxMessages, outboxBytes),
                    writeBufferSize, new RateLimiter.Limits(messageRate, messageBurst, maxRefusals, refusalWindow),
                    pingInterval, handshakeDeadline, joinDeadline, closeTimeout, stopTimeout);
        }
    }
}
