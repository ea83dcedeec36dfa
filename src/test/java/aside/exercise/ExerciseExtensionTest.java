package aside.exercise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.opentest4j.AssertionFailedError;

/** The frame's verdicts, on a little exercise of its own. */
class ExerciseExtensionTest {

    @ParameterizedTest
    @ValueSource(strings = {"meetsNotStarted", "meetsItOnAnotherThread", "swallowsIt", "meetsItAndFailsForIt"})
    void whatMeetsNotStartedIsSkipped(String check) {
        assertThat(run(check, "skipped").getStatus()).isEqualTo(Status.ABORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meetsNotStarted", "meetsItOnAnotherThread", "swallowsIt", "meetsItAndFailsForIt"})
    void whatMeetsNotStartedFailsWhereItIsToBeGraded(String check) {
        TestExecutionResult result = run(check, "failed");

        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getThrowable()).get().isInstanceOf(NotStarted.class);
        assertThat(message(result)).isEqualTo("not started: work is still to be written");
    }

    @Test
    void whatMeetsItInTheConstructorOfTheCheckIsNotStartedEither() {
        assertThat(EngineTestKit.engine("junit-jupiter")
                .configurationParameter(ExerciseExtension.NOT_STARTED_IS, "skipped")
                .selectors(selectMethod(EarlyExercise.class, "passes"))
                .execute().testEvents().aborted().count()).isEqualTo(1);
    }

    @Test
    void whatIsRightPasses() {
        assertThat(run("passes", "failed").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void aFindingComesOutAsItIs() {
        assertThat(message(run("findsSomething", "skipped"))).isEqualTo("""

                  when      alice joins
                  expected  true
                  seen      false
                  likely    <b>\\u0007 she is late
                            very late
                  read on   README.md, "Run it"
                """);
    }

    @Test
    void anExceptionIsExplainedWithTheLineOfTheStudent() {
        assertThat(message(run("breaks", "skipped"))).matches("""

                  when      the check ran
                  expected  no exception
                  seen      java.lang.IllegalStateException: broken
                            at ExerciseExtensionTest.java:\\d+
                            throw new IllegalStateException\\("broken"\\);
                  likely    your code throws this exception, or lets it through; its first line says what is wrong
                  read on   exercises/aside.exercise/README.md, "Rules"
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hangs", "hangsOnAnotherThread"})
    void whatHangsEndsWithTheLineOfTheStudent(String check) {
        assertThat(message(run(check, "skipped"))).matches("""

                  when      the check ran
                  expected  an end within 1 s
                  seen      a thread stands at ExerciseExtensionTest.java:\\d+
                            new CountDownLatch\\(1\\).await\\(\\);
                  likely    a lock that is not released, a wait for what never comes, or a loop without an end
                  read on   exercises/aside.exercise/README.md, "Rules"
                """);
    }

    @Test
    void whatWaitsForWhatDoesNotComeEndsWithItsLastWords() {
        assertThat(message(run("waitsForWhatDoesNotCome", "skipped")))
                .contains("an end within 1 s", "what the check waits for does not come", "the wire was silent");
    }

    @Test
    void whatRunsInCirclesEndsWithTheLineOfTheStudent() {
        assertThat(message(run("runsInCircles", "skipped")))
                .contains("an end within 1 s", "a thread stands at ExerciseExtensionTest.java:", "turning");
    }

    @Test
    void whatAnEarlierCheckLeftBehindDoesNotCount() {
        assertThat(run("leavesAThreadBehind", "skipped").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(run("meetsWhatWasLeftBehind", "skipped").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void aThreadOfTheStudentsOwnMayWait() {
        assertThat(run("waitsOnAThreadOfItsOwn", "skipped").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void aMethodsNameReadsAsASentence() {
        assertThat(Exercises.sentence("joinRefusesATakenName")).isEqualTo("join refuses a taken name");
        assertThat(Exercises.sentence("sends1001WhenItStops")).isEqualTo("sends 1001 when it stops");
    }

    private static TestExecutionResult run(String check, String notStartedIs) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter(ExerciseExtension.NOT_STARTED_IS, notStartedIs)
                .configurationParameter(ExerciseExtension.LIMIT, "300")
                .selectors(selectMethod(LittleExercise.class, check))
                .execute().testEvents().finished().stream().findFirst().orElseThrow()
                .getRequiredPayload(TestExecutionResult.class);
    }

    private static String message(TestExecutionResult result) {
        return result.getThrowable().map(Throwable::getMessage).orElse("");
    }

    /** What stands for a student's class. */
    static class Work {

        private boolean turning = true;

        void notStarted() {
            throw NotStarted.yet("work");
        }

        void broken() {
            throw new IllegalStateException("broken");
        }

        void hangs() {
            forEver();
        }

        void runsInCircles() {
            while (turning) {
                turning = !Thread.currentThread().isInterrupted();
            }
        }

        Thread waitsOnAThreadOfItsOwn() {
            Thread own = new Thread(this::forEver);
            own.start();
            return own;
        }

        private void forEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What stands for its checks. Surefire does not run it: it is nested. */
    @Exercise(number = 0, title = "Little", stars = 1, chapter = "README.md", yours = Work.class)
    static class LittleExercise {

        private final Work work;

        LittleExercise(Subject<Work> subject) {
            work = subject.make();
        }

        @Check(step = 1, points = 1)
        void meetsNotStarted() {
            work.notStarted();
        }

        @Check(step = 2, points = 1)
        void meetsItOnAnotherThread() throws Exception {
            Thread other = new Thread(() -> CompletableFuture.runAsync(work::notStarted, Runnable::run));
            other.start();
            other.join();
            new CountDownLatch(1).await();
        }

        @Check(step = 3, points = 1)
        void swallowsIt() {
            Optional.of(work).ifPresent(it -> CompletableFuture.runAsync(it::notStarted, Runnable::run));
        }

        @Check(step = 4, points = 1)
        void meetsItAndFailsForIt() {
            try {
                work.notStarted();
            } catch (UnsupportedOperationException e) {
                throw new AssertionFailedError("no work was done", e);
            }
        }

        @Check(step = 5, points = 1)
        void passes() {
            assertThat(work).isNotNull();
        }

        @Check(step = 6, points = 1)
        void findsSomething() {
            Finding.when("alice joins").cause("<b>\u0007 she is late\nvery late").readOn("README.md", "Run it")
                    .expect(true, false);
        }

        @Check(step = 7, points = 1)
        void breaks() {
            work.broken();
        }

        @Check(step = 8, points = 1)
        void hangs() {
            work.hangs();
        }

        @Check(step = 9, points = 1)
        void hangsOnAnotherThread() throws Exception {
            Thread other = new Thread(() -> work.hangs());
            other.start();
            other.join();
        }

        @Check(step = 10, points = 1)
        void runsInCircles() {
            work.runsInCircles();
        }

        @Check(step = 11, points = 1)
        void leavesAThreadBehind() {
            LeftBehind.start(work);
        }

        @Check(step = 12, points = 1)
        void meetsWhatWasLeftBehind() throws InterruptedException {
            LeftBehind.NEXT_CHECK.countDown();
            LeftBehind.DONE.await();
        }

        @Check(step = 13, points = 1)
        void waitsForWhatDoesNotCome() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new AssertionFailedError("the wire was silent", e);
            }
        }

        @Check(step = 14, points = 1)
        void waitsOnAThreadOfItsOwn() {
            work.waitsOnAThreadOfItsOwn();
        }
    }

    /** A thread that one check starts and that works on in the next. */
    private static final class LeftBehind {

        static final CountDownLatch NEXT_CHECK = new CountDownLatch(1);
        static final CountDownLatch DONE = new CountDownLatch(1);

        static void start(Work work) {
            new Thread(() -> {
                try {
                    NEXT_CHECK.await();
                    work.notStarted();
                } catch (InterruptedException | UnsupportedOperationException e) {
                    DONE.countDown();
                }
            }).start();
        }
    }

    /** Uses the student's class where it is made. */
    @Exercise(number = 0, title = "Early", stars = 1, chapter = "README.md", yours = Work.class)
    static class EarlyExercise {

        EarlyExercise(Subject<Work> subject) {
            subject.make().notStarted();
        }

        @Check(step = 1, points = 1)
        void passes() {
            assertThat(true).isTrue();
        }
    }
}
