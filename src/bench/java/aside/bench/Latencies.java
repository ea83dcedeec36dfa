package aside.bench;

import java.util.Arrays;

/** How long each of many things took: every single one is kept, so that percentiles are exact. */
final class Latencies {

    private long[] nanos = new long[1 << 16];
    private int count;

    void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
    }

    void clear() {
        count = 0;
    }

    /** The value, in milliseconds, that so many of a hundred do not exceed. */
    double percentileMillis(int percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, (long) count * percent / 100)] / 1e6;
    }
}
