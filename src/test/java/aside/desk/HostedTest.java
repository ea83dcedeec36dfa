package aside.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A course that is hosted on GitHub: the tests run after each push, and the project opens in a browser. */
class HostedTest {

    private static final Path WORKFLOW = Path.of(".github/workflows/test.yml");

    @Test
    void afterEachPushTheTestsRunWithTheOldestJavaThatIsPromised() throws IOException {
        String workflow = Files.readString(WORKFLOW);

        assertThat(workflow).as("the workflow").contains("on: [push, pull_request]", "- run: ./mvnw test");
        assertThat(first("java-version: (\\d+)", workflow)).as("its version of Java").isEqualTo(release());
    }

    @Test
    void theDevelopmentContainerHasThatJavaAndThePortOfTheServer() throws IOException {
        JsonNode container = new JsonMapper().readTree(Files.readString(Path.of(".devcontainer/devcontainer.json")));

        assertThat(container.path("image").asString()).as("its image").contains("/java:1-" + release() + "-");
        assertThat(container.path("forwardPorts").path(0).asInt()).as("its port").isEqualTo(8080);
        assertThat(container.path("postCreateCommand").asString()).as("what it downloads").startsWith("./mvnw ");
    }

    /** The version that the compiler is told, in pom.xml. */
    private static String release() throws IOException {
        return first("<maven.compiler.release>(\\d+)<", Files.readString(Path.of("pom.xml")));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult it) -> it.group(1)).findFirst()
                .orElse("nothing");
    }
}
