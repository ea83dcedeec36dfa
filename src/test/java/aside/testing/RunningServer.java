package aside.testing;

import aside.ChatServer;
import aside.ChatServerOptions;
import aside.ChatServerParts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a free port, started before each test and closed after it, with its clients. Every message that
 * they got is held against the protocol's schemas. To be registered as
 * {@code @RegisterExtension RunningServer server = RunningServer.withDefaults();}
 */
public final class RunningServer implements BeforeEachCallback, AfterEachCallback {

    private final ChatServerOptions options;
    private final UnaryOperator<ChatServerParts> parts;
    private final List<ChatClient> clients = new ArrayList<>();
    private Optional<ManualScheduler> time = Optional.empty();
    private ChatServer server;

    private RunningServer(ChatServerOptions options, UnaryOperator<ChatServerParts> parts) {
        this.options = options;
        this.parts = parts;
    }

    /** A server as it is started without any option. */
    public static RunningServer withDefaults() {
        return with(options -> { });
    }

    /** A server with some options changed. */
    public static RunningServer with(Consumer<ChatServerOptions.Builder> changes) {
        return new RunningServer(onFreePort(changes), UnaryOperator.identity());
    }

    /** A server with some parts replaced. */
    public static RunningServer withParts(UnaryOperator<ChatServerParts> parts) {
        return new RunningServer(onFreePort(options -> { }), parts);
    }

    /** The same, with time that stands still until the test moves it. */
    public RunningServer inManualTime() {
        time = Optional.of(new ManualScheduler());
        return this;
    }

    /** The options with a port that is free. */
    public static ChatServerOptions onFreePort(Consumer<ChatServerOptions.Builder> changes) {
        return ChatServerOptions.of(options -> {
            options.port = 0;
            changes.accept(options);
        });
    }

    /** The server itself. */
    public ChatServer get() {
        return server;
    }

    /** The options that it was started with. */
    public ChatServerOptions options() {
        return options;
    }

    /** The time that the test moves. */
    public ManualScheduler time() {
        return time.orElseThrow();
    }

    /** A client that has connected and not joined. */
    public ChatClient connect() {
        return kept(ChatClient.connect(server));
    }

    /** A client that has joined and got its welcome. */
    public ChatClient join(String name) {
        return kept(ChatClient.join(server, name));
    }

    /** Clients that have joined one after the other and heard of each other. */
    public List<ChatClient> joinAll(String... names) {
        List<ChatClient> all = ChatClient.joinAll(server, names);
        clients.addAll(all);
        return all;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        server = ChatServer.start(options, parts.apply(ChatServerParts.reference(options)), time.map(it -> it));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clients.forEach(ChatClient::close);
        server.close();
        clients.forEach(ChatClient::receivedOnlyWhatTheProtocolAllows);
    }

    private ChatClient kept(ChatClient client) {
        clients.add(client);
        return client;
    }
}
