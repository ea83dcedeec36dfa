package aside.exercise;

import aside.exercise.Score.OfCheck;
import aside.exercise.Score.OfExercise;
import aside.exercise.Score.State;
import java.util.Locale;
import java.util.stream.Collectors;

/** The score as a page to open in a browser: one file, without a script and without anything from elsewhere. */
final class ScorePage {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s of %2$s points · Aside exercises</title>
            <style>
            :root { color-scheme: light dark; --paper: #f7f5f0; --card: #fff; --ink: #23211d; --soft: #6b665c;
              --line: #e2ddd2; --good: #2e7d4f; --bad: #b3402e; --idle: #8d877a; --accent: #3c5a99; --code: #f3f0e9; }
            @media (prefers-color-scheme: dark) { :root { --paper: #1b1a18; --card: #252321; --ink: #ece8df;
              --soft: #a49e92; --line: #3a3733; --good: #6cc28f; --bad: #ef8a78; --idle: #8d877a; --accent: #93b0ee;
              --code: #1d1c1a; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
            main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
            h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0 0 1.25rem; }
            a { color: var(--accent); }
            .sum { display: flex; gap: 1.75rem; align-items: center; flex-wrap: wrap; margin-bottom: 2rem; }
            .ring { width: 8.5rem; height: 8.5rem; flex: none; }
            .ring circle { fill: none; stroke-width: 9; stroke: var(--line); }
            .ring .done { stroke: var(--good); stroke-linecap: round; transform: rotate(-90deg);
              transform-origin: center; }
            .ring text { text-anchor: middle; fill: var(--ink); font-weight: 650; font-size: 30px; }
            .ring .of { font-size: 11px; font-weight: 400; fill: var(--soft); }
            .sum p { flex: 1; min-width: 16rem; margin: 0; font-size: 1.15rem; }
            details { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
              margin: .75rem 0; }
            summary { display: grid; grid-template-columns: 1.6rem 1fr auto; gap: .25rem .75rem; padding: .9rem 1.1rem;
              cursor: pointer; list-style: none; align-items: baseline; }
            summary::-webkit-details-marker { display: none; }
            .number { color: var(--soft); font-variant-numeric: tabular-nums; }
            .title { font-weight: 600; }
            .stars { color: #c9962b; letter-spacing: .1em; margin-left: .35rem; }
            .points { font-variant-numeric: tabular-nums; color: var(--soft); }
            .bar { grid-column: 2 / 4; height: .4rem; border-radius: .2rem; background: var(--line); overflow: hidden; }
            .bar i { display: block; height: 100%%; background: var(--good); }
            .next { grid-column: 2 / 4; color: var(--soft); font-size: .92rem; }
            .next b { font-weight: 600; }
            .solved .next b { color: var(--good); }
            .started .next b { color: var(--bad); }
            .links { padding: 0 1.1rem 0 3.45rem; margin: 0 0 .5rem; font-size: .95rem; }
            ul { list-style: none; margin: 0; padding: 0 1.1rem 1rem; }
            li { display: grid; grid-template-columns: 1.6rem 1fr auto; gap: 0 .75rem; padding: .45rem 0;
              border-top: 1px solid var(--line); }
            li::before { text-align: center; font-weight: 700; }
            li.passed::before { content: "✓"; color: var(--good); }
            li.failed::before { content: "✗"; color: var(--bad); }
            li.not_started::before { content: "○"; color: var(--idle); }
            li.not_started { color: var(--soft); }
            pre { grid-column: 2 / 4; margin: .5rem 0 .25rem; padding: .75rem .9rem; background: var(--code);
              border-radius: .5rem; border-left: .2rem solid var(--bad); white-space: pre-wrap;
              overflow-wrap: anywhere; font: .86rem/1.5 ui-monospace, monospace; }
            </style>
            </head>
            <body>
            <main>
            <h1>Aside · exercises</h1>
            <div class="sum">
            <svg class="ring" viewBox="0 0 100 100" role="img" aria-label="%1$s of %2$s points">
            <circle cx="50" cy="50" r="44"/>%3$s
            <text x="50" y="56">%1$s</text><text class="of" x="50" y="72">of %2$s points</text>
            </svg>
            <p>%4$s</p>
            </div>
            %5$s
            </main>
            </body>
            </html>
            """;

    private static final String EXERCISE = """
            <details class="%1$s"%2$s>
            <summary><span class="number">%3$d</span>
            <span><span class="title">%4$s</span> <span class="stars" title="%5$d of 3 stars">%6$s</span></span>
            <span class="points">%7$s of %8$s</span>
            <span class="bar"><i style="width: %9$d%%"></i></span>
            <span class="next"><b>%10$s</b> · %11$s</span></summary>
            <p class="links"><a href="../../%12$s">the exercise</a> · <a href="../../%13$s">your file</a> ·
            <a href="../../%14$s">the chapter</a> · <code>mvn test -Dexercise=%3$d</code></p>
            <ul>
            %15$s
            </ul>
            </details>
            """;

    private static final String CHECK = """
            <li class="%s"><span>%s</span><span class="points">%s of %s</span>%s</li>""";

    private ScorePage() {
    }

    static String of(Score score) {
        return PAGE.formatted(Exercises.points(score.score()), Exercises.points(score.points()), ring(score),
                escaped(Scoreboard.words(score)),
                score.exercises().stream().map(ScorePage::exercise).collect(Collectors.joining()));
    }

    private static String ring(Score score) {
        // A circle of 1,000 steps all around; a line of no length would still show its round end.
        return score.score() == 0 ? "" : """
                <circle class="done" cx="50" cy="50" r="44" pathLength="1000" stroke-dasharray="%d 1000"/>"""
                .formatted((int) (1_000 * score.score() / score.points()));
    }

    private static String exercise(OfExercise exercise) {
        return EXERCISE.formatted(
                cssClass(exercise.state()),
                exercise.state() == State.STARTED ? " open" : "",
                exercise.about().number(),
                escaped(exercise.about().title()),
                exercise.about().stars(),
                "★".repeat(exercise.about().stars()),
                Exercises.points(exercise.score()),
                Exercises.points(exercise.points()),
                (int) (100 * exercise.score() / Math.max(1, exercise.points())),
                exercise.state().words(),
                escaped(exercise.nextStep()),
                escaped(exercise.about().readme()),
                escaped(exercise.about().file()),
                escaped(exercise.about().chapter()),
                exercise.checks().stream().map(ScorePage::check).collect(Collectors.joining("\n")));
    }

    private static String check(OfCheck check) {
        String message = check.verdict() == Score.Verdict.FAILED ? "<pre>" + escaped(check.message()) + "</pre>" : "";
        return CHECK.formatted(cssClass(check.verdict()), escaped(check.sentence()),
                Exercises.points(check.score()), Exercises.points(check.points()), message);
    }

    private static String cssClass(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
