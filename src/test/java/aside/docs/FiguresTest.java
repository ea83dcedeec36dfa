package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The numbers in the documentation are the numbers of the code, and the code keeps its budget. */
class FiguresTest {

    /**
     * In lines that say something, by package. A reader finishes the core in one sitting. Whoever needs more
     * lines takes some out.
     */
    private static final int CORE_BUDGET = 1_000;
    private static final int HISTORY_BUDGET = 150;
    private static final int EDGE_BUDGET = 480;
    private static final int ASSEMBLY_BUDGET = 400;
    private static final List<String> CORE =
            List.of("message", "registry", "routing", "outbox", "heartbeat", "connection");

    private static final int LONGEST_CLASS = 200;

    private static final Pattern FIGURE =
            Pattern.compile("(?s)(<!-- generated:([\\w.-]+) -->)(.*?)(<!-- /generated -->)");

    @BeforeAll
    static void rewriteIfAskedTo() {
        if (Repository.UPDATE_DOCS) {
            Repository.files(".md").forEach(file -> Repository.write(file, withTrueFigures(file)));
        }
    }

    @Test
    void everyGeneratedFigureIsTrue() {
        assertThat(Repository.files(".md")).allSatisfy(file -> assertThat(Repository.text(file))
                .as("mvn test -Dtest=FiguresTest -Dupdate-docs writes the figures again")
                .isEqualTo(withTrueFigures(file)));
    }

    @Test
    void theServerKeepsItsBudget() {
        Path server = Repository.ROOT.resolve("src/main/java/aside");
        int core = CORE.stream().mapToInt(name -> Figures.meaningfulLines(server.resolve(name))).sum();
        int history = Figures.meaningfulLines(server.resolve("history"));
        int edge = Figures.meaningfulLines(server.resolve("jetty"));

        assertThat(core).as("the core").isLessThanOrEqualTo(CORE_BUDGET);
        assertThat(history).as("the room's log").isLessThanOrEqualTo(HISTORY_BUDGET);
        assertThat(edge).as("the edge").isLessThanOrEqualTo(EDGE_BUDGET);
        assertThat(Figures.meaningfulLines() - core - history - edge)
                .as("options, command line, and what puts it together")
                .isLessThanOrEqualTo(ASSEMBLY_BUDGET);
    }

    @Test
    void noClassIsLongerThan200Lines() {
        assertThat(Figures.mainFiles()).allSatisfy(file -> assertThat(Figures.linesOfClass(file))
                .as(Repository.name(file)).isLessThanOrEqualTo(LONGEST_CLASS));
    }

    private static String withTrueFigures(Path file) {
        return FIGURE.matcher(Repository.text(file)).replaceAll(figure ->
                Matcher.quoteReplacement(figure.group(1) + Figures.value(figure.group(2)) + figure.group(4)));
    }
}
