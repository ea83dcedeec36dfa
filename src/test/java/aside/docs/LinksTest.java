package aside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import aside.docs.Markdown.Reference;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link within the repository leads somewhere: files, headings, tests by their names, pages named in code. */
class LinksTest {

    private static final Pattern ELSEWHERE = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*|//.*");
    private static final Pattern TEST_METHOD = Pattern.compile("(\\w+)[.#](\\w+)(?:\\(\\))?");
    private static final Pattern PAGE_IN_CODE = Pattern.compile("\\bdocs/[\\w./-]+\\.md(?:#[\\w-]+)?");

    private final Map<Path, Markdown> pages = new HashMap<>();

    LinksTest() {
        Markdown.all().forEach(page -> pages.put(page.file(), page));
    }

    @Test
    void everyRelativeLinkAndAnchorLeadsSomewhere() {
        List<String> broken = pages.values().stream()
                .flatMap(page -> page.references().stream()
                        .filter(reference -> !ELSEWHERE.matcher(reference.target()).matches())
                        .flatMap(reference -> problem(page.file(), reference.target()).stream()))
                .sorted()
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void everyLinkNamedAfterATestMethodLeadsToIt() {
        List<String> broken = pages.values().stream()
                .flatMap(page -> page.references().stream().flatMap(reference -> missingMethod(page, reference)))
                .sorted()
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageOfTheDocumentationIsReachableFromItsFirst() {
        Path first = Repository.ROOT.resolve("docs/README.md");
        Set<Path> reached = new TreeSet<>(Set.of(first));
        Queue<Path> toRead = new ArrayDeque<>(reached);
        while (!toRead.isEmpty()) {
            Path page = toRead.remove();
            for (Reference reference : pages.get(page).references()) {
                Path target = resolve(page, reference.target());
                if (pages.containsKey(target) && reached.add(target)) {
                    toRead.add(target);
                }
            }
        }

        assertThat(Repository.files(Repository.ROOT.resolve("docs"), ".md")).allSatisfy(page -> assertThat(reached)
                .as("from docs/README.md, links lead to %s", Repository.name(page)).contains(page));
    }

    @Test
    void everyPageNamedInCodeExists() {
        List<String> broken = Stream.of("src/main", "exercises")
                .map(Repository.ROOT::resolve)
                .filter(Files::isDirectory)
                .flatMap(folder -> Repository.files(folder, ".java").stream())
                .flatMap(file -> PAGE_IN_CODE.matcher(Repository.text(file)).results()
                        .flatMap(page -> problem(file, "/" + page.group()).stream()))
                .toList();

        assertThat(broken).isEmpty();
    }

    /** What is wrong with a link, or empty if it leads somewhere. */
    private Optional<String> problem(Path from, String link) {
        String where = Repository.name(from) + " links " + link + ": ";
        Path target = resolve(from, link);
        String anchor = link.contains("#") ? decoded(link.substring(link.indexOf('#') + 1)) : "";
        if (!target.startsWith(Repository.ROOT)) {
            return Optional.of(where + "it leads out of the repository");
        }
        if (!existsWithThisSpelling(target)) {
            return Optional.of(where + "there is no " + Repository.name(target));
        }
        if (anchor.isEmpty()) {
            return Optional.empty();
        }
        if (!pages.containsKey(target)) {
            return Optional.of(where + "only pages have anchors; the number of a line changes with the next edit");
        }
        return pages.get(target).anchors().contains(anchor) ? Optional.empty()
                : Optional.of(where + Repository.name(target) + " has the anchors " + pages.get(target).anchors());
    }

    private Stream<String> missingMethod(Markdown page, Reference reference) {
        Matcher label = TEST_METHOD.matcher(reference.label());
        if (!reference.target().endsWith(".java") || !label.matches()) {
            return Stream.empty();
        }
        Path test = resolve(page.file(), reference.target());
        boolean found = test.getFileName().toString().equals(label.group(1) + ".java") && Files.exists(test)
                && Pattern.compile("\\s" + label.group(2) + "\\(").matcher(Repository.text(test)).find();
        return found ? Stream.empty() : Stream.of(Repository.name(page.file()) + ": there is no "
                + reference.label() + " in " + reference.target());
    }

    /** The file a link leads to; a link that begins with a slash starts at the root of the repository. */
    private static Path resolve(Path from, String link) {
        String path = decoded(link.replaceFirst("[#?].*", ""));
        if (path.isEmpty()) {
            return from;
        }
        return (path.startsWith("/") ? Repository.ROOT.resolve(path.substring(1)) : from.resolveSibling(path))
                .normalize();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Some file systems find README.md under the name readme.md; GitHub does not. */
    private static boolean existsWithThisSpelling(Path file) {
        try {
            return file.toRealPath().endsWith(Repository.ROOT.relativize(file));
        } catch (IOException e) {
            return false;
        }
    }
}
