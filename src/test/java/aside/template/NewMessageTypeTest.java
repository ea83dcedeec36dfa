package aside.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of the template: a new type of message, applied as a patch to a copy and run there. */
class NewMessageTypeTest {

    private static final Path PATCH = Path.of("docs/template/me.patch");
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path TESTS = Path.of("src/test/java");

    @TempDir
    private Path copy;

    @BeforeEach
    void copyTheTree() throws IOException {
        copy(MAIN);
        copy(RESOURCES);
        copy(TESTS.resolve("aside/testing"));
        copy(TESTS.resolve("aside/protocol/SchemasTest.java"));
    }

    @Test
    void thePatchAppliesAndItsTestPasses() throws Exception {
        new Patch(PATCH).applyTo(copy);

        assertThat(compile()).isEmpty();
        assertThat(run("aside.integration.MeTest")).isEqualTo(1);
        assertThat(run("aside.protocol.SchemasTest")).isGreaterThan(5);
    }

    @Test
    void theCompilerFindsTheSwitchThatForgotTheNewType() throws Exception {
        new Patch(PATCH).applyTo(copy);
        Path router = Path.of("aside/routing/RegistryMessageRouter.java");
        Files.copy(MAIN.resolve(router), copy.resolve(MAIN).resolve(router),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(compile()).contains("RegistryMessageRouter.java: compiler.err.not.exhaustive.statement");
    }

    @Test
    void thePageNamesEveryFileOfThePatch() throws IOException {
        String page = Files.readString(Path.of("docs/template.md"));

        assertThat(new Patch(PATCH).files()).allSatisfy(file -> assertThat(page)
                .contains(Path.of(file).getFileName().toString()));
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).filter(NewMessageTypeTest::isNeeded).toList()) {
                Path to = copy.resolve(file);
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    /** What the tests are made of, and not the tests of that. */
    private static boolean isNeeded(Path file) {
        return !file.startsWith(TESTS.resolve("aside/testing")) || !file.toString().endsWith("Test.java");
    }

    /** Compiles all that was copied; what the compiler finds, by the names it has for that, which no locale changes. */
    private List<String> compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (var manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(copy)) {
            compiler.getTask(null, manager, found,
                    List.of("--release", "21", "-parameters", "-proc:none", "-classpath", libraries(),
                            "-d", Files.createDirectories(copy.resolve("classes")).toString()),
                    null, manager.getJavaFileObjectsFromPaths(sources
                            .filter(file -> file.toString().endsWith(".java"))
                            .toList())).call();
        }
        return found.getDiagnostics().stream()
                .map(it -> Path.of(it.getSource().toUri()).getFileName() + ": " + it.getCode())
                .toList();
    }

    /** The class path of this test, without this project: it is the copy that counts. */
    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .reduce((one, two) -> one + File.pathSeparator + two)
                .orElseThrow();
    }

    /** Runs the tests of a class of the copy; how many there are. */
    private int run(String testClass) throws Exception {
        List<URL> urls = new ArrayList<>();
        urls.add(copy.resolve("classes").toUri().toURL());
        urls.add(copy.resolve(RESOURCES).toUri().toURL());
        for (String jar : libraries().split(File.pathSeparator)) {
            urls.add(Path.of(jar).toUri().toURL());
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class<?> type = loader.loadClass(testClass);
            int tests = 0;
            for (Method method : type.getDeclaredMethods()) {
                if (Stream.of(method.getAnnotations()).anyMatch(it -> it.toString().contains("api.Test"))) {
                    var constructor = type.getDeclaredConstructor();
                    constructor.setAccessible(true);
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    tests++;
                }
            }
            return tests;
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
