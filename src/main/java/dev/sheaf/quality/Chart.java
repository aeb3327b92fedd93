package dev.sheaf.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A small chart as inline SVG: sizes from left to right, a figure up and down. Its colours are the page's. */
final class Chart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 220;
    private static final int LEFT = 46;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 28;
    private static final int STEPS = 5;
    /** Steps that an axis may have, of a power of ten. */
    private static final double[] ROUND = {1, 2, 5, 10};

    private static final int WHISKER = 5;
    private static final int BAR = 26;

    private final String title;
    private final String unit;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /** @param kind a class of the page's style */
    private record Mark(
            String label, double value, @Nullable Interval interval, String kind) {}

    private record Line(
            String label, double value, @Nullable Interval band, String kind) {}

    /** @param unit after the figures of the axis: of per cent, or none */
    Chart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    Chart point(String label, double value, Interval interval, String kind) {
        marks.add(new Mark(label, value, interval, kind));
        return reach(interval.low(), interval.high());
    }

    Chart bar(String label, double value) {
        marks.add(new Mark(label, value, null, "bar"));
        return reach(0, value);
    }

    Chart line(String label, double value, @Nullable Interval band, String kind) {
        lines.add(new Line(label, value, band, kind));
        return reach(band == null ? value : band.low(), band == null ? value : band.high());
    }

    private Chart reach(double from, double to) {
        low = Math.min(low, from);
        high = Math.max(high, to);
        return this;
    }

    String svg() {
        StringBuilder svg = new StringBuilder(4_096);
        svg.append(said(
                "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                Html.text(title), WIDTH, HEIGHT, Html.text(title + ": " + spoken())));
        axis(svg);
        lines.forEach(line -> draw(line, svg));
        for (int i = 0; i < marks.size(); i++) {
            draw(marks.get(i), x(i), svg);
        }
        return svg.append("</svg></figure>").toString();
    }

    /** For those who do not see it. */
    private String spoken() {
        return String.join(
                ", ",
                marks.stream()
                        .map(mark -> said("%s: %s%s", mark.label, figure(mark.value), unit))
                        .toList());
    }

    /** Between two lines of the axis: a round figure that takes few of them from the lowest mark to the highest. */
    private double step() {
        double least = Math.max(high - low, 1) / STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        return Arrays.stream(ROUND)
                .map(round -> round * power)
                .filter(step -> step >= least)
                .findFirst()
                .orElse(10 * power);
    }

    private double top() {
        double top = step() * Math.ceil(high / step());
        return top > bottom() ? top : bottom() + step();
    }

    private double bottom() {
        double steps = Math.floor(low / step());
        return step() * (steps > 0 && steps == Math.ceil(high / step()) ? steps - 1 : steps);
    }

    private double y(double value) {
        double share = (value - bottom()) / (top() - bottom());
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private double x(int place) {
        return LEFT + (place + 0.5) * (WIDTH - LEFT - RIGHT) / marks.size();
    }

    private void axis(StringBuilder svg) {
        long steps = Math.round((top() - bottom()) / step());
        for (int i = 0; i <= steps; i++) {
            double value = bottom() + i * step();
            svg.append(said(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y(value),
                    y(value),
                    LEFT - 5,
                    y(value) + 4,
                    said(step() < 1 ? "%.1f" : "%.0f", value),
                    unit));
        }
    }

    private void draw(Line line, StringBuilder svg) {
        Interval band = line.band;
        if (band != null) {
            svg.append(said(
                    "<rect class=\"band\" x=\"%d\" width=\"%d\" y=\"%.1f\" height=\"%.1f\"/>",
                    LEFT, WIDTH - LEFT - RIGHT, y(band.high()), y(band.low()) - y(band.high())));
        }
        svg.append(said(
                "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                        + "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                line.kind,
                LEFT,
                WIDTH - RIGHT,
                y(line.value),
                y(line.value),
                WIDTH - RIGHT - 2,
                y(line.value) - 4,
                Html.text(line.label)));
    }

    private void draw(Mark mark, double x, StringBuilder svg) {
        Interval interval = mark.interval;
        if (interval == null) {
            svg.append(said(
                    "<rect class=\"bar\" x=\"%.1f\" width=\"%d\" y=\"%.1f\" height=\"%.1f\"/>"
                            + "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                    x - BAR / 2.0,
                    BAR,
                    y(mark.value),
                    y(bottom()) - y(mark.value),
                    x,
                    y(mark.value) - 3,
                    figure(mark.value)));
        } else {
            svg.append(said(
                    "<path class=\"%s\" d=\"M%.1f %.1fV%.1fM%.1f %.1fh%dM%.1f %.1fh%d\"/>"
                            + "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
                    mark.kind,
                    x,
                    y(interval.low()),
                    y(interval.high()),
                    x - WHISKER,
                    y(interval.low()),
                    2 * WHISKER,
                    x - WHISKER,
                    y(interval.high()),
                    2 * WHISKER,
                    mark.kind,
                    x,
                    y(mark.value)));
        }
        svg.append(said(
                "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                x, HEIGHT - BOTTOM + 16, Html.text(mark.label)));
    }

    private static String figure(double value) {
        return said(Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 1_000 ? "%.1f" : "%.0f", value);
    }

    private static String said(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
