package aside.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a watch saw that is against the rules, each with the line that did it. May be used from any thread. */
public final class Violations {

    private static final String NOT_THE_CULPRIT = "(java|jdk|sun)\\..*|.*\\$Proxy\\d+|"
            + "aside\\.testing\\.(WatchedMap|WatchedHalf|WatchedLock|Violations)(\\$.*)?";

    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Notes one, in words that go on after the name of the method that did it. */
    public void note(String words) {
        seen.add(StackWalker.getInstance().walk(frames -> frames
                .filter(frame -> !frame.getClassName().matches(NOT_THE_CULPRIT))
                .findFirst()
                .map(frame -> frame.getMethodName() + " (" + frame.getFileName() + ":" + frame.getLineNumber() + ") ")
                .orElse("somebody ")) + words);
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
