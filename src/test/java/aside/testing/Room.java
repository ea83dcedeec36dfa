package aside.testing;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The real server with other parts in it, time that the test moves, and clients over real sockets; for one test. */
public final class Room implements AutoCloseable {

    private final ManualScheduler time = new ManualScheduler();
    private final List<ChatClient> clients = new ArrayList<>();
    private final ChatServer server;

    private Room(ChatServerOptions options, ChatServerParts parts) throws IOException {
        server = ChatServer.start(options, parts, Optional.of(time));
    }

    /** A room of these parts. */
    public static Room of(Function<ChatServerOptions, ChatServerParts> parts) throws IOException {
        return of(parts, options -> { });
    }

    /** A room of these parts, with some options changed. */
    public static Room of(Function<ChatServerOptions, ChatServerParts> parts,
                          Consumer<ChatServerOptions.Builder> changes) throws IOException {
        ChatServerOptions options = RunningServer.onFreePort(builder -> {
            // A client that is stuck is not waited for.
            builder.stopTimeout = Duration.ofMillis(500);
            // Who is told why it is dropped can read it, however far the check moves the time.
            builder.closeTimeout = Duration.ofHours(1);
            changes.accept(builder);
        });
        return new Room(options, parts.apply(options));
    }

    /** A client that has connected and not joined. */
    public ChatClient connect() {
        return kept(ChatClient.connect(server));
    }

    /** A client that has joined; those who are here already have read the news. */
    public ChatClient join(String name) {
        ChatClient client = kept(ChatClient.connect(server));
        client.sends("{\"type\":\"join\",\"name\":\"" + name + "\"}");
        heardBy(client);
        return client;
    }

    /** The server, for a client of another kind. */
    public ChatServer server() {
        return server;
    }

    /** Lets time pass. */
    public void advance(Duration duration) {
        time.advance(duration);
    }

    /**
     * What a client has received since it was asked last, in order. It ends with the server's answer to a message that
     * the server does not know, or with the connection: so it never waits for what does not come.
     */
    public List<String> heardBy(ChatClient client) {
        return client.everythingUpToNow();
    }

    @Override
    public void close() {
        clients.forEach(ChatClient::close);
        server.close();
    }

    private ChatClient kept(ChatClient client) {
        clients.add(client);
        return client;
    }
}
