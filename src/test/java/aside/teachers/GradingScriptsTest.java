package aside.teachers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The scripts that grade a class and a submission, in a small project and with a Maven that answers by rote: a class
 * that says BROKEN does not compile, one that says ENDLESS brings no result, and one that says POINTS 3 gets 3.
 */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts need bash")
class GradingScriptsTest {

    private static final String MAVEN = """
            #!/bin/sh
            if grep -rq ENDLESS exercises; then exit 1; fi
            broken=$(grep -rl BROKEN exercises)
            if [ -n "$broken" ]; then echo "[ERROR] /x/$broken:[1,1] no"; exit 1; fi
            mkdir -p target/exercises
            {
                echo '{ "tests" : [ {'
                for file in $(find exercises -name 'My*.java' | sort); do
                    echo "  \\"name\\" : \\"$(basename "$(dirname "$file")"): a check\\","
                    echo "  \\"score\\" : $(sed -n 's/.*POINTS //p' "$file"),"
                    echo '  "max_score" : 5 }, {'
                done
                echo '} ] }'
            } > target/exercises/score.json
            exit 1
            """;

    @TempDir
    private Path folder;

    private Path project;
    private Path maven;

    @BeforeEach
    void makeAProjectWithTwoExercises() throws IOException {
        project = folder.resolve("project");
        write("project/pom.xml", "");
        write("project/checkstyle.xml", "");
        write("project/src/nothing", "");
        write("project/exercises/e01_one/MyOne.java", "package e01_one; // POINTS 0\n");
        write("project/exercises/e01_one/E01Check.java", "package e01_one; // ours\n");
        write("project/exercises/e02_two/MyTwo.java", "package e02_two; // POINTS 0\n");
        for (String script : new String[] {"grade-class", "gradescope/run_autograder"}) {
            Path copy = project.resolve("docs/grading").resolve(script);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("docs/grading").resolve(script), copy);
        }
        maven = write("mvn", MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aClassBecomesOneTable() throws Exception {
        write("class/alice/MyOne.java", "package e01_one; // POINTS 4\n");
        write("class/alice/deep/below/MyTwo.java", "package e02_two; // POINTS 5\n");
        write("class/bob/MyTwo.java", "package e02_two; // POINTS 3\n");
        zip("class/carol.zip", "work/MyOne.java", "package e01_one; // POINTS 2\n");
        write("class/notes.txt", "not a submission");

        gradeClass();

        assertThat(csv()).isEqualTo("""
                student,e01_one,e02_two,total,remark
                "alice",4,5,9,""
                "bob",0,3,3,""
                "carol",2,0,2,""
                """);
    }

    @Test
    void whatDoesNotCompileCostsItsOwnPointsOnly() throws Exception {
        write("class/dave/MyOne.java", "package e01_one; // BROKEN\n");
        write("class/dave/MyTwo.java", "package e02_two; // POINTS 5\n");

        gradeClass();

        assertThat(csv()).isEqualTo("""
                student,e01_one,e02_two,total,remark
                "dave",0,5,5,"e01_one does not compile"
                """);
    }

    @Test
    void aRunThatDoesNotEndIsRemarked() throws Exception {
        write("class/dora/MyTwo.java", "package e02_two; // ENDLESS\n");

        gradeClass();

        assertThat(csv()).contains("\"dora\",0,0,0,\"the checks did not come to an end\"");
    }

    @Test
    void aSubmissionCannotBringItsOwnChecks() throws Exception {
        write("class/eve/MyOne.java", "package e01_one; // POINTS 1\n");
        write("class/eve/E01Check.java", "package e01_one; // BROKEN\n");

        gradeClass();

        assertThat(csv()).contains("\"eve\",1,0,1,\"\"");
    }

    @Test
    void aFileBesideTheClassComesAlong() throws Exception {
        write("class/frank/MyOne.java", "package e01_one; // POINTS 1\n");
        write("class/frank/Helper.java", "package e01_one; // BROKEN: seen, so it was copied\n");

        gradeClass();

        assertThat(csv()).contains("e01_one does not compile");
    }

    @Test
    void gradescopeGetsTheScoreFile() throws Exception {
        write("submission/MyOne.java", "package e01_one; // POINTS 4\n");

        JsonNode results = runAutograder();

        assertThat(results.at("/tests/0/name").asString()).isEqualTo("e01_one: a check");
    }

    @Test
    void gradescopeGetsTheCompilersWordsWhenNothingRan() throws Exception {
        write("submission/MyOne.java", "package e01_one; // BROKEN\n");

        JsonNode results = runAutograder();

        assertThat(results.path("score").asInt(-1)).isZero();
        assertThat(results.path("output").asString()).contains("does not compile", "e01_one/MyOne.java:[1,1] no");
    }

    private void gradeClass() throws Exception {
        run(Map.of("MVN", maven.toString()), project.resolve("docs/grading/grade-class").toString(),
                folder.resolve("class").toString(), folder.resolve("grades.csv").toString());
    }

    private JsonNode runAutograder() throws Exception {
        Files.move(project, folder.resolve("source"));
        run(Map.of("MVN", maven.toString(), "AUTOGRADER", folder.toString()),
                folder.resolve("source/docs/grading/gradescope/run_autograder").toString());
        return new JsonMapper().readTree(Files.readString(folder.resolve("results/results.json")));
    }

    private void run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of("bash"), Stream.of(command)).toList());
        builder.environment().putAll(environment);
        // The script unpacks with the jar of the JDK.
        builder.environment().merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(),
                (path, bin) -> bin + ":" + path);
        Path output = folder.resolve("output");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor()).as(() -> read(output)).isZero();
    }

    private String csv() {
        return read(folder.resolve("grades.csv"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private void zip(String file, String entry, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
