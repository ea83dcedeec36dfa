package aside.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * One page of the documentation, read as GitHub reads it: its links, the anchors of its headings, its fenced blocks
 * and the code in its lines. What stands in a block of code is no link.
 */
final class Markdown {

    /**
     * Where a page points to.
     *
     * @param label the words that are the link
     * @param target as written
     */
    record Reference(String label, String target) {
    }

    /**
     * A block between fences.
     *
     * @param info what follows the opening fence
     * @param text what stands between the fences
     * @param firstLine the number of the opening fence's line, from 0
     * @param lastLine the number of the closing fence's line
     * @param column where the fence begins
     */
    record Block(String info, String text, int firstLine, int lastLine, int column) {
    }

    private static final Parser PARSER = Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();
    private static final Pattern HTML_LINK = Pattern.compile("(?:href|src)\\s*=\\s*[\"']([^\"']*)[\"']");
    private static final Pattern HTML_ANCHOR = Pattern.compile("(?:id|name)\\s*=\\s*[\"']([^\"']*)[\"']");
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]");

    private final Path file;
    private final List<Reference> references = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> code = new ArrayList<>();

    private Markdown(Path file) {
        this.file = file;
        PARSER.parse(Repository.text(file)).accept(new Reader());
    }

    /** Reads a page. */
    static Markdown read(Path file) {
        return new Markdown(file);
    }

    /** Every page of the repository. */
    static List<Markdown> all() {
        return Repository.files(".md").stream().map(Markdown::read).toList();
    }

    Path file() {
        return file;
    }

    /** Links and images, those written in HTML too. */
    List<Reference> references() {
        return references;
    }

    /** What a link to this page may have after its #. */
    Set<String> anchors() {
        return anchors;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** All code: within lines of text, between fences, indented. */
    List<String> code() {
        return code;
    }

    /** The anchor that GitHub gives a heading, before it numbers those that are equal. */
    static String anchor(String heading) {
        return NOT_IN_ANCHORS.matcher(heading.strip().toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
    }

    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                words.append(' ');
            }
        });
        return words.toString();
    }

    private final class Reader extends AbstractVisitor {

        private final Map<String, Integer> seen = new HashMap<>();

        @Override
        public void visit(Link link) {
            references.add(new Reference(words(link), link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            references.add(new Reference(words(image), image.getDestination()));
            visitChildren(image);
        }

        @Override
        public void visit(Heading heading) {
            String anchor = anchor(words(heading));
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
            visitChildren(heading);
        }

        @Override
        public void visit(FencedCodeBlock block) {
            code.add(block.getLiteral());
            var spans = block.getSourceSpans();
            blocks.add(new Block(block.getInfo().strip(), block.getLiteral(), spans.getFirst().getLineIndex(),
                    spans.getLast().getLineIndex(), spans.getFirst().getColumnIndex()));
        }

        @Override
        public void visit(Code inLine) {
            code.add(inLine.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock indented) {
            code.add(indented.getLiteral());
        }

        @Override
        public void visit(HtmlBlock html) {
            readHtml(html.getLiteral());
        }

        @Override
        public void visit(HtmlInline html) {
            readHtml(html.getLiteral());
        }

        private void readHtml(String html) {
            HTML_LINK.matcher(html).results().map(it -> new Reference("", it.group(1))).forEach(references::add);
            HTML_ANCHOR.matcher(html).results().map((MatchResult it) -> it.group(1)).forEach(anchors::add);
        }
    }
}
