package aside.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import aside.exercise.Exercises.Description;
import aside.exercise.Score.OfCheck;
import aside.exercise.Score.OfExercise;
import aside.exercise.Score.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a student and a grader get to see after a run. */
class ScoreTest {

    private static final OfExercise SOLVED = exercise(1, "e01_little", 1,
            new OfCheck("joinsOnce", 4, Verdict.PASSED, ""));
    private static final OfExercise STARTED = exercise(2, "e02_middle", 2,
            new OfCheck("findsWhoIsHere", 3, Verdict.PASSED, ""),
            new OfCheck("leavesOnce", 2, Verdict.FAILED, "when <script>alert(1)</script> & \"more\" 张三"),
            new OfCheck("comesBack", 1, Verdict.NOT_STARTED, "not started: join"));
    private static final OfExercise UNTOUCHED = exercise(3, "e03_large", 3,
            new OfCheck("a", 5, Verdict.NOT_STARTED, "not started: join"),
            new OfCheck("b", 5, Verdict.NOT_STARTED, "not started: join"));

    @Test
    void theScoreboardShowsEachExerciseAndTheNextStep() {
        assertThat(Scoreboard.of(new Score(List.of(SOLVED, STARTED, UNTOUCHED), true))).isEqualToNormalizingNewlines("""

                  exercise         stars    points    checks   next step
                  e01_little       *        4 of 4    1 of 1   solved: compare with docs/chapter.md
                  e02_middle       **       3 of 6    1 of 3   started: leaves once
                  e03_large        ***     0 of 10    0 of 2   not started: read exercises/e03_large/README.md

                  7 of 20 points. 1 exercise not started, 1 exercise started; the build is red.
                  The page: target/exercises/index.html
                """);
    }

    @Test
    void aGreenBuildDoesNotPassForAllDone() {
        assertThat(Scoreboard.words(new Score(List.of(UNTOUCHED, UNTOUCHED), false))).isEqualTo("2 exercises not "
                + "started; the build is green because the reference is right, not because you are done.");
        assertThat(Scoreboard.words(new Score(List.of(SOLVED), false))).isEqualTo("All is solved.");
    }

    @Test
    void theScoreFileIsWhatGradescopeReads() {
        JsonNode results = new JsonMapper().readTree(ScoreFile.of(new Score(List.of(SOLVED, STARTED), true)));

        assertThat(results.path("score").asInt()).isEqualTo(7);
        assertThat(results.path("tests")).hasSize(4).allSatisfy(test ->
                assertThat(test.propertyNames()).containsExactly("name", "score", "max_score", "status", "output",
                        "visibility"));
        assertThat(results.path("tests").get(2)).isEqualTo(new JsonMapper().readTree("""
                {"name": "e02_middle: leaves once", "score": 0, "max_score": 2, "status": "failed",
                 "output": "when <script>alert(1)</script> & \\"more\\" 张三", "visibility": "visible"}
                """));
    }

    @Test
    void thePageShowsTheMessagesAsText() {
        String page = ScorePage.of(new Score(List.of(SOLVED, STARTED, UNTOUCHED), true));

        assertThat(page).contains("7 of 20 points", "leaves once", "../../docs/chapter.md",
                "../../exercises/e03_large/",
                "when &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot; 张三");
        assertThat(page).doesNotContain("<script", "http://", "https://", "src=");
    }

    private static OfExercise exercise(int number, String folder, int stars, OfCheck... checks) {
        return new OfExercise(new Description(number, "Title", stars, "docs/chapter.md", "exercises/" + folder,
                Object.class, ScoreTest.class), List.of(checks));
    }
}
