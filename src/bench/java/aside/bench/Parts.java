package aside.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The parts by themselves: time and allocation of one call. */
final class Parts {

    private Parts() {
    }

    static void run() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("aside\\.bench\\..*Benchmark\\..*")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-XX:+UseSerialGC")
                .shouldFailOnError(true)
                .warmupIterations(2).warmupTime(TimeValue.seconds(1))
                .measurementIterations(3).measurementTime(TimeValue.seconds(1))
                .forks(2);
        if (Bench.QUICK) {
            // In this JVM: to start one for each benchmark would take longer than all of them.
            options.warmupIterations(1).warmupTime(TimeValue.milliseconds(20))
                    .measurementIterations(1).measurementTime(TimeValue.milliseconds(20))
                    .forks(0);
        }
        Report.write("parts", "one thread", table(new Runner(options.build()).run()));
    }

    private static String table(Collection<RunResult> results) {
        return "| part | what | time | allocated |\n|---|---|---|---|\n"
                + results.stream().map(Parts::row).collect(Collectors.joining());
    }

    private static String row(RunResult result) {
        BenchmarkParams params = result.getParams();
        String[] name = params.getBenchmark().split("\\.");
        String values = params.getParamsKeys().stream()
                .map(key -> params.getParam(key).matches("\\d+")
                        ? String.format(Locale.ROOT, "%s %,d", words(key), Long.parseLong(params.getParam(key)))
                        : params.getParam(key))
                .collect(Collectors.joining(", "));
        Result<?> time = result.getPrimaryResult();
        // The error is half of the interval that holds the mean with 99.9 %.
        return String.format(Locale.ROOT, "| %s | %s%s | %,.0f ns%s | %,.0f B |%n",
                name[2].replace("Benchmark", ""), words(name[3]), values.isEmpty() ? "" : ": " + values,
                time.getScore(), Double.isNaN(time.getScoreError()) ? ""
                        : String.format(Locale.ROOT, " ± %,.0f", time.getScoreError()),
                result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }

    private static String words(String method) {
        return method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
