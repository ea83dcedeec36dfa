package aside.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Git on Windows writes CRLF at the end of each line, unless {@code .gitattributes} says otherwise. Tests compare
 * texts byte for byte and shells read scripts byte for byte, so each file says what it needs.
 */
class LineEndsTest {

    /** What {@code git ls-files --eol} says of a file: how Git keeps it, and what the attributes ask for. */
    private record Tracked(String inGit, String asked, String name) {
    }

    private final List<Tracked> files = new ArrayList<>();

    @BeforeEach
    void askGit() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.exists(Path.of(".git")), "this is no clone");
        files.addAll(git("ls-files", "--eol").map(LineEndsTest::tracked).toList());
        Assumptions.assumeFalse(files.isEmpty(), "Git does not answer");
    }

    @Test
    void everyTextHasTheSameLineEndsInEveryClone() {
        assertThat(files).as("what Git knows").isNotEmpty();
        assertThat(names(file -> !isForWindows(file) && !isPicture(file) && !file.asked().endsWith("eol=lf")))
                .as("texts for which .gitattributes does not ask for eol=lf").isEmpty();
    }

    @Test
    void scriptsForWindowsHaveTheLineEndsOfWindows() {
        assertThat(names(file -> isForWindows(file) && !file.asked().endsWith("eol=crlf")))
                .as("scripts for which .gitattributes does not ask for eol=crlf").isEmpty();
    }

    @Test
    void gitDoesNotTouchPictures() {
        assertThat(names(file -> isPicture(file) && !file.asked().equals("-text")))
                .as("pictures that .gitattributes does not call binary").isEmpty();
    }

    @Test
    void nobodyHasCommittedOtherLineEnds() {
        assertThat(names(file -> !isPicture(file) && !List.of("lf", "none").contains(file.inGit())))
                .as("texts that Git does not keep with LF").isEmpty();
    }

    private List<String> names(Predicate<Tracked> which) {
        return files.stream().filter(which).map(Tracked::name).toList();
    }

    private static boolean isForWindows(Tracked file) {
        return file.name().endsWith(".cmd");
    }

    private static boolean isPicture(Tracked file) {
        return file.name().endsWith(".png");
    }

    /** A line such as {@code i/lf    w/lf    attr/text=auto eol=lf   <tab>pom.xml}. */
    private static Tracked tracked(String line) {
        String[] states = line.substring(0, line.indexOf('\t')).split("\\s+", 3);
        return new Tracked(states[0].substring("i/".length()), states[2].substring("attr/".length()).strip(),
                line.substring(line.indexOf('\t') + 1));
    }

    /** The lines that Git answers, or none if it is not there or refuses. */
    private static Stream<String> git(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        try {
            Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? answer.lines() : Stream.empty();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
