package aside.exercise;

import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs the checks of an exercise in the order of their steps. */
final class ChecksInOrder implements MethodOrderer {

    @Override
    public void orderMethods(MethodOrdererContext context) {
        context.getMethodDescriptors().sort(Comparator.comparingInt(ChecksInOrder::step));
    }

    private static int step(MethodDescriptor method) {
        return method.findAnnotation(Check.class).map(Check::step).orElse(Integer.MAX_VALUE);
    }
}
