package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;

/** Every {@code mvn} command in the documentation names goals, properties, tests and options that exist. */
class CommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?:^|.*[\\s(;&|])(?:mvn|[./\\\\]*mvnw)(?:\\s+(.*))?$");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
    private static final Pattern END_OF_COMMAND = Pattern.compile("\\s+(?:#|\\||&&|&|;|>|2>).*");

    /** The life cycle of a project, as far as anybody calls it by hand. */
    private static final Set<String> PHASES = Set.of("clean", "validate", "compile", "test-compile", "test", "package",
            "verify", "install");

    /** The goals of the plugins in pom.xml that anybody calls by hand. */
    private static final Map<String, Set<String>> GOALS = Map.of(
            "dependency", Set.of("copy-dependencies"),
            "exec", Set.of("exec", "java"),
            "javadoc", Set.of("javadoc"),
            "jacoco", Set.of("report", "check"),
            "checkstyle", Set.of("check"));

    /** What Maven itself and its plugins read. */
    private static final Set<String> PROPERTIES_OF_MAVEN = Set.of("test", "skipTests", "maven.repo.local",
            "jacoco.skip", "checkstyle.skip", "includeScope", "outputDirectory");

    private static final Set<String> FLAGS = Set.of("-q", "-o", "-B", "-U", "-e", "-v", "-version", "-ntp");

    private static final String POM = Repository.text(Repository.ROOT.resolve("pom.xml"));
    private static final String SOURCES = sources();

    /** What one of the shells takes for more than a letter: bash, zsh, PowerShell, the command prompt of Windows. */
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\\s.,*']");

    private record Command(String page, List<String> asWritten) {

        List<String> words() {
            return asWritten.stream().map(word -> word.replaceAll("[\"']", "")).toList();
        }

        @Override
        public String toString() {
            return page + ": mvn " + String.join(" ", asWritten);
        }
    }

    @Test
    void thereAreCommandsAtAll() {
        assertThat(all()).isNotEmpty();
    }

    @Test
    void everyGoalExists() {
        assertThat(wrong(CommandsTest::goals, CommandsTest::isGoal)).isEmpty();
    }

    @Test
    void everyFlagIsOneOfMavens() {
        assertThat(wrong(CommandsTest::flags, FLAGS::contains)).isEmpty();
    }

    @Test
    void everyPropertyIsReadBySomebody() {
        assertThat(wrong(command -> List.copyOf(properties(command).keySet()), CommandsTest::isProperty)).isEmpty();
    }

    @Test
    void everyTestThatIsSelectedExists() {
        assertThat(wrong(CommandsTest::tests, CommandsTest::isTest)).isEmpty();
    }

    @Test
    void everyOptionOfTheServerExists() {
        assertThat(wrong(CommandsTest::serverOptions, CommandsTest::isServerOption)).isEmpty();
    }

    /**
     * PowerShell ends {@code -Dserver.args=x} at the dot and makes two words of {@code -Dtest=A,B}; zsh looks for files
     * where it finds a star; the command prompt of Windows does not know single quotes.
     */
    @Test
    void everyCommandIsReadTheSameByEveryShell() {
        assertThat(all().stream().flatMap(command -> command.asWritten().stream()
                .filter(word -> NEEDS_QUOTES.matcher(word).find() && !word.matches("\"[^\"]*\""))
                .map(word -> command + ": this word needs double quotes around it: " + word)))
                .as("words that some shell takes apart").isEmpty();
    }

    @Test
    void aStudentNeedsMavenAndNoOtherCommandOfAShell() {
        assertThat(Markdown.all().stream()
                .filter(page -> Repository.name(page.file()).matches("README.*|docs/\\d\\d-.*|exercises/.*"))
                .flatMap(page -> page.blocks().stream()
                        .filter(block -> block.info().matches("sh|bash|shell"))
                        .flatMap(block -> block.text().lines())
                        .filter(line -> !COMMAND.matcher(line).matches())
                        .map(line -> Repository.name(page.file()) + ": " + line)))
                .as("commands that Windows may not have").isEmpty();
    }

    @Test
    void thePluginsHaveTheGoalsThatThisTestKnows() {
        assertThat(GOALS).allSatisfy((prefix, goals) -> descriptor(prefix).ifPresent(text ->
                assertThat(goals).allSatisfy(goal -> assertThat(text).contains("<goal>" + goal + "</goal>"))));
    }

    /** What is wrong in which command of which page. */
    private static List<String> wrong(Function<Command, List<String>> parts, Predicate<String> isRight) {
        return all().stream()
                .flatMap(command -> parts.apply(command).stream()
                        .filter(isRight.negate())
                        .map(part -> command + ": there is no " + part))
                .toList();
    }

    private static List<Command> all() {
        List<Command> commands = new ArrayList<>();
        for (Markdown page : Markdown.all()) {
            page.code().stream().flatMap(String::lines)
                    .map(String::strip)
                    .map(COMMAND::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> new Command(Repository.name(page.file()), words(matcher.group(1))))
                    .forEach(commands::add);
        }
        return commands;
    }

    private static List<String> words(String line) {
        String command = END_OF_COMMAND.matcher(" " + Optional.ofNullable(line).orElse("")).replaceFirst("");
        return WORD.matcher(command).results().map(MatchResult::group).toList();
    }

    private static List<String> goals(Command command) {
        return command.words().stream().filter(word -> !word.startsWith("-")).toList();
    }

    private static List<String> flags(Command command) {
        return command.words().stream().filter(word -> word.startsWith("-") && !word.startsWith("-D")).toList();
    }

    private static boolean isGoal(String word) {
        String[] parts = word.split("[:@]");
        if (parts.length == 1) {
            return PHASES.contains(word);
        }
        return plugin(parts[0]).find() && GOALS.getOrDefault(parts[0], Set.of()).contains(parts[1]);
    }

    /** The plugin with this prefix in pom.xml. */
    private static Matcher plugin(String prefix) {
        return Pattern.compile("<groupId>(\\S+)</groupId>\\s+"
                + "<artifactId>((?:maven-%1$s|%1$s-maven)-plugin)</artifactId>".formatted(prefix)
                + "(?:\\s+<!--.*?-->)?\\s+<version>(\\S+)</version>").matcher(POM);
    }

    /** What a plugin says of itself, or empty if this machine has not used it yet. */
    private static Optional<String> descriptor(String prefix) {
        Matcher plugin = plugin(prefix);
        assertThat(plugin.find()).as(prefix).isTrue();
        // The class path shows where Maven keeps what it has downloaded.
        URI library = URI.create(Parser.class.getProtectionDomain().getCodeSource().getLocation().toString());
        Path repository = Path.of(library).resolve("../../../../..").normalize();
        Path jar = repository.resolve(plugin.group(1).replace('.', '/')).resolve(plugin.group(2))
                .resolve(plugin.group(3)).resolve(plugin.group(2) + "-" + plugin.group(3) + ".jar");
        if (!Files.exists(jar)) {
            return Optional.empty();
        }
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            return Optional.of(Files.readString(inside.getPath("META-INF/maven/plugin.xml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> properties(Command command) {
        Map<String, String> properties = new TreeMap<>();
        for (String word : command.words()) {
            if (word.startsWith("-D")) {
                String[] parts = word.substring(2).split("=", 2);
                properties.put(parts[0], parts.length == 2 ? parts[1] : "true");
            }
        }
        return properties;
    }

    private static boolean isProperty(String name) {
        return PROPERTIES_OF_MAVEN.contains(name)
                || Stream.of("<" + name + ">", "<" + name + "/>", "<name>" + name + "</name>", "${" + name + "}")
                        .anyMatch(POM::contains)
                || Pattern.compile("get(?:Property|Boolean|Integer|Long)\\(\\s*\"" + Pattern.quote(name) + "\"")
                        .matcher(SOURCES).find();
    }

    private static List<String> tests(Command command) {
        return Optional.ofNullable(properties(command).get("test")).stream()
                .flatMap(tests -> Arrays.stream(tests.split("[,+]")))
                .toList();
    }

    /** {@code Class}, {@code Class#method}, or either with stars in it. */
    private static boolean isTest(String test) {
        String[] parts = test.split("#");
        Pattern classes = Pattern.compile(parts[0].replace("*", "\\w*"));
        List<Path> files = Stream.of("src/test/java", "exercises")
                .map(Repository.ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.files(folder, ".java").stream())
                .filter(file -> classes.matcher(file.getFileName().toString().replace(".java", "")).matches())
                .toList();
        Pattern method = Pattern.compile(parts.length == 1 ? "" : "\\bvoid " + parts[1].replace("*", "\\w*") + "\\(");
        return files.stream().anyMatch(file -> method.matcher(Repository.text(file)).find());
    }

    private static List<String> serverOptions(Command command) {
        return Optional.ofNullable(properties(command).get("server.args")).stream()
                .flatMap(arguments -> Arrays.stream(arguments.split("[\\s=]+")))
                .filter(argument -> argument.startsWith("--"))
                .toList();
    }

    private static boolean isServerOption(String option) {
        return option.equals("--help") || SOURCES.contains('"' + option + '"');
    }

    private static String sources() {
        return Stream.of("src", "exercises")
                .map(Repository.ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.files(folder, ".java").stream())
                .map(Repository::text)
                .reduce("", String::concat);
    }
}
