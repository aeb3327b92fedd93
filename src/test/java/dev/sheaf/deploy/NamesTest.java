package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.deploy.Documents.Document;
import dev.sheaf.deploy.Pods.Running;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that no model class and no schema holds: those of annotations and variables. */
class NamesTest {
    /** Of Knative Serving 1.16: what a revision may say of its autoscaler, and so a service's template. */
    private static final Set<String> OF_A_REVISION = prefixed(
            "autoscaling.knative.dev/",
            "class",
            "min-scale",
            "max-scale",
            "initial-scale",
            "activation-scale",
            "scale-down-delay",
            "scale-to-zero-pod-retention-period",
            "metric",
            "metric-aggregation-algorithm",
            "target",
            "target-utilization-percentage",
            "target-burst-capacity",
            "window",
            "panic-window-percentage",
            "panic-threshold-percentage");

    /** Of Cloud Run's own YAML, version 1: of a service. */
    private static final Set<String> OF_A_SERVICE = prefixed(
            "run.googleapis.com/",
            "binary-authorization",
            "binary-authorization-breakglass",
            "custom-audiences",
            "description",
            "iap-enabled",
            "ingress",
            "invoker-iam-disabled",
            "launch-stage",
            "manualInstanceCount",
            "maxScale",
            "minScale",
            "scalingMode");

    /** The same, of what a service or a job starts. */
    private static final Set<String> OF_A_TEMPLATE = Stream.concat(
                    Stream.of("autoscaling.knative.dev/minScale", "autoscaling.knative.dev/maxScale"),
                    prefixed(
                            "run.googleapis.com/",
                            "cloudsql-instances",
                            "container-dependencies",
                            "cpu-throttling",
                            "encryption-key",
                            "execution-environment",
                            "network-interfaces",
                            "sessionAffinity",
                            "startup-cpu-boost",
                            "vpc-access-connector",
                            "vpc-access-egress")
                            .stream())
            .collect(Collectors.toSet());

    /** Of those who are not ours and not Quarkus'. */
    private static final Set<String> OF_OTHERS = Set.of("DATABASE_URL", "OPENAI_API_KEY");

    private static final String MODELS = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    private static Set<String> prefixed(String prefix, String... names) {
        return Stream.of(names).map(name -> prefix + name).collect(Collectors.toSet());
    }

    static List<Document> manifests() {
        return Documents.manifests().stream()
                .filter(one -> !one.content().findValues("annotations").isEmpty())
                .filter(one -> !one.content().path("kind").asText().equals("PrometheusRule"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void an_annotation_is_one_that_the_platform_reads(Document manifest) {
        boolean isOnCloudRun = manifest.file().toString().contains("cloud-run");
        assertThat(isOnCloudRun ? OF_A_SERVICE : Set.of())
                .containsAll(names(manifest.content().at("/metadata/annotations")));
        assertThat(isOnCloudRun ? OF_A_TEMPLATE : OF_A_REVISION)
                .containsAll(names(manifest.content().at("/spec/template/metadata/annotations")));
        assertThat(manifest.content().findValues("annotations"))
                .as("those are all places")
                .hasSize((int) Stream.of("/metadata/annotations", "/spec/template/metadata/annotations")
                        .filter(place -> manifest.content().at(place).isObject())
                        .count());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void both_kinds_of_service_have_annotations() {
        assertThat(manifests())
                .extracting(Document::name)
                .anyMatch(name -> name.contains("knative"))
                .anyMatch(name -> name.contains("cloud-run"));
    }

    /** DocsTest holds those that begin with SHEAF. */
    @Test
    void a_variable_of_quarkus_is_one_that_its_extensions_know() throws IOException {
        Set<String> known = ofExtensions();
        assertThat(known).hasSizeGreaterThan(500);
        List<Path> files = Stream.of(Path.of("deploy"), Path.of("docs"))
                .flatMap(root -> Documents.files(root, ".*"))
                .toList();
        Set<String> named = new TreeSet<>();
        files.forEach(file -> Pattern.compile("\\bQUARKUS_[A-Z_]+[A-Z]")
                .matcher(Documents.text(file))
                .results()
                .map(MatchResult::group)
                .forEach(named::add));
        assertThat(named).contains("QUARKUS_HTTP_HOST", "QUARKUS_SHUTDOWN_TIMEOUT");
        assertThat(known).containsAll(named);
    }

    /** As each extension describes itself, in its jar. */
    private static Set<String> ofExtensions() throws IOException {
        Set<String> known = new TreeSet<>();
        JsonMapper json = JsonMapper.builder().build();
        for (URL model : Collections.list(NamesTest.class.getClassLoader().getResources(MODELS))) {
            known.addAll(json.readTree(model).findValuesAsText("environmentVariable"));
        }
        return known;
    }

    @Test
    void every_variable_of_a_container_is_somebodys() {
        Set<String> named = Pods.running().stream()
                .map(Running::environment)
                .flatMap(environment -> environment.keySet().stream())
                .filter(name -> !name.matches("(SHEAF|QUARKUS)_.*"))
                .collect(Collectors.toSet());
        assertThat(OF_OTHERS).containsAll(named);
    }
}
