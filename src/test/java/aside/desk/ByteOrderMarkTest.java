package aside.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some editors on Windows put a byte order mark in front of a file. The compiler then speaks of an illegal character
 * that nobody can see, so the build says what is wrong before it compiles.
 */
@Timeout(120)
class ByteOrderMarkTest {

    private static final String CLASS = "package e01_registry;\n\nclass MyClientRegistry {\n}\n";

    @TempDir
    private Path project;

    private record Run(int exitCode, String output) {
    }

    @BeforeEach
    void needsTheMavenThatRunsThisTest() throws IOException {
        Assumptions.assumeTrue(System.getProperty("maven.home") != null, "started without Maven");
        Files.copy(Path.of("pom.xml"), project.resolve("pom.xml"));
    }

    @Test
    void aClassThatBeginsWithOneIsNamedAndTheStudentIsToldHowToSaveIt() throws Exception {
        Run run = runWith('\ufeff' + CLASS);

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertThat(run.output()).as("what a student reads")
                .contains("MyClientRegistry.java begins with a byte order mark", "Save it again as \"UTF-8\"");
    }

    @Test
    void aClassWithoutOneIsCompiledWithoutAWord() throws Exception {
        Run run = runWith(CLASS);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).as("what a student reads").doesNotContain("byte order mark");
    }

    private Run runWith(String source) throws IOException, InterruptedException {
        Path file = project.resolve("exercises/e01_registry/MyClientRegistry.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);

        boolean isWindows = System.getProperty("os.name").startsWith("Windows");
        Path maven = Path.of(System.getProperty("maven.home"), "bin", isWindows ? "mvn.cmd" : "mvn");
        Process process = new ProcessBuilder(List.of(maven.toString(), "-B", "-q", "-o",
                "-Dmaven.repo.local=" + System.getProperty("localRepository"),
                "enforcer:enforce@no-exercise-begins-with-a-byte-order-mark"))
                .directory(project.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
