package aside.testing;

import aside.heartbeat.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that stands still until the test moves it. Tasks run on the thread that moves it, in the order they are due. */
public final class ManualScheduler implements Scheduler {

    private record Task(long dueAt, long number, Runnable work) {
    }

    private final List<Task> tasks = new ArrayList<>();
    private long now;
    private long scheduled;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable work) {
        Task task = new Task(now + delay.toNanos(), scheduled++, work);
        tasks.add(task);
        return () -> remove(task);
    }

    /** Lets time pass and runs what is due on the way, each task at its own time. */
    public void advance(Duration duration) {
        long until = nanoTime() + duration.toNanos();
        for (Optional<Task> next = takeDue(until); next.isPresent(); next = takeDue(until)) {
            next.get().work().run();
        }
        setTo(until);
    }

    /** How many tasks wait for their time. */
    public synchronized int waitingTasks() {
        return tasks.size();
    }

    private synchronized Optional<Task> takeDue(long until) {
        Optional<Task> next = tasks.stream()
                .filter(task -> task.dueAt() <= until)
                .min(Comparator.comparingLong(Task::dueAt).thenComparingLong(Task::number));
        next.ifPresent(task -> {
            tasks.remove(task);
            now = Math.max(now, task.dueAt());
        });
        return next;
    }

    private synchronized void setTo(long until) {
        now = Math.max(now, until);
    }

    private synchronized void remove(Task task) {
        tasks.remove(task);
    }
}
