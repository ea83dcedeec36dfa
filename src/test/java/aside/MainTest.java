package aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line, and the process as a user starts and stops it. */
class MainTest {

    private final CommandLine commandLine = Main.commandLine();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpTellsEveryOptionWithItsDefault() {
        assertThat(run("--help")).isZero();

        String help = out.toString().replaceAll("\\s+", " ");
        for (OptionSpec option : commandLine.getCommandSpec().options()) {
            assertThat(help).contains(option.longestName());
        }
        assertThat(Pattern.compile("\\(default: ").matcher(help).results().count())
                .as("a default for every option but --help and --version")
                .isEqualTo(commandLine.getCommandSpec().options().size() - 2L);
    }

    @Test
    void theDefaultsThatHelpTellsForTimesAreTheRealOnes() {
        CommandLine.Model.CommandSpec spec = commandLine.getCommandSpec();
        List<String> told = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            Matcher time = Pattern.compile("\\(default: (\\d+(?:ms|s|m))\\b").matcher(option.description()[0]);
            if (time.find()) {
                told.add(option.longestName());
                assertThat(Main.time(time.group(1))).as(option.longestName()).isEqualTo(option.initialValue());
            }
        }
        assertThat(told).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--port=99999          | --port",
        "--port=abc            | --port",
        "--ping-interval=15    | number and ms, s or m",
        "--ping-interval=0s    | --ping-interval",
        "--outbox-messages=0   | --outbox-messages",
        "--no-such-option      | --no-such-option",
        "surplus               | surplus",
    })
    void aBadOptionGetsAClearLineAndExitCode2(String argument, String words) {
        assertThat(run(argument)).isEqualTo(2);

        assertThat(err.toString()).contains(words).contains("--help").hasLineCount(1);
    }

    @Test
    void aPortInUseGetsAClearLineAndExitCode1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("--port=" + taken.getLocalPort())).isEqualTo(1);

            assertThat(err.toString()).contains("127.0.0.1:" + taken.getLocalPort()).contains("--port").hasLineCount(1);
        }
    }

    @Test
    void anUnknownHostGetsAClearLine() {
        assertThat(run("--host=no.such.host.invalid", "--port=0")).isEqualTo(1);

        assertThat(err.toString()).contains("no.such.host.invalid:0: no such host").hasLineCount(1);
    }

    @Test
    void anAddressWithColonsIsPrintedAsABrowserOpensIt() throws Exception {
        Process process = server("--host", "::1", "--port", "0");
        try (BufferedReader lines = process.inputReader()) {
            // A machine without IPv6 cannot listen there, and says so.
            assertThat(lines.readLine()).containsPattern("http://\\[::1]:\\d+/|cannot listen on \\[::1]:0");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
    void theProcessSaysWhereToLookAndEndsWith0OnSigterm() throws Exception {
        Process process = server("--port", "0");
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).matches("Aside is running\\. Open http://localhost:\\d+/ in two browser windows.*");

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process server(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), "aside.Main"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private int run(String... arguments) {
        return commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
