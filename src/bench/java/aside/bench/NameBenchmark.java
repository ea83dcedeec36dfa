package aside.bench;

import aside.registry.UserName;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The check of a name; every private message holds one. */
@State(Scope.Thread)
public class NameBenchmark {

    /** As typed: plain, of another script, with an accent that comes after its letter, with a space. */
    @Param({"alice", "张三", "Zoe\u0308", "not a name"})
    public String typed;

    /** Checks and normalises. */
    @Benchmark
    public Optional<UserName> parse() {
        return UserName.parse(typed);
    }
}
