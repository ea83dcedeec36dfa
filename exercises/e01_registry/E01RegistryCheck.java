package e01_registry;

import aside.exercise.Check;
import aside.exercise.Exercise;
import aside.exercise.Subject;
import aside.registry.ClientRegistry;
import aside.registry.UserName;
import java.util.HashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;

/** The checks of exercise 1. */
@Tag("exercise-1")
@Exercise(number = 1, title = "Who is here", stars = 1, chapter = "docs/01-registry.md", yours = MyClientRegistry.class)
class E01RegistryCheck {

    private final ClientRegistry registry;

    E01RegistryCheck(Subject<ClientRegistry> subject) {
        registry = subject.make(new HashMap<>(), new ReentrantReadWriteLock());
    }

    @Check(step = 1, points = 10)
    void findsNobodyInAnEmptyRoom() {
        registry.find(UserName.parse("alice").orElseThrow());
    }
}
