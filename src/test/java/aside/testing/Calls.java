package aside.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class calls, read from its compiled code. Work that goes to another thread comes back a little later, so what
 * a check sees of it depends on luck. The call itself is in the code, and the code is the same every time.
 */
public final class Calls {

    /** Everything in here starts threads or lends them. */
    private static final Set<String> THREADS = Set.of("java/util/concurrent/Executors",
            "java/util/concurrent/ForkJoinPool", "java/util/concurrent/ThreadPoolExecutor",
            "java/util/concurrent/ScheduledThreadPoolExecutor", "java/util/concurrent/SubmissionPublisher",
            "java/util/Timer");

    private static final Set<String> CLOCKS = Set.of("java/lang/System.nanoTime", "java/lang/System.currentTimeMillis",
            "java/time/Instant.now", "java/time/LocalDateTime.now", "java/time/LocalTime.now",
            "java/time/ZonedDateTime.now", "java/time/OffsetDateTime.now", "java/time/Clock.systemUTC",
            "java/time/Clock.systemDefaultZone", "java/util/Date.<init>");

    private static final Set<String> THREAD_STARTERS =
            Set.of("<init>", "start", "ofVirtual", "ofPlatform", "startVirtualThread");

    /** The methods of {@code CompletableFuture} with these ends run their work in a pool. */
    private static final List<String> IN_A_POOL = List.of("Async", "delayedExecutor", "orTimeout", "completeOnTimeout");

    private static final Set<String> WAITS = Set.of("java/lang/Thread.sleep", "java/lang/Thread.join",
            "java/util/concurrent/locks/LockSupport.park", "java/util/concurrent/locks/LockSupport.parkNanos",
            "java/util/concurrent/locks/LockSupport.parkUntil", "java/util/concurrent/CountDownLatch.await",
            "java/util/concurrent/locks/Condition.await", "java/util/concurrent/locks/Condition.awaitUninterruptibly",
            "java/util/concurrent/locks/Condition.awaitNanos", "java/util/concurrent/CyclicBarrier.await",
            "java/util/concurrent/Semaphore.acquire", "java/util/concurrent/Semaphore.acquireUninterruptibly",
            "java/util/concurrent/Future.get", "java/util/concurrent/CompletableFuture.get",
            "java/util/concurrent/CompletableFuture.join", "java/util/concurrent/TimeUnit.sleep");

    private final Class<?> type;
    private final Queue<String> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private Optional<String> found = Optional.empty();

    private Calls(Class<?> type) {
        this.type = type;
    }

    /**
     * Looks for a call that starts a thread, hands work to a pool, reads a clock or waits.
     *
     * @param type the class; it, the classes within it, and what it uses of its own package are read
     * @return the first one, in words, with its line; empty if there is none
     */
    public static Optional<String> toThreadsClocksOrWaits(Class<?> type) {
        Calls calls = new Calls(type);
        for (Class<?> next = type; next != null && !isOfTheJdk(next.getName()); next = next.getSuperclass()) {
            calls.open.add(next.getName().replace('.', '/'));
        }
        while (!calls.open.isEmpty() && calls.found.isEmpty()) {
            calls.read(calls.open.remove());
        }
        return calls.found;
    }

    private static boolean isOfTheJdk(String name) {
        return name.startsWith("java.");
    }

    private void read(String name) {
        if (!seen.add(name)) {
            return;
        }
        try (InputStream file = type.getClassLoader().getResourceAsStream(name + ".class")) {
            if (file != null) {
                new ClassReader(file).accept(new Reader(), ClassReader.SKIP_FRAMES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isForbidden(String owner, String name, String descriptor) {
        String call = owner + "." + name;
        return THREADS.contains(owner)
                || owner.equals("java/lang/Thread") && THREAD_STARTERS.contains(name)
                || owner.equals("java/util/concurrent/CompletableFuture") && IN_A_POOL.stream().anyMatch(name::endsWith)
                || name.equals("parallelStream")
                || name.equals("parallel") && owner.startsWith("java/util/stream/")
                || owner.equals("java/util/Arrays") && name.startsWith("parallel")
                || CLOCKS.contains(call)
                || WAITS.contains(call)
                || name.equals("wait") && descriptor.endsWith(")V") && owner.startsWith("java/lang/Object")
                || owner.startsWith("java/util/concurrent/") && descriptor.contains("JLjava/util/concurrent/TimeUnit;)")
                        && !owner.equals("java/util/concurrent/TimeUnit");
    }

    /** Reads one class. */
    private final class Reader extends ClassVisitor {

        private String file = "";

        Reader() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitSource(String source, String debug) {
            file = source;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private int line;

                @Override
                public void visitLineNumber(int number, Label start) {
                    line = number;
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String types,
                        boolean isInterface) {
                    meet(owner, called, types);
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String types, Handle bootstrap, Object... arguments) {
                    Stream.of(arguments).filter(Handle.class::isInstance).map(Handle.class::cast)
                            .forEach(it -> meet(it.getOwner(), it.getName(), it.getDesc()));
                }

                private void meet(String owner, String called, String types) {
                    if (found.isEmpty() && isForbidden(owner, called, types)) {
                        found = Optional.of(words(owner, called) + " at " + file + ":" + line + source(line));
                    }
                    if (owner.startsWith(type.getPackageName().replace('.', '/') + "/")) {
                        open.add(owner);
                    }
                }
            };
        }

        private String words(String owner, String called) {
            String simple = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
            return called.equals("<init>") ? "new " + simple + "(...)" : simple + "." + called + "(...)";
        }

        private String source(int line) {
            return SourceLine.of(type.getName(), file, line).map(text -> "\n" + text).orElse("");
        }
    }
}
