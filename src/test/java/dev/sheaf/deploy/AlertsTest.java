package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules and the dashboard speak of; that it is there is ObservabilityTest's. */
class AlertsTest {
    private static final Path DIRECTORY = Documents.ROOT.resolve("observability");
    private static final String OF_JOBS = "sheaf_job_items_total";

    private static JsonNode content(String file) {
        return Documents.of(DIRECTORY.resolve(file)).get(0).content();
    }

    static Stream<String> expressions() {
        return content("alerts.yaml").findValuesAsText("expr").stream();
    }

    /** A share of the one in the other would fall as the other grows, and stay low whatever happens. */
    @ParameterizedTest
    @MethodSource("expressions")
    void a_rule_counts_items_of_one_lane_only(String expression) {
        boolean online = expression.contains("sheaf_items_total") || expression.contains("sheaf_repairs_total");
        assertThat(online && expression.contains(OF_JOBS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sheaf_repairs_total[",
                "sheaf_items_total{outcome=\"failed\"}",
                OF_JOBS + "{outcome=\"again\"}",
                OF_JOBS + "{outcome=\"failed\"}",
                "sheaf_due_seconds) >",
                "absent(sheaf_due_seconds)",
                "sheaf_guard_agreement",
                "sheaf_cap_spent_dollars",
                "sheaf_parts_oldest_seconds",
                "sheaf_enqueued_tokens",
                "sheaf_queue_wait_seconds_max"
            })
    void what_goes_wrong_in_either_lane_has_a_rule(String figure) {
        assertThat(expressions()).anyMatch(expression -> expression.contains(figure));
    }

    /** Both sides of a comparison by the same labels, or a tenant's figure is held to another one's bound. */
    @Test
    void a_tasks_agreement_is_held_to_its_own_bound() {
        assertThat(expressions().filter(expression -> expression.contains("sheaf_guard_agreement")))
                .allMatch(expression -> expression.startsWith("max by (tenant, task) (")
                        && expression.contains("< max by (tenant, task) (sheaf_guard_bound)"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sheaf_guard_agreement sheaf_guard_bound", "sheaf_cap_spent_dollars sheaf_cap_dollars"})
    void a_figure_stands_in_one_panel_with_its_bound(String together) {
        assertThat(content("dashboard.json")
                        .path("panels")
                        .valueStream()
                        .map(panel -> String.join(" ", panel.findValuesAsText("expr"))))
                .anyMatch(expressions -> Stream.of(together.split(" ")).allMatch(expressions::contains));
    }

    @Test
    void panels_have_ids_and_places_of_their_own() {
        List<JsonNode> panels =
                content("dashboard.json").path("panels").valueStream().toList();
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        TreeSet<String> taken = new TreeSet<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.path("gridPos");
            for (int y = 0; y < at.path("h").asInt(); y++) {
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    int column = at.path("x").asInt() + x;
                    assertThat(taken.add(column + "/" + (at.path("y").asInt() + y)))
                            .as("%s stands on another", panel.path("title").asText())
                            .isTrue();
                    assertThat(column).isLessThan(24);
                }
            }
        }
    }
}
