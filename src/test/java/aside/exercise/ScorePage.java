package aside.exercise;

/** The score as a page. */
final class ScorePage {

    private ScorePage() {
    }

    static String of(Score score) {
        return "<!doctype html><title>Aside</title>" + score.points();
    }
}
