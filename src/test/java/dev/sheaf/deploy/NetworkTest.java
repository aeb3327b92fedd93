package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.deploy.Pods.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who finds whom, and by which port. */
class NetworkTest {
    private static final JsonNode DEPLOYMENT = Pods.manifest("base/deployment.yaml");
    private static final JsonNode SERVICE = Pods.manifest("base/service.yaml");
    private static final JsonNode POLICY = Pods.manifest("base/networkpolicy.yaml");
    private static final JsonNode MONITOR = Pods.manifest("base/servicemonitor.yaml");

    private static final int OPEN = 8080;
    private static final int MANAGED = 9000;

    static List<Running> services() {
        return Pods.ofCommand("serve");
    }

    /** With the label that the kustomization adds where there are labels already, and nowhere else. */
    private static Map<String, String> labelled(JsonNode labels) {
        Map<String, String> all = new TreeMap<>();
        labels.properties().forEach(one -> all.put(one.getKey(), one.getValue().asText()));
        if (!all.isEmpty()) {
            Pods.manifest("base/kustomization.yaml")
                    .at("/labels/0/pairs")
                    .properties()
                    .forEach(one -> all.put(one.getKey(), one.getValue().asText()));
        }
        return all;
    }

    @Test
    void whoever_selects_pods_finds_those_of_the_service_and_no_others() {
        Map<String, String> labels = labelled(DEPLOYMENT.at("/spec/template/metadata/labels"));

        assertThat(labels).hasSize(2);
        assertThat(List.of(
                        DEPLOYMENT.at("/spec/selector/matchLabels"),
                        SERVICE.at("/spec/selector"),
                        Pods.manifest("base/pdb.yaml").at("/spec/selector/matchLabels"),
                        POLICY.at("/spec/podSelector/matchLabels")))
                .allMatch(selector -> labelled(selector).equals(labels));
    }

    /** No kustomization adds labels to what a monitor selects. */
    @Test
    void who_scrapes_finds_the_service_by_all_its_labels() {
        assertThat(plain(MONITOR.at("/spec/selector/matchLabels")))
                .isEqualTo(labelled(SERVICE.at("/metadata/labels")))
                .hasSize(2);
        assertThat(port(SERVICE, MONITOR.at("/spec/endpoints/0/port").asText())).isEqualTo(MANAGED);
    }

    private static Map<String, String> plain(JsonNode labels) {
        Map<String, String> all = new TreeMap<>();
        labels.properties().forEach(one -> all.put(one.getKey(), one.getValue().asText()));
        return all;
    }

    /** Of the container that a Service's port leads to. */
    private static int port(JsonNode service, String name) {
        JsonNode target = named(service.at("/spec/ports"), name).path("targetPort");
        return named(DEPLOYMENT.at("/spec/template/spec/containers/0/ports"), target.asText())
                .path("containerPort")
                .asInt();
    }

    private static JsonNode named(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_is_managed_has_a_port_of_its_own_that_only_who_scrapes_may_reach() {
        assertThat(port(SERVICE, "http")).isEqualTo(OPEN);
        assertThat(from(POLICY, OPEN)).contains("sheaf.dev/client").doesNotContain("monitoring");
        assertThat(from(POLICY, MANAGED)).contains("monitoring").doesNotContain("sheaf.dev/client", "podSelector");
    }

    /** Whom the policy lets in there, as it stands. */
    private static String from(JsonNode policy, int port) {
        List<String> peers = new ArrayList<>();
        for (JsonNode rule : policy.at("/spec/ingress")) {
            assertThat(rule.path("ports")).as("a rule names its ports").isNotEmpty();
            for (JsonNode one : rule.path("ports")) {
                if (one.path("port").asInt() == port) {
                    peers.add(rule.path("from").toString());
                }
            }
        }
        assertThat(peers).hasSize(1);
        return peers.get(0);
    }

    @Test
    void what_the_service_may_have_to_reach_is_named() {
        String egress = POLICY.at("/spec/egress").toString();
        assertThat(egress).contains("\"port\":53,", "\"port\":5432,", "\"port\":443,", "\"port\":4317,");
        assertThat(egress).contains("sheaf.dev/server").contains("169.254.0.0/16");
    }

    /** Where it says nothing of a port, a probe goes to the container's first. */
    @ParameterizedTest
    @MethodSource("services")
    void a_probe_goes_where_the_service_answers_it(Running service) {
        JsonNode first = service.container().at("/ports/0");
        assertThat(first.path("containerPort").asInt()).isEqualTo(OPEN);
        int managed = Integer.parseInt(
                service.environment().getOrDefault("SHEAF_HTTP_MANAGEMENT_PORT", String.valueOf(OPEN)));
        List<JsonNode> probes = service.container().findValues("httpGet");
        assertThat(probes).hasSizeGreaterThanOrEqualTo(2).allSatisfy(probe -> assertThat(
                        probe.has("port")
                                ? named(
                                                service.container().path("ports"),
                                                probe.path("port").asText())
                                        .path("containerPort")
                                        .asInt()
                                : OPEN)
                .isEqualTo(managed));
    }
}
