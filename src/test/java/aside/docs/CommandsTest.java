package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every {@code mvn} command in the documentation names goals, properties, tests and options that exist. */
class CommandsTest {

    private static final Pattern COMMAND = Pattern.compile("(?:^|.*[\\s(;&|])mvn(?:\\s+(.*))?$");
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
            "jacoco.skip", "checkstyle.skip");

    private static final Set<String> FLAGS = Set.of("-q", "-o", "-B", "-U", "-e", "-v", "-version", "-ntp");

    private static final String POM = Repository.text(Repository.ROOT.resolve("pom.xml"));
    private static final String SOURCES = sources();

    private record Command(String page, List<String> words) {

        @Override
        public String toString() {
            return page + ": mvn " + String.join(" ", words);
        }
    }

    @Test
    void everyGoalExists() {
        assertThat(all()).isNotEmpty().allSatisfy(command -> assertThat(command.words())
                .as(command.toString())
                .filteredOn(word -> !word.startsWith("-"))
                .allSatisfy(goal -> assertThat(isGoal(goal)).as(goal).isTrue()));
    }

    @Test
    void everyFlagIsOneOfMavens() {
        assertThat(all()).allSatisfy(command -> assertThat(command.words())
                .as(command.toString())
                .filteredOn(word -> word.startsWith("-") && !word.startsWith("-D"))
                .isSubsetOf(FLAGS));
    }

    @Test
    void everyPropertyIsReadBySomebody() {
        assertThat(all()).allSatisfy(command -> assertThat(properties(command))
                .as(command.toString())
                .allSatisfy((name, value) -> assertThat(isProperty(name)).as(name).isTrue()));
    }

    @Test
    void everyTestThatIsSelectedExists() {
        assertThat(all()).allSatisfy(command -> assertThat(tests(command))
                .as(command.toString())
                .allSatisfy(test -> assertThat(isTest(test)).as(test).isTrue()));
    }

    @Test
    void everyOptionOfTheServerExists() {
        assertThat(all()).allSatisfy(command -> assertThat(serverOptions(command))
                .as(command.toString())
                .allSatisfy(option -> assertThat(option.equals("--help") || SOURCES.contains('"' + option + '"'))
                        .as(option).isTrue()));
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
        return WORD.matcher(command).results().map(word -> word.group().replaceAll("[\"']", "")).toList();
    }

    private static boolean isGoal(String word) {
        String[] parts = word.split("[:@]");
        if (parts.length == 1) {
            return PHASES.contains(word);
        }
        boolean hasPlugin = POM.contains("<artifactId>" + parts[0] + "-maven-plugin<")
                || POM.contains("<artifactId>maven-" + parts[0] + "-plugin<");
        return hasPlugin && GOALS.getOrDefault(parts[0], Set.of()).contains(parts[1]);
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
                || Pattern.compile("get(?:Property|Boolean|Integer)\\(\\s*\"" + Pattern.quote(name) + "\"")
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

    private static String sources() {
        return Stream.of("src", "exercises")
                .map(Repository.ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.files(folder, ".java").stream())
                .map(Repository::text)
                .reduce("", String::concat);
    }
}
