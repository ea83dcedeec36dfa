package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Turns of phrase that many readers stumble over stay out of the pages and of the server's comments. */
class PlainWordsTest {

    /** A turn of phrase, and what says the same in plain words. */
    private static final Map<Pattern, String> INSTEAD = Map.of(
            Pattern.compile("\\bfor ever\\b"), "forever",
            Pattern.compile("(?i)\\bmeanwhile\\b"), "in the meantime, or better: while what?",
            Pattern.compile("\\bany more\\b"), "any longer, or again",
            Pattern.compile("\\b1 (?:times|peers|clients|messages|users)\\b"), "once, 1 peer",
            Pattern.compile("(?i)\\bthe one rule\\b"), "the rule itself",
            Pattern.compile("\\b(?:a|one|first|second) look\\b"), "a read, a check",
            Pattern.compile("\\bso many (?:of|looks|rounds|times|gaps|bytes|characters)\\b"), "this many, N",
            Pattern.compile("(?:^|[.:;] |\\| )Who(?:ever)? (?!is here|is alive|gets (?:what|which)|learns "
                    + "of)[^?.|]*\\."),
            "A client that ..., a thread that ...");

    private static final Pattern CODE = Pattern.compile("(?s:```.*?```)|`[^`\n]*`|\\]\\([^)]*\\)|(?m:^#.*$)");
    private static final Pattern COMMENT = Pattern.compile("(?s:/\\*.*?\\*/)|(?m://.*$)");

    @Test
    void thePagesAndTheServersCommentsSayItPlainly() {
        Stream<String> pages = Markdown.all().stream().flatMap(page ->
                found(page.file(), CODE.matcher(Repository.text(page.file())).replaceAll(" ")));
        Stream<String> comments = Figures.mainFiles().stream().flatMap(file -> found(file, COMMENT
                .matcher(Repository.text(file)).results().map(MatchResult::group)
                .map(comment -> comment.replaceAll("(?m)^ *(?:/\\*\\*?|\\*/?|//) ?", ""))
                .collect(Collectors.joining("\n"))));

        assertThat(Stream.concat(pages, comments)).isEmpty();
    }

    private static Stream<String> found(Path file, String text) {
        return Stream.of(text.split("\n{2,}|\n(?=[-*|] ?)")).map(paragraph -> paragraph.replaceAll("\\s+", " ").strip())
                .flatMap(paragraph -> INSTEAD.entrySet().stream().flatMap(phrase ->
                        phrase.getKey().matcher(paragraph).results().map(match -> "%s: \"%s\"; better: %s"
                                .formatted(Repository.name(file), match.group(), phrase.getValue()))));
    }
}
