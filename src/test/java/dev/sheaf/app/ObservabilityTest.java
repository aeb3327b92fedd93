package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for nothing that the service does not show. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class ObservabilityTest {
    private static final Path DIRECTORY = Path.of("deploy/observability");
    /** Added by whoever scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "by", "without", "on", "ignoring", "bool");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)[!=]=?~?\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|without) \\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-z_]+\\b(?!\\s*\\()");

    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource
    URI base;

    StagedProvider provider;

    @Inject
    BacklogMeters backlog;

    @Inject
    CapMeters caps;

    @Inject
    MeterRegistry registry;

    /** What a cap bounds is no other test's business. */
    @AfterEach
    void free() throws Exception {
        send("DELETE", "/caps/tenant", "");
    }

    @Test
    void every_metric_and_label_is_there() throws Exception {
        happen();
        Map<String, Set<String>> shown = shown();

        List<String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(20);
        for (String expression : expressions) {
            assertThat(shown.keySet()).as(expression).containsAll(metrics(expression));
            Set<String> there = new HashSet<>(OF_PROMETHEUS);
            metrics(expression).forEach(metric -> there.addAll(shown.get(metric)));
            assertThat(there).as(expression).containsAll(labels(expression));
        }
    }

    /** What has not happened yet is there as nothing; a value that never is would be a rule that never fires. */
    @Test
    void every_value_that_is_asked_for_is_there() throws Exception {
        happen();
        String all = figures();
        Set<String> asked = new TreeSet<>();
        expressions().forEach(expression -> asked.addAll(values(expression)));

        assertThat(asked).contains("sheaf_job_items_total outcome=\"again\"").hasSizeGreaterThan(4);
        assertThat(asked).allSatisfy(one -> {
            String[] words = one.split(" ");
            assertThat(all.lines()
                            .filter(line -> line.startsWith(words[0] + "{"))
                            .anyMatch(line -> line.contains(words[1])))
                    .as(one)
                    .isTrue();
        });
    }

    /** Metric and {@code label="value"}, one of each alternative. */
    private static Set<String> values(String expression) {
        Set<String> values = new TreeSet<>();
        SELECTOR.matcher(expression).results().forEach(selector -> MATCHER.matcher(selector.group(2))
                .results()
                .forEach(one -> Stream.of(one.group(2).split("\\|"))
                        .map(value -> selector.group(1) + " " + one.group(1) + "=\"" + value + "\"")
                        .forEach(values::add)));
        return values;
    }

    @Test
    void a_metric_that_there_is_not_would_be_noticed() {
        assertThat(metrics(
                        "sum by (state) (rate(sheaf_a_total{state!=\"x\"}[5m])) / clamp_min(sheaf_b, 0.5) > 3 or up"))
                .containsExactlyInAnyOrder("sheaf_a_total", "sheaf_b", "up");
        assertThat(labels("sum by (a, b) (rate(x{c=\"d\"}[1m]))")).containsExactlyInAnyOrder("a", "b", "c");
    }

    /** Something of all that is counted only when it happens. */
    private void happen() throws Exception {
        send(
                "PUT",
                "/tasks/seen",
                "{'instructions':'Classify the sentiment.','labels':['POSITIVE','NEGATIVE'],'packing':{'maxItems':2}}");
        provider.replies("seen-mute", StagedProvider.Reply.text("No."), StagedProvider.Reply.PASS);
        provider.replies("seen-odd", StagedProvider.Reply.text("[100001] POSITIVE"), StagedProvider.Reply.PASS);
        provider.replies("seen-refused", StagedProvider.Reply.error(401, "invalid_api_key"));
        for (String text : List.of("great", "seen-mute", "seen-odd", "seen-refused")) {
            String item = "','text':'" + text + "'}";
            send("POST", "/tasks/seen/answers", "{'items':[{'id':'1" + item + ",{'id':'2" + item + "]}");
        }
        send("PUT", "/caps/tenant", "{'usdPerDay':1000}");
        // the regular look may have begun before the cap was there
        Until.holds("the cap is shown", () -> {
            caps.look().await().atMost(Duration.ofSeconds(30));
            return registry.find("sheaf.cap.dollars").gauge() != null;
        });
        backlog.look().await().atMost(Duration.ofSeconds(30));
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        JsonNode dashboard =
                new ObjectMapper().readTree(DIRECTORY.resolve("dashboard.json").toFile());
        expressions.addAll(dashboard.findValuesAsText("expr"));
        JsonNode alerts = new YAMLMapper().readTree(Files.readString(DIRECTORY.resolve("alerts.yaml")));
        expressions.addAll(alerts.findValuesAsText("expr"));
        return expressions;
    }

    private String figures() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/q/metrics")).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Each sample's name with the names of its labels. */
    private Map<String, Set<String>> shown() throws Exception {
        Map<String, Set<String>> shown = new HashMap<>();
        figures().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = Pattern.compile("^([a-zA-Z_]+)(\\{.*})? .*").matcher(line);
            if (sample.matches()) {
                Set<String> labels = shown.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
                Pattern.compile("([a-zA-Z_]+)=\"")
                        .matcher(sample.group(2) == null ? "" : sample.group(2))
                        .results()
                        .forEach(label -> labels.add(label.group(1)));
            }
        });
        return shown;
    }

    private static Set<String> metrics(String expression) {
        String bare = GROUPED.matcher(expression).replaceAll(" ");
        bare = bare.replaceAll("\\{[^}]*}", " ").replaceAll("\\[[^]]*]", " ");
        Set<String> names = new TreeSet<>();
        NAME.matcher(bare).results().map(name -> name.group()).forEach(names::add);
        names.removeAll(WORDS);
        return names;
    }

    private static Set<String> labels(String expression) {
        Set<String> labels = new TreeSet<>();
        GROUPED.matcher(expression).results().forEach(group -> {
            for (String name : group.group(1).split(", ")) {
                labels.add(name);
            }
        });
        SELECTOR.matcher(expression).results().forEach(selector -> Pattern.compile("([a-z_]+)[!=]")
                .matcher(selector.group(2))
                .results()
                .forEach(label -> labels.add(label.group(1))));
        return labels;
    }

    private void send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isIn(200, 201, 204, 404);
    }
}
