package aside.testing;

/** Numbers as people write them: {@code once}, {@code 2 pings}. */
public final class Counts {

    private Counts() {
    }

    /** How often: {@code never}, {@code once}, {@code twice}, {@code 3 times}. */
    public static String times(long count) {
        return switch ((int) count) {
            case 0 -> "never";
            case 1 -> "once";
            case 2 -> "twice";
            default -> count + " times";
        };
    }

    /** How many: {@code no ping}, {@code 1 ping}, {@code 2 pings}. */
    public static String of(long count, String what) {
        return count == 0 ? "no " + what : count == 1 ? "1 " + what : count + " " + what + "s";
    }
}
