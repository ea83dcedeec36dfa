package aside.bench;

import aside.message.EncodedMessage;
import aside.registry.Client;
import aside.registry.ClientRegistry;
import aside.registry.LockedClientRegistry;
import aside.registry.UserName;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Who is here: the look-up of one, the copy of all, and a join with its leave. */
@State(Scope.Benchmark)
public class RegistryBenchmark {

    /** How many are here. */
    @Param({"10", "200", "1000", "10000"})
    public int clients;

    private final ClientRegistry registry = new LockedClientRegistry(new HashMap<>(), new ReentrantReadWriteLock());
    private final UserName somebody = name(7);
    private final Client newcomer = new Named(name(-1));

    private record Named(UserName name) implements Client {

        @Override
        public boolean send(EncodedMessage message) {
            return true;
        }
    }

    /** Fills the registry. */
    @Setup
    public void fill() {
        for (int i = 0; i < clients; i++) {
            registry.join(new Named(name(i)));
        }
    }

    /** Looks somebody up. */
    @Benchmark
    public Optional<Client> find() {
        return registry.find(somebody);
    }

    /** Copies the list of all. */
    @Benchmark
    public List<Client> everyone() {
        return registry.everyone();
    }

    /** One comes and goes. */
    @Benchmark
    public boolean joinAndLeave() {
        return registry.join(newcomer) && registry.leave(newcomer);
    }

    private static UserName name(int number) {
        return UserName.parse("user" + number).orElseThrow();
    }
}
