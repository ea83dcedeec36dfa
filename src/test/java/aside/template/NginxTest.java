package aside.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import aside.ChatServer;
import aside.testing.RunningServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/deploy/nginx.conf} in a real nginx, with TLS, in front of the real server. Skipped where there is no
 * nginx; {@code -Dnginx=required} makes that a failure.
 */
class NginxTest {

    private static final Path CONFIGURATION = Path.of("docs/deploy/nginx.conf");
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** As docs/deploy/aside.service starts it. */
    @RegisterExtension
    final RunningServer server = RunningServer.with(options -> options.allowedOrigins.add("https://chat.example.org"))
            .inManualTime();

    /** Keys are slow to make; one pair is enough for all tests. */
    @TempDir
    private static Path certificates;
    private static KeyStore keys;

    @TempDir
    private Path folder;

    private int port;
    private Process nginx;
    private HttpClient browser;

    /** Makes a certificate for localhost, signed by itself, in the two files that the configuration names. */
    @BeforeAll
    static void makeKeys() throws Exception {
        Path store = certificates.resolve("keys.p12");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "aside", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
                "-storepass", new String(PASSWORD), "-keystore", store.toString())
                .redirectErrorStream(true)
                .redirectOutput(certificates.resolve("output").toFile())
                .start()
                .waitFor();
        keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        writePem("fullchain.pem", "CERTIFICATE", keys.getCertificate("aside").getEncoded());
        writePem("privkey.pem", "PRIVATE KEY", keys.getKey("aside", PASSWORD).getEncoded());
    }

    @BeforeEach
    void startNginx() throws Exception {
        boolean isHere = Stream.of(System.getenv("PATH").split(File.pathSeparator), new String[] {"/usr/sbin"})
                .flatMap(Stream::of)
                .anyMatch(place -> Files.isExecutable(Path.of(place, "nginx")));
        assumeTrue(isHere || "required".equals(System.getProperty("nginx")),
                "there is no nginx on this machine; on Debian, apt-get install nginx-light brings one");
        port = freePort();
        browser = HttpClient.newBuilder().sslContext(trustsOurKeys()).build();
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("nginx.conf"), "error_log logs/error.log;\npid nginx.pid;\nevents { }\n"
                + "http {\naccess_log off;\n"
                + Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                        .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
                        .reduce("", String::concat)
                + Files.readString(CONFIGURATION)
                        .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                        .replace("/etc/ssl/aside", certificates.toString())
                        .replace("127.0.0.1:8080", "127.0.0.1:" + server.get().port())
                + "}\n");
        nginx = new ProcessBuilder("sh", "-c", "PATH=$PATH:/usr/sbin exec nginx -p \"$1\" -c \"$1/nginx.conf\" "
                + "-g 'daemon off;'", "nginx", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::listens);
    }

    @AfterEach
    void stopNginx() throws InterruptedException {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    @Test
    void thePageAndTheProtocolComeThroughTls() throws Exception {
        assertThat(get("/").headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(get("/protocol/").statusCode()).isEqualTo(200);
    }

    @Test
    void theServersOwnPageConnectsThroughTlsAndPingsReachIt() throws Exception {
        Listener listener = new Listener();
        WebSocket alice = browser.newWebSocketBuilder()
                .header("Origin", "https://localhost:" + port)
                .buildAsync(URI.create("wss://localhost:" + port + ChatServer.PATH), listener)
                .join();

        alice.sendText("{\"type\":\"join\",\"name\":\"alice\"}", true).join();
        assertThat(listener.next()).contains("welcome");
        // The answer comes when the join is all done.
        alice.sendText("{}", true).join();
        assertThat(listener.next()).contains("error");
        server.time().advance(server.options().pingInterval());

        assertThat(listener.next()).isEqualTo("ping");
        alice.abort();
    }

    @Test
    void aPageFromElsewhereIsStillRefused() {
        Throwable refusal = catchThrowable(browser.newWebSocketBuilder()
                .header("Origin", "https://elsewhere.example")
                .buildAsync(URI.create("wss://localhost:" + port + ChatServer.PATH), new Listener())::join);

        assertThat(refusal.getCause()).isInstanceOfSatisfying(WebSocketHandshakeException.class, handshake ->
                assertThat(handshake.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void onlyThePublicNameIsAllowedAndNoOther() throws Exception {
        assertThat(handshake("chat.example.org")).isEqualTo("HTTP/1.1 101 Switching Protocols");
        assertThat(handshake("evil.example")).isEqualTo("HTTP/1.1 403 Forbidden");
    }

    /** What a page gets that was loaded from this host, and whose browser found the host here; the first line. */
    private String handshake(String host) throws Exception {
        try (Socket socket = trustsOurKeys().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.getOutputStream().write(("GET " + ChatServer.PATH + " HTTP/1.1\r\nHost: " + host
                    + "\r\nOrigin: https://" + host + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).build(),
                BodyHandlers.ofString());
    }

    private boolean listens() throws IOException {
        assertThat(nginx.isAlive()).as("nginx says: " + Files.readString(folder.resolve("output"))).isTrue();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void writePem(String file, String kind, byte[] bytes) throws IOException {
        Files.write(certificates.resolve(file), List.of("-----BEGIN " + kind + "-----",
                Base64.getMimeEncoder().encodeToString(bytes), "-----END " + kind + "-----"));
    }

    private static SSLContext trustsOurKeys() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("aside", keys.getCertificate("aside"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Writes down what comes. */
    private static final class Listener implements WebSocket.Listener {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            heard.add(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
            heard.add("ping");
            from.request(1);
            return null;
        }

        private String next() throws InterruptedException {
            return heard.poll(30, TimeUnit.SECONDS);
        }
    }
}
