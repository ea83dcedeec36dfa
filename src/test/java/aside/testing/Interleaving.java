package aside.testing;

import aside.ChatServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Two threads in each other's way, on purpose. A class is {@linkplain #woven woven}: before each step of its code that
 * another thread could see (a field, a call, a lock) it has a gap. Then {@link #explore} lets one thread stop in the
 * first gap, lets the other run, lets the first one go on; and again with the second gap, until there is none left. So
 * a race is found at the first run, on one core as well as on many, and not by luck.
 *
 * <pre>
 *   first    |--------- gap n          |--------->
 *   second              |------------->|
 * </pre>
 *
 * <p>The other thread may wait for what the first one holds, such as a lock. Then the first one goes on alone. If it
 * comes to wait, too, the two go on as they like, and what comes of it shows nothing: it would depend on who is faster,
 * and the gap after the lock shows the same.
 */
public final class Interleaving {

    /** Who passes so many gaps spins: it waits for the other without saying so to the scheduler. */
    private static final int SPINNING = 20_000;

    /** Looks in a row at a thread that waits, until it counts as waiting. */
    private static final int LOOKS = 3;

    /** How often to ask for a thread's state before pausing in between, and how long to pause. */
    private static final int POLLS = 20;
    private static final long POLL_NANOS = 20_000;

    /** With two stops, each of the two stops in its first gaps only. */
    private static final int GAPS_OF_TWO = 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Threads that look at another one until it waits: they run, and yet what they hold stays held. */
    private static final Set<Long> LOOKING = ConcurrentHashMap.newKeySet();

    /** Where the first thread of the last round stood; one for each thread that explores. */
    private static final ThreadLocal<String> WHERE = ThreadLocal.withInitial(() -> "");

    /**
     * Two things that are to happen together, and what must hold afterwards.
     *
     * @param first one of them
     * @param second the other one
     * @param roles whether it matters which of them stops in a gap
     * @param afterwards fails if something does not hold
     */
    public record Round(Runnable first, Runnable second, Roles roles, Runnable afterwards) {

        /** Two different things: each of them is to stop in each of its gaps. */
        public Round(Runnable first, Runnable second, Runnable afterwards) {
            this(first, second, Roles.DIFFERENT, afterwards);
        }

        private Round swapped() {
            return new Round(second, first, roles, afterwards);
        }
    }

    /** Whether the two do the same. */
    public enum Roles {
        /** They do not. */
        DIFFERENT,
        /** They do: it is enough that one of them stops. */
        ALIKE
    }

    private Interleaving() {
    }

    /**
     * Puts a gap before each step of a class's code.
     *
     * @param type the class; it and what it shares its package with are loaded anew, with static fields of their own
     * @return the same class with gaps
     */
    @SuppressWarnings("unchecked")
    public static <T> Class<? extends T> woven(Class<? extends T> type) {
        try {
            return (Class<? extends T>) new Weaver(type).loadClass(type.getName());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Plays a round once for each gap of its first part, and then, if the parts differ, in each other's role.
     *
     * @param rounds makes a new round; its parts use an object of a woven class
     */
    public static void explore(Supplier<Round> rounds) {
        inBothRoles(rounds, Interleaving::stopInEachGap);
    }

    /**
     * Like {@link #explore}, and then with two stops: while the first thread stands in one of its gaps, the second one
     * stops in one of its own, and the first one goes on before it. This takes as many rounds as the one has gaps times
     * as many as the other has, so it is for short things, and only their first gaps count.
     *
     * <pre>
     *   first    |------- gap n            |---------->
     *   second             |----- gap m               |-------->
     * </pre>
     *
     * @param rounds makes a new round; its parts use an object of a woven class
     */
    public static void exploreTwoStops(Supplier<Round> rounds) {
        explore(rounds);
        inBothRoles(rounds, each -> {
            int gap = 1;
            while (gap <= GAPS_OF_TWO && stopSecondInEachGap(each, gap)) {
                gap++;
            }
        });
    }

    /**
     * Like {@link #explore}, for things of which nobody knows how long they are: a stop in each of the first gaps only.
     *
     * @param gaps how many
     * @param rounds makes a new round; its parts use an object of a woven class
     */
    public static void exploreFirst(int gaps, Supplier<Round> rounds) {
        inBothRoles(rounds, each -> {
            int gap = 1;
            while (gap <= gaps && play(each.get(), gap)) {
                gap++;
            }
        });
    }

    private static void inBothRoles(Supplier<Round> rounds, Consumer<Supplier<Round>> exploration) {
        exploration.accept(rounds);
        if (rounds.get().roles() == Roles.DIFFERENT) {
            exploration.accept(() -> rounds.get().swapped());
        }
    }

    private static void stopInEachGap(Supplier<Round> rounds) {
        int gap = 1;
        while (play(rounds.get(), gap)) {
            gap++;
        }
    }

    /** False if the first thread has no such gap. */
    private static boolean stopSecondInEachGap(Supplier<Round> rounds, int gapOfFirst) {
        int gap = 1;
        while (true) {
            Runner first = new Runner(rounds.get(), true, gapOfFirst);
            Runner second = new Runner(first.round, false, gap);
            boolean bothStopped = play(first, second);
            if (!first.hasStopped || !bothStopped || gap == GAPS_OF_TWO) {
                return first.hasStopped;
            }
            gap++;
        }
    }

    /**
     * Runs something on another thread until it ends or waits for something that does not come of itself.
     *
     * @param task what to run
     * @return whether it ended; if not, the thread waits and the check goes on
     */
    public static boolean endsByItself(Runnable task) {
        CheckThreads.getsOn();
        Runner runner = new Runner(task, 0);
        runner.start();
        boolean ended = runner.endsOrWaits();
        if (ended) {
            runner.rethrow("");
        }
        return ended;
    }

    /** Where the first thread stood while the second one ran, in words; for what is found {@code afterwards}. */
    public static String where() {
        return WHERE.get();
    }

    /** Called by woven code at each gap. */
    public static void gap() {
        CheckThreads.mayGoOn();
        if (Thread.currentThread() instanceof Runner runner) {
            runner.passGap();
        }
    }

    private static boolean play(Round round, int gap) {
        Runner first = new Runner(round, true, gap);
        play(first, new Runner(round, false, 0));
        return first.hasStopped;
    }

    /** True if the second one has stopped in a gap, too. */
    private static boolean play(Runner first, Runner second) {
        CheckThreads.getsOn();
        first.start();
        boolean stopped = first.stopsInItsGap();
        second.start();
        boolean isInOrder = second.endsOrWaits() || second.hasStopped;
        boolean bothStopped = stopped && second.hasStopped;
        WHERE.set(!stopped ? "" : bothStopped
                ? ", while one thread stood at " + line(first) + " and the other one at " + line(second)
                : ", while one thread stood at " + line(first));
        if (!isInOrder) {
            second.holdBack();
        }
        first.goOn();
        if (bothStopped && !first.endsOrWaits()) {
            // It waits for what the second one holds.
            first.holdBack();
            second.goOn();
            isInOrder = second.endsOrWaits();
            first.goOn();
        } else {
            isInOrder |= first.endsOrWaits();
            second.goOn();
        }
        first.end();
        second.end();
        if (isInOrder) {
            first.rethrow(where());
            second.rethrow(where());
            first.round.afterwards().run();
        }
        return bothStopped;
    }

    private static String line(Thread stopped) {
        return Arrays.stream(stopped.getStackTrace())
                .filter(frame -> frame.getFileName() != null)
                .dropWhile(frame -> !frame.getMethodName().equals("gap"))
                .skip(1)
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("an unknown line");
    }

    /** When something was thrown, in words; it comes as a suppressed exception of what was thrown. */
    public static final class Schedule extends Exception {

        private static final long serialVersionUID = 1L;

        private Schedule(String words) {
            super(words, null, false, false);
        }
    }

    /** One of the two threads. */
    private static final class Runner extends Thread {

        private final Round round;
        private final int stopAt;
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private volatile int gaps;
        private volatile boolean hasStopped;
        private volatile boolean isInAGap;
        private volatile boolean isHeldBack;

        Runner(Runnable task, int stopAt) {
            this(new Round(task, () -> { }, () -> { }), true, stopAt);
        }

        Runner(Round round, boolean isFirst, int stopAt) {
            super(isFirst ? round.first() : round.second());
            this.round = round;
            this.stopAt = stopAt;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                super.run();
            } catch (Throwable e) {
                thrown.set(e);
            } finally {
                stopped.countDown();
            }
        }

        // Only this thread writes it.
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        void passGap() {
            gaps++;
            if (gaps == stopAt) {
                hasStopped = true;
                waitInTheGap();
            } else if (isHeldBack) {
                waitInTheGap();
            }
        }

        private void waitInTheGap() {
            isInAGap = true;
            stopped.countDown();
            await(goOn);
            isInAGap = false;
        }

        boolean stopsInItsGap() {
            await(stopped);
            return hasStopped;
        }

        /** Lets it stop in its next gap. */
        void holdBack() {
            goOn = new CountDownLatch(1);
            isHeldBack = true;
        }

        void goOn() {
            isHeldBack = false;
            goOn.countDown();
        }

        /**
         * True if the thread has ended, false if it waits for somebody else, or has come to the gap in which it is to
         * stop. A thread that may leave its gap does not wait.
         */
        boolean endsOrWaits() {
            boolean isNested = !LOOKING.add(Thread.currentThread().threadId());
            try {
                int waiting = 0;
                int polls = 0;
                while (getState() != State.TERMINATED && waiting < LOOKS && gaps < SPINNING
                        && !(isInAGap && gaps == stopAt && goOn.getCount() > 0)) {
                    waiting = !isInAGap && waits() ? waiting + 1 : 0;
                    polls++;
                    if (polls < POLLS) {
                        Thread.yield();
                    } else {
                        // On a busy machine, whoever asks all the time takes the time of the thread it asks about.
                        LockSupport.parkNanos(POLL_NANOS);
                    }
                }
            } finally {
                if (!isNested) {
                    LOOKING.remove(Thread.currentThread().threadId());
                }
            }
            return getState() == State.TERMINATED;
        }

        /**
         * Whether it waits for what does not come of itself. What a third thread holds does: one that loads a class
         * holds a lock that any other may need, and on a busy machine it may hold it for long.
         */
        private boolean waits() {
            // Asking for the owner of a lock takes many times as long.
            State state = getState();
            if (state == State.NEW || state == State.RUNNABLE || state == State.TERMINATED) {
                return false;
            }
            ThreadInfo self = THREADS.getThreadInfo(threadId());
            if (self == null) {
                return false;
            }
            return switch (self.getThreadState()) {
                case BLOCKED, WAITING, TIMED_WAITING -> !comesToLetGo(self.getLockOwnerId());
                case NEW, RUNNABLE, TERMINATED -> false;
            };
        }

        private static boolean comesToLetGo(long owner) {
            ThreadInfo holder = owner < 0 || LOOKING.contains(owner) ? null : THREADS.getThreadInfo(owner);
            return holder != null && holder.getThreadState() == State.RUNNABLE;
        }

        void end() {
            try {
                join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while two threads were in each other's way", e);
            }
        }

        void rethrow(String where) {
            Optional.ofNullable(thrown.get()).ifPresent(it -> {
                if (!where.isEmpty()) {
                    it.addSuppressed(new Schedule("two threads were in each other's way" + where));
                }
                switch (it) {
                    case Error error -> throw error;
                    case RuntimeException exception -> throw exception;
                    default -> throw new IllegalStateException(it);
                }
            });
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted in a gap", e);
            }
        }
    }

    /** Loads the classes of one package with gaps in them, and all others as they are. */
    private static final class Weaver extends ClassLoader {

        private final Class<?> type;

        Weaver(Class<?> type) {
            super(type.getClassLoader());
            this.type = type;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isFellow = name.substring(0, Math.max(0, name.lastIndexOf('.'))).equals(type.getPackageName());
            if (!isFellow || isShared(getParent().loadClass(name))) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : weave(name);
            }
        }

        /** In a package may also be the types in which the class and its callers speak to each other. */
        private boolean isShared(Class<?> fellow) {
            boolean isWhatItImplements = fellow.isInterface() && fellow.isAssignableFrom(type);
            return fellow != type && Modifier.isPublic(fellow.getModifiers())
                    && (isWhatItImplements || fellow.getProtectionDomain().getCodeSource().getLocation()
                            .equals(ChatServer.class.getProtectionDomain().getCodeSource().getLocation()));
        }

        private Class<?> weave(String name) throws ClassNotFoundException {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                ClassReader reader = new ClassReader(file);
                ClassWriter woven = new ClassWriter(0);
                reader.accept(new Gaps(woven, finalFields(reader), methodsWithoutALock(reader)), 0);
                byte[] code = woven.toByteArray();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Nobody changes them, so it is all the same what another thread does before they are read. */
    private static Set<String> finalFields(ClassReader type) {
        Set<String> names = new HashSet<>();
        type.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                if ((access & Opcodes.ACC_FINAL) != 0) {
                    names.add(type.getClassName() + "." + name);
                }
                return null;
            }
        }, ClassReader.SKIP_CODE);
        return names;
    }

    /** A method that is synchronized takes its lock before the first gap inside; a call of another one needs no gap. */
    private static Set<String> methodsWithoutALock(ClassReader type) {
        Set<String> names = new HashSet<>();
        type.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                if ((access & Opcodes.ACC_SYNCHRONIZED) == 0) {
                    names.add(type.getClassName() + "." + name + descriptor);
                }
                return null;
            }
        }, ClassReader.SKIP_CODE);
        return names;
    }

    /** Copies a class and puts the gaps in. */
    private static final class Gaps extends ClassVisitor {

        private final Set<String> finalFields;
        private final Set<String> methodsWithoutALock;

        Gaps(ClassVisitor copy, Set<String> finalFields, Set<String> methodsWithoutALock) {
            super(Opcodes.ASM9, copy);
            this.finalFields = finalFields;
            this.methodsWithoutALock = methodsWithoutALock;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                String[] exceptions) {
            MethodVisitor copy = super.visitMethod(access, name, descriptor, signature, exceptions);
            // Nobody else sees an object while it is made.
            return name.startsWith("<") ? copy : new GapsInMethod(copy);
        }

        /** Copies a method and puts the gaps in. */
        private final class GapsInMethod extends MethodVisitor {

            private final Set<Label> seen = new HashSet<>();

            GapsInMethod(MethodVisitor copy) {
                super(Opcodes.ASM9, copy);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                if (!finalFields.contains(owner + "." + name)) {
                    putGap();
                }
                super.visitFieldInsn(opcode, owner, name, descriptor);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                // A method of its own has gaps inside, and a new object is seen by nobody.
                if (!methodsWithoutALock.contains(owner + "." + name + descriptor) && !name.equals("<init>")) {
                    putGap();
                }
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }

            @Override
            public void visitLabel(Label label) {
                seen.add(label);
                super.visitLabel(label);
            }

            @Override
            public void visitJumpInsn(int opcode, Label label) {
                if (seen.contains(label)) {
                    // A jump back is a turn of a loop.
                    super.visitMethodInsn(Opcodes.INVOKESTATIC, "aside/testing/CheckThreads", "mayGoOn", "()V", false);
                }
                super.visitJumpInsn(opcode, label);
            }

            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
                    putGap();
                }
                super.visitInsn(opcode);
            }

            private void putGap() {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, "aside/testing/Interleaving", "gap", "()V", false);
            }
        }
    }
}
