package aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of the design point one way. */
class LayersTest {

    private static final Path SOURCES = Path.of("src/main/java/aside");
    private static final Pattern IMPORT = Pattern.compile("\\baside\\.([a-z]+)\\.[A-Z]");

    /** Which of the other packages each package may know. */
    private static final Map<String, List<String>> ALLOWED = Map.of(
            "jetty", List.of("connection", "heartbeat", "outbox", "message"),
            "connection", List.of("heartbeat", "outbox", "routing", "history", "registry", "message"),
            "routing", List.of("history", "registry", "message"),
            "history", List.of("registry", "message"),
            "outbox", List.of("message"),
            "heartbeat", List.of(),
            "registry", List.of("message"),
            "message", List.of());

    @Test
    void eachPackageKnowsOnlyThoseBelowIt() throws IOException {
        Map<String, TreeSet<String>> known = new TreeMap<>();
        for (String from : packages()) {
            known.put(from, packagesNamedIn(SOURCES.resolve(from)));
            known.get(from).remove(from);
        }

        assertThat(ALLOWED.keySet()).as("the packages").containsExactlyInAnyOrderElementsOf(known.keySet());
        known.forEach((from, to) -> assertThat(ALLOWED.get(from)).as("what aside.%s may know", from).containsAll(to));
        assertThat(known.get("connection")).as("the search finds imports at all").contains("routing", "registry");
    }

    @Test
    void onlyTheEdgeKnowsJetty() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains("org.eclipse.jetty"))
                    .map(file -> SOURCES.relativize(file).getName(0).toString()).distinct())
                    .as("the packages that name a class of Jetty")
                    .containsExactly("jetty");
        }
    }

    private static List<String> packages() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).toList();
        }
    }

    private static TreeSet<String> packagesNamedIn(Path folder) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> IMPORT.matcher(read(file)).results().forEach(match -> names.add(match.group(1))));
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
