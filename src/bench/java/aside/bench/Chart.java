package aside.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A chart of lines as SVG: plain shapes and text, no script, no font of its own. The colours follow the reader's light
 * or dark scheme; the lines differ in their dashes and marks as well, and each has its name at its end. The horizontal
 * axis is logarithmic.
 */
final class Chart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 76;
    private static final int RIGHT = 610;
    private static final int TOP = 48;
    private static final int BOTTOM = 340;
    private static final int NAMES_APART = 16;
    private static final List<String> DASHES = List.of("", "8 4", "2 4", "8 4 2 4");

    private static final String STYLE = """
            <style>
            svg { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --grid: #d0d7de;
              --line0: #0969da; --line1: #bc4c00; --line2: #1a7f37; --line3: #8250df; }
            @media (prefers-color-scheme: dark) {
              svg { --paper: #0d1117; --ink: #e6edf3; --grid: #30363d;
                --line0: #58a6ff; --line1: #f0883e; --line2: #3fb950; --line3: #bc8cff; }
            }
            .paper { fill: var(--paper); } text { fill: var(--ink); } .grid { stroke: var(--grid); }
            .axis { stroke: var(--ink); }
            </style>
            """;

    /** How the vertical axis runs. */
    enum Scale {
        /** From zero, in equal steps. */
        LINEAR,
        /** Each step ten times the one before. */
        LOGARITHMIC
    }

    /** A point of a line. */
    record Point(double x, double y) {
    }

    /** A line and its name. */
    record Line(String name, List<Point> points) {
    }

    private final String title;
    private final String across;
    private final String up;
    private final Scale scale;

    Chart(String title, String across, String up, Scale scale) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.scale = scale;
    }

    /** Draws the lines; at most four can be told apart. */
    String draw(List<Line> lines) {
        Axis x = Axis.logarithmic(values(lines, Point::x), LEFT, RIGHT);
        Axis y = scale == Scale.LINEAR ? Axis.linear(values(lines, Point::y), BOTTOM, TOP)
                : Axis.logarithmic(values(lines, Point::y), BOTTOM, TOP);
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"t d\" "
                + "font-family=\"system-ui, sans-serif\" font-size=\"14\">", WIDTH, HEIGHT);
        add(svg, "<title id=\"t\">%s</title>", title);
        add(svg, "<desc id=\"d\">%s</desc>", lines.stream().map(Chart::words).collect(Collectors.joining("; ")));
        svg.append(STYLE);
        add(svg, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"26\" font-weight=\"600\">%s</text>", LEFT, title);
        for (double tick : y.ticks()) {
            add(svg, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y.at(tick), RIGHT,
                    y.at(tick));
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y.at(tick) + 5, number(tick));
        }
        for (double tick : x.ticks()) {
            add(svg, "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", x.at(tick), TOP, x.at(tick),
                    BOTTOM);
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x.at(tick), BOTTOM + 20,
                    number(tick));
        }
        add(svg, "<path class=\"axis\" fill=\"none\" d=\"M%d %d V%d H%d\"/>", LEFT, TOP, BOTTOM, RIGHT);
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", (LEFT + RIGHT) / 2, BOTTOM + 44, across);
        add(svg, "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + BOTTOM) / 2, up);
        List<Double> names = apart(lines.stream().map(line -> y.at(line.points().getLast().y())).toList());
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), i, x, y, names.get(i));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Line line, int number, Axis x, Axis y, double nameAt) {
        add(svg, "<polyline style=\"stroke: var(--line%d)\" fill=\"none\" stroke-width=\"2\" stroke-dasharray=\"%s\" "
                + "points=\"%s\"/>", number, DASHES.get(number), line.points().stream()
                .map(it -> format("%.1f,%.1f", x.at(it.x()), y.at(it.y()))).collect(Collectors.joining(" ")));
        for (Point point : line.points()) {
            add(svg, number % 2 == 0
                    ? "<circle style=\"fill: var(--line%d)\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>"
                    : "<rect style=\"fill: var(--line%d)\" x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"8\" "
                            + "transform=\"translate(-4 -4)\"/>", number, x.at(point.x()), y.at(point.y()));
        }
        double end = x.at(line.points().getLast().x());
        add(svg, "<text x=\"%.1f\" y=\"%.1f\">%s</text>", end + 10, nameAt + 5, line.name());
    }

    /** Where the names stand: beside the ends of their lines, moved down where one would hide another. */
    private static List<Double> apart(List<Double> ends) {
        Double[] places = ends.toArray(Double[]::new);
        List<Integer> fromTheTop = IntStream.range(0, places.length).boxed()
                .sorted((one, other) -> Double.compare(places[one], places[other])).toList();
        double free = 0;
        for (int i : fromTheTop) {
            places[i] = Math.max(places[i], free);
            free = places[i] + NAMES_APART;
        }
        return List.of(places);
    }

    private static double[] values(List<Line> lines, ToDoubleFunction<Point> part) {
        return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(part).toArray();
    }

    private static String words(Line line) {
        return line.name() + ": " + line.points().stream()
                .map(it -> number(it.y()) + " at " + number(it.x())).collect(Collectors.joining(", "));
    }

    private static String number(double value) {
        return value >= 100 || value == Math.rint(value) ? format("%,.0f", value)
                : format(value >= 1 ? "%.1f" : "%.3f", value).replaceFirst("0+$", "");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(format(format, values)).append('\n');
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** From figures to places. */
    private record Axis(double low, double high, int from, int to, Scale scale, List<Double> ticks) {

        /** From zero to a round figure, in four or five steps. */
        static Axis linear(double[] values, int from, int to) {
            double highest = DoubleStream.of(values).max().orElse(1);
            double power = Math.pow(10, Math.floor(Math.log10(highest / 4)));
            double step = DoubleStream.of(1, 2, 2.5, 5, 10).map(it -> it * power)
                    .filter(it -> it * 5 >= highest).findFirst().orElse(10 * power);
            int steps = (int) Math.ceil(highest / step);
            return new Axis(0, steps * step, from, to, Scale.LINEAR,
                    DoubleStream.iterate(0, it -> it <= steps, it -> it + 1).map(it -> it * step).boxed().toList());
        }

        /** From a power of ten to a power of ten. */
        static Axis logarithmic(double[] values, int from, int to) {
            int low = (int) Math.floor(Math.log10(DoubleStream.of(values).min().orElse(1)));
            int high = Math.max(low + 1, (int) Math.ceil(Math.log10(DoubleStream.of(values).max().orElse(10))));
            return new Axis(low, high, from, to, Scale.LOGARITHMIC, DoubleStream.iterate(low, it -> it <= high,
                    it -> it + 1).map(it -> Math.pow(10, it)).boxed().toList());
        }

        double at(double value) {
            double place = scale == Scale.LINEAR ? value : Math.log10(value);
            return from + (place - low) / (high - low) * (to - from);
        }
    }
}
