package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.pack.Seeds;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final Pattern TICK =
            Pattern.compile("y1=\"([-.0-9]+)\" y2=\"[-.0-9]+\"/><text class=\"tick\" x=\"\\d+\" y=\"[-.0-9]+\" "
                    + "text-anchor=\"end\">([-.0-9]+)( %)?</text>");
    private static final Pattern CIRCLE = Pattern.compile("cy=\"([-.0-9]+)\"");

    private static List<MatchResult> ticks(Chart chart) {
        return TICK.matcher(chart.svg()).results().toList();
    }

    private static List<String> figures(Chart chart) {
        return ticks(chart).stream().map(tick -> tick.group(2)).toList();
    }

    @Test
    void an_axis_has_round_figures() {
        Chart chart = new Chart("Agreement", " %")
                .point("1", 97.2, new Interval(95.4, 98.3), "plain")
                .point("40", 78.6, new Interval(74.8, 82.0), "plain");

        assertThat(figures(chart)).containsExactly("70", "75", "80", "85", "90", "95", "100");
    }

    @Test
    void bars_stand_on_nothing() {
        assertThat(figures(new Chart("Tokens", "").bar("1", 545.2).bar("5", 128.4)))
                .containsExactly("0", "200", "400", "600");
    }

    @Test
    void what_is_the_same_everywhere_has_an_axis_too() {
        Chart chart = new Chart("Agreement", " %").point("1", 100, new Interval(100, 100), "plain");

        assertThat(figures(chart)).containsExactly("99.8", "100.0");
    }

    @Test
    void every_mark_lies_within_few_lines_of_the_axis() {
        Seeds.some(1_000).forEach(seed -> {
            Random random = new Random(seed);
            double low = random.nextDouble() * 99;
            double high = low + random.nextDouble() * (100 - low);
            double middle = (low + high) / 2;
            Chart chart = new Chart("Agreement", " %").point("5", middle, new Interval(low, high), "plain");
            List<MatchResult> ticks = ticks(chart);
            double bottom = Double.parseDouble(ticks.get(0).group(1));
            double top = Double.parseDouble(ticks.get(ticks.size() - 1).group(1));
            MatchResult mark = CIRCLE.matcher(chart.svg()).results().findFirst().orElseThrow();

            assertThat(ticks).as("seed %d", seed).hasSizeBetween(2, 7);
            assertThat(Double.parseDouble(mark.group(1))).as("seed %d", seed).isBetween(top, bottom);
            assertThat(Double.parseDouble(ticks.get(ticks.size() - 1).group(2))).isLessThanOrEqualTo(100);
        });
    }
}
