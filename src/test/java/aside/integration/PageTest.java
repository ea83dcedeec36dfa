package aside.integration;

import static org.assertj.core.api.Assertions.assertThat;

import aside.testing.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat page as HTTP: what is served, and under which rules the browser runs it. */
class PageTest {

    private static final Path FILES = Path.of("src/main/resources/aside/page");

    @RegisterExtension
    final RunningServer server = RunningServer.withDefaults();

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({"'', text/html", "style.css, text/css", "main.js, text/javascript", "icon.svg, image/svg+xml"})
    void eachFileComesWithItsType(String path, String type) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main.js", "no-such-file"})
    void theBrowserMayLoadAndReachNothingButThisServer(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(header(response, "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*", "http:", "data:");
        assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void aFileThatHasNotChangedIsNotSentAgain() throws Exception {
        HttpResponse<String> first = get("main.js");

        HttpResponse<String> second = get("main.js", "If-None-Match", header(first, "ETag"));

        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-file", "..%2fMain.class", "%2e%2e/Main.class", "page/", "./%2e%2e/"})
    void nothingElseIsServed(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void nothingInThePageIsInline() throws IOException {
        String html = Files.readString(FILES.resolve("index.html"));

        assertThat(html).doesNotContainPattern("<script(?! type=\"module\" src=)").doesNotContainPattern("<style")
                .doesNotContainPattern("\\s(style|on\\w+)=").doesNotContain("javascript:", "http:", "https:");
    }

    @Test
    void thePageIsReadInOneSitting() throws IOException {
        long lines = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FILES, "*.{html,css,js}")) {
            for (Path file : files) {
                lines += Files.readAllLines(file).size();
            }
        }

        assertThat(lines).isLessThanOrEqualTo(1_200);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.get().port() + "/" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow(() -> new AssertionError("no header " + name));
    }
}
