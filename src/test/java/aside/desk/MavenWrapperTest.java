package aside.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** With {@code mvnw}, a JDK is all that a student needs; nobody runs a Maven other than the one that it names. */
class MavenWrapperTest {

    @Test
    void itNamesOneVersionOfMavenAndItsChecksum() throws IOException {
        Properties wrapper = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(".mvn/wrapper/maven-wrapper.properties"))) {
            wrapper.load(reader);
        }

        // What "mvn wrapper:wrapper -Dtype=only-script" writes.
        assertThat(wrapper.getProperty("distributionType")).as("no jar to commit").isEqualTo("only-script");
        assertThat(wrapper.getProperty("distributionUrl")).as("where Maven comes from").matches(
                "https://repo\\.maven\\.apache\\.org/maven2/"
                        + "org/apache/maven/apache-maven/([\\d.]+)/apache-maven-\\1-bin\\.zip");
        assertThat(wrapper.getProperty("distributionSha256Sum")).as("its checksum").matches("[0-9a-f]{64}");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void itCanBeRun() {
        assertThat(Path.of("mvnw")).as("the script for Linux and macOS").isExecutable();
    }

    @Test
    void aFirstRunDoesNotPrintALineForEachDownload() throws IOException {
        assertThat(Files.readAllLines(Path.of(".mvn/maven.config"))).as("options of every run").containsExactly("-ntp");
    }
}
