package aside.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** An endpoint that writes down what it hears. Public, because Jetty wants it so. */
public class Recorder implements Session.Listener.AutoDemanding {

    /** Nothing waits that long unless something is broken. */
    static final int PATIENCE_SECONDS = 30;

    /** What it heard, in order. */
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    /** The thread that came with the latest text. */
    volatile Thread thread;
    private final CompletableFuture<Session> session = new CompletableFuture<>();
    private final Consumer<String> onText;

    /** Does nothing but write down. */
    public Recorder() {
        this(text -> { });
    }

    /**
     * Does something, too.
     *
     * @param onText gets each text after it is written down
     */
    public Recorder(Consumer<String> onText) {
        this.onText = onText;
    }

    @Override
    public void onWebSocketOpen(Session open) {
        session.complete(open);
    }

    @Override
    public void onWebSocketText(String text) {
        thread = Thread.currentThread();
        heard.add("text " + text);
        onText.accept(text);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        heard.add("error " + cause.getClass().getSimpleName());
    }

    @Override
    public void onWebSocketClose(int code, String words, Callback callback) {
        heard.add("close " + code);
        callback.succeed();
    }

    /** The session, once it is open. */
    public Session session() throws Exception {
        return session.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Expects this to be heard next. */
    public void hears(String event) throws InterruptedException {
        assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(event);
    }
}
