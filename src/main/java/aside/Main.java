package aside;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Ends with 0 after a stop, 1 if the server cannot listen, and 2 if an option is wrong.
 */
@Command(name = "aside", mixinStandardHelpOptions = true, version = "Aside 1.0", sortOptions = false,
        usageHelpWidth = 100,
        description = "A chat room with private messages. TIME is a number and a unit, such as 15s, 500ms or 2m.")
public final class Main implements Callable<Integer> {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");

    @Mixin
    private final ChatServerOptions.Builder options = new ChatServerOptions.Builder();

    @Spec
    private CommandSpec spec;

    private final Function<ChatServerOptions, ChatServerParts> parts;

    private Main(Function<ChatServerOptions, ChatServerParts> parts) {
        this.parts = parts;
    }

    /**
     * Starts the server; its threads keep the process alive until a signal stops it.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        int exitCode = commandLine().execute(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    static CommandLine commandLine() {
        return commandLine(ChatServerParts::reference);
    }

    /** The command line of a server that is made of these parts. */
    static CommandLine commandLine(Function<ChatServerOptions, ChatServerParts> parts) {
        return new CommandLine(new Main(parts))
                .registerConverter(Duration.class, Main::time)
                .setParameterExceptionHandler((e, arguments) -> {
                    e.getCommandLine().getErr().println(e.getMessage() + " (--help lists the options)");
                    return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
                });
    }

    @Override
    public Integer call() {
        try {
            ChatServerOptions checked = options.build();
            run(checked);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot listen on " + inUrl(options.host) + ":" + options.port + ": "
                    + reason(e) + "; choose another with --port or --host");
            return 1;
        }
    }

    private void run(ChatServerOptions checked) throws IOException {
        ChatServer server = ChatServer.start(checked, parts.apply(checked), Optional.empty());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, checked.stopTimeout()), "aside-stop"));
        boolean everywhere = checked.host().equals("0.0.0.0") || checked.host().equals("127.0.0.1");
        spec.commandLine().getOut().println("Aside is running. Open http://"
                + (everywhere ? "localhost" : inUrl(checked.host())) + ":" + server.port()
                + "/ in two browser windows. Ctrl-C stops it.");
    }

    /** An IPv6 address stands in brackets in a URL (RFC 3986, section 3.2.2). */
    private static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Jetty wraps the reason, and the one for an unknown host has no words. */
    private static String reason(IOException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause instanceof UnresolvedAddressException ? "no such host" : String.valueOf(cause.getMessage());
    }

    private static void stop(ChatServer server, Duration timeout) {
        Thread closing = Thread.ofPlatform().name("aside-close").daemon().start(server::close);
        try {
            // The wait for the clients has this limit, too; what Jetty does after it has none.
            closing.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A stop by a signal is how a server ends: 0, where the JVM would say 130 or 143.
        Runtime.getRuntime().halt(0);
    }

    static Duration time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new TypeConversionException("'" + text + "' is not a valid duration; write a number and ms, s or m, "
                    + "such as 15s");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
