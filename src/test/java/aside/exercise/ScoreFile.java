package aside.exercise;

import aside.exercise.Score.OfCheck;
import aside.exercise.Score.OfExercise;
import aside.exercise.Score.Verdict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The score as Gradescope reads it: its {@code results.json}, one test for each check. */
final class ScoreFile {

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ScoreFile() {
    }

    static String of(Score score) {
        ObjectNode results = JSON.createObjectNode();
        results.set("score", number(score.score()));
        results.put("visibility", "visible");
        results.put("output", Exercises.points(score.score()) + " of " + Exercises.points(score.points()) + " points");
        score.exercises().forEach(exercise -> exercise.checks().forEach(check ->
                results.withArray("/tests").add(test(exercise, check))));
        return JSON.writeValueAsString(results) + "\n";
    }

    /** 10 and not 10.0. */
    private static JsonNode number(double points) {
        return JSON.readTree(Exercises.points(points));
    }

    private static ObjectNode test(OfExercise exercise, OfCheck check) {
        return JSON.createObjectNode()
                .put("name", exercise.about().folder().replace("exercises/", "") + ": " + check.sentence())
                .<ObjectNode>set("score", number(check.score()))
                .<ObjectNode>set("max_score", number(check.points()))
                .put("status", check.verdict() == Verdict.PASSED ? "passed" : "failed")
                .put("output", check.message())
                .put("visibility", "visible");
    }
}
