package aside.template;

import static org.assertj.core.api.Assertions.assertThat;

import aside.ChatServerOptions;
import aside.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Option;

/** The files under {@code docs/deploy} fit the server. */
class DeployTest {

    @ParameterizedTest
    @ValueSource(strings = {"aside.service", "Containerfile"})
    void startsTheServerWithOptionsThatExist(String file) throws IOException {
        Set<String> options = Arrays.stream(ChatServerOptions.Builder.class.getFields())
                .flatMap(field -> Arrays.stream(field.getAnnotation(Option.class).names()))
                .collect(Collectors.toSet());
        String command = read(file);
        Matcher used = Pattern.compile("[ \"](--[a-z-]+)")
                .matcher(command.substring(command.lastIndexOf(Main.class.getName())));

        assertThat(used.results().map(option -> option.group(1)).toList()).isNotEmpty().isSubsetOf(options);
    }

    @Test
    void systemdWaitsForTheStopAndGrantsAFileForEachConnection() throws IOException {
        assertThat(Duration.ofSeconds(number("TimeoutStopSec=(\\d+)")))
                .isGreaterThan(ChatServerOptions.defaults().stopTimeout().multipliedBy(2));
        assertThat(number("LimitNOFILE=(\\d+)")).isGreaterThan(2 * number("--max-connections (\\d+)"));
    }

    @Test
    void nginxWaitsSeveralTimesThePingInterval() throws IOException {
        Duration enough = ChatServerOptions.defaults().pingInterval().multipliedBy(3);
        Matcher timeouts = Pattern.compile("proxy_(?:read|send)_timeout (\\d+)s;").matcher(read("nginx.conf"));

        assertThat(timeouts.results().map(timeout -> Duration.ofSeconds(Long.parseLong(timeout.group(1)))))
                .hasSize(2).allSatisfy(timeout -> assertThat(timeout).isGreaterThan(enough));
    }

    @Test
    void theServiceAllowsThePageThatTheProxiesServe() throws IOException {
        Matcher name = Pattern.compile("server_name (\\S+);").matcher(read("nginx.conf"));
        assertThat(name.find()).isTrue();

        assertThat(read("aside.service")).contains("--allow-origin https://" + name.group(1) + " ");
        assertThat(read("Caddyfile")).contains("\n" + name.group(1) + " {");
    }

    private static int number(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(read("aside.service"));
        assertThat(matcher.find()).as(pattern).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of("docs/deploy").resolve(file));
    }
}
