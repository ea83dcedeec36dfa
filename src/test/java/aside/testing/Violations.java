package aside.testing;

import java.lang.StackWalker.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a watch saw that is against the rules, each with the line that did it. May be used from any thread. */
public final class Violations {

    private static final Pattern NOT_THE_CULPRIT = Pattern.compile("(java|jdk|sun)\\..*|.*\\$Proxy\\d+|"
            + "aside\\.testing\\.(WatchedMap|WatchedHalf|WatchedLock|WatchedRegistry|Violations|Guest)(\\$.*)?");

    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Notes one, in words that go on after the name of the method that did it. */
    public void note(String words) {
        List<StackFrame> stack = StackWalker.getInstance().walk(Stream::toList);
        Optional<StackFrame> culprit = stack.stream().filter(Violations::isCulprit).findFirst();
        String inside = culprit.map(stack::indexOf).filter(i -> i > 0).map(i -> stack.get(i - 1))
                .filter(it -> it.getClassName().startsWith("java.util.") && !it.getMethodName().startsWith("lambda$"))
                .map(it -> " inside " + it.getClassName().replaceFirst(".*\\.", "").replaceFirst("\\$.*", "")
                        .replace("ReferencePipeline", "Stream") + "."
                        + it.getMethodName() + "()")
                .orElse("");
        String source = culprit.flatMap(it -> SourceLine.of(it.getClassName(), it.getFileName(), it.getLineNumber()))
                .map(line -> "\n" + line).orElse("");
        seen.add(culprit.map(it -> name(it) + " (" + it.getFileName() + ":" + it.getLineNumber() + ") ")
                .orElse("somebody ") + words + inside + source);
    }

    /** The line of the student that is being run, such as {@code MyRegistry.java:12}. */
    static String line() {
        return StackWalker.getInstance().walk(frames -> frames.filter(Violations::isCulprit).findFirst()
                .map(it -> it.getFileName() + ":" + it.getLineNumber()).orElse("an unknown line"));
    }

    /** The student's line that has thrown something, or let it through, with what it says. */
    static Optional<String> culprit(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(it -> !NOT_THE_CULPRIT.matcher(it.getClassName()).matches())
                .findFirst()
                .map(it -> it.getFileName() + ":" + it.getLineNumber()
                        + SourceLine.of(it.getClassName(), it.getFileName(), it.getLineNumber())
                                .map(line -> "\n" + line).orElse(""));
    }

    private static boolean isCulprit(StackFrame frame) {
        return !NOT_THE_CULPRIT.matcher(frame.getClassName()).matches();
    }

    /** A lambda has the name of the method that it stands in. */
    private static String name(StackFrame frame) {
        return frame.getMethodName().replaceFirst("^lambda\\$(\\w+)\\$\\d+$", "$1");
    }

    /** All of them, the first one first. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    /** Forgets them. */
    public void clear() {
        seen.clear();
    }
}
