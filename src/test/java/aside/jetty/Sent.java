package aside.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** Messages that were handed to a session, and how Jetty says that each ended. */
final class Sent {

    /** More than the operating system keeps for a peer that does not read. */
    static final String LARGE = "x".repeat(64 * 1024);

    private final Session session;
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();

    Sent(Session session) {
        this.session = session;
    }

    /** Hands over a text; does not wait for its end. */
    CompletableFuture<Void> text(String text) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.add(end);
        session.sendText(text, Callback.from(() -> end.complete(null), end::completeExceptionally));
        return end;
    }

    /** Hands over large texts until one does not end, since the peer does not read. */
    CompletableFuture<Void> largeUntilOneIsPending() {
        CompletableFuture<Void> end = text(LARGE);
        while (end.isDone()) {
            end = text(LARGE);
        }
        return end;
    }

    /** How many have not ended. */
    long pending() {
        return ends.stream().filter(end -> !end.isDone()).count();
    }

    /** Why those that failed have failed. */
    List<Throwable> failures() {
        return ends.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(CompletableFuture::exceptionNow)
                .toList();
    }

    /** The numbers, counted from 0, of those that have not failed. */
    List<Integer> notFailed() {
        return IntStream.range(0, ends.size()).filter(i -> !ends.get(i).isCompletedExceptionally()).boxed().toList();
    }

    /** Waits until each has ended, well or not. */
    void awaitAll() {
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).exceptionally(failure -> null).join();
    }
}
