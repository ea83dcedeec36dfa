package aside.bench;

/**
 * Runs the measurements: {@code parts}, {@code load}, {@code start}, {@code profile}, or all but the last. A quick run
 * ({@code bench.quick}) takes seconds, shows that everything still runs, and leaves the documentation alone.
 */
public final class Bench {

    /** Whether this run only shows that everything runs. */
    static final boolean QUICK = Boolean.getBoolean("bench.quick");

    private Bench() {
    }

    /**
     * Measures.
     *
     * @param arguments what to measure
     * @throws Exception if the server or the load fails; then the figures mean nothing
     */
    public static void main(String[] arguments) throws Exception {
        if (!QUICK) {
            Report.lookAtTheMachine();
        }
        String what = arguments.length == 0 ? "true" : arguments[0];
        switch (what) {
            case "parts" -> Parts.run();
            case "load" -> EndToEnd.run();
            case "start" -> StartAndMemory.run();
            case "profile" -> Profile.run();
            // "true" is what Maven makes of -Dbench alone.
            case "all", "true" -> {
                Parts.run();
                EndToEnd.run();
                StartAndMemory.run();
            }
            default -> throw new IllegalArgumentException(
                    "there is no measurement \"" + what + "\"; there are parts, load, start, profile and all");
        }
    }
}
