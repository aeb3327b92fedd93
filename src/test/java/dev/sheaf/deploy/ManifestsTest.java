package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cli.SheafCommand;
import dev.sheaf.deploy.Documents.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/** Everything that is handed to a cluster, read as the cluster reads it. */
class ManifestsTest {
    /** Whose members have names of their own. */
    private static final Set<String> FREE =
            Set.of("labels", "matchLabels", "annotations", "data", "limits", "requests", "pairs");

    static List<Document> manifests() {
        return Documents.manifests();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_manifest_holds_nothing_that_its_kind_does_not_know(Document manifest) {
        assertThat(Kinds.wrong(manifest.content())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void a_misspelt_field_is_found_wherever_it_stands(Document manifest) {
        List<String> missed = new ArrayList<>();
        List<Spot> spots = spots(manifest.content());
        for (Spot spot : spots) {
            JsonNode spoilt = manifest.content().deepCopy();
            spot.misspell(spoilt);
            if (Kinds.wrong(spoilt).isEmpty()) {
                missed.add(spot.toString());
            }
        }
        assertThat(spots).hasSizeGreaterThan(2);
        assertThat(missed).isEmpty();
    }

    /** A member of an object, by the JSON pointer of the object. */
    private record Spot(String parent, String member) {
        void misspell(JsonNode whole) {
            ObjectNode object = (ObjectNode) whole.at(parent);
            object.set(member + "x", object.remove(member));
        }
    }

    private static List<Spot> spots(JsonNode whole) {
        List<Spot> spots = new ArrayList<>();
        collect(whole, "", spots);
        return spots;
    }

    private static void collect(JsonNode node, String pointer, List<Spot> spots) {
        if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                collect(list.get(i), pointer + "/" + i, spots);
            }
        }
        node.properties().forEach(member -> {
            spots.add(new Spot(pointer, member.getKey()));
            if (!FREE.contains(member.getKey()) && !isOfLabels(member)) {
                collect(member.getValue(), pointer + "/" + member.getKey(), spots);
            }
        });
    }

    /** A Service's own selector. */
    private static boolean isOfLabels(Map.Entry<String, JsonNode> member) {
        return member.getKey().equals("selector")
                && member.getValue().valueStream().allMatch(JsonNode::isTextual);
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void what_a_container_runs_is_a_command_and_what_it_may_write_is_a_volume(Document manifest) {
        Set<String> commands = Arrays.stream(
                        SheafCommand.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name())
                .collect(Collectors.toSet());
        for (JsonNode container : containers(manifest.content())) {
            assertThat(commands).contains(container.at("/args/0").asText());
            assertThat(container.path("resources").path("limits").path("memory").asText())
                    .isNotEmpty();
            if (!manifest.file().toString().contains("cloud-run")) {
                assertThat(container
                                .at("/securityContext/readOnlyRootFilesystem")
                                .asBoolean())
                        .isTrue();
                assertThat(container
                                .at("/securityContext/allowPrivilegeEscalation")
                                .asBoolean(true))
                        .isFalse();
                assertThat(container.at("/volumeMounts/0/mountPath").asText()).isEqualTo("/tmp");
            }
        }
    }

    private static List<JsonNode> containers(JsonNode whole) {
        List<JsonNode> found = new ArrayList<>();
        whole.findValues("containers").forEach(list -> list.forEach(found::add));
        whole.findValues("initContainers").forEach(list -> list.forEach(found::add));
        return found;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void what_a_manifest_mounts_reads_and_runs_as_is_there(Document manifest) {
        Set<String> there = manifests().stream()
                .map(Document::content)
                .map(one -> one.path("kind").asText() + "/"
                        + one.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        JsonNode whole = manifest.content();
        whole.findValues("configMapRef").forEach(one -> assertThat(there)
                .contains("ConfigMap/" + one.path("name").asText()));
        whole.findValues("secretRef")
                .forEach(one -> assertThat(one.path("name").asText()).isEqualTo("sheaf"));
        whole.findValues("serviceAccountName").stream()
                .map(JsonNode::asText)
                .filter(name -> !name.equals("SERVICE_ACCOUNT"))
                .forEach(name -> assertThat(there).contains("ServiceAccount/" + name));
        whole.findValues("scaleTargetRef").forEach(one -> assertThat(there)
                .contains("Deployment/" + one.path("name").asText()));
        whole.findValues("authenticationRef").forEach(one -> assertThat(there)
                .contains("TriggerAuthentication/" + one.path("name").asText()));
        Set<String> volumes = whole.findValues("volumes").stream()
                .flatMap(list -> names(list).stream())
                .collect(Collectors.toSet());
        whole.findValues("volumeMounts").forEach(list -> assertThat(volumes).containsAll(names(list)));
    }

    private static List<String> names(JsonNode list) {
        return list.findValuesAsText("name");
    }

    @Test
    void what_a_kustomization_names_is_there_and_every_manifest_is_named() {
        List<Path> named = new ArrayList<>();
        Documents.files("kustomization\\.yaml")
                .flatMap(file -> Documents.of(file).stream())
                .forEach(one -> {
                    for (String list : List.of("resources", "configurations")) {
                        one.content()
                                .path(list)
                                .forEach(name -> named.add(
                                        one.file().resolveSibling(name.asText()).normalize()));
                    }
                });
        assertThat(named).allMatch(Files::exists);
        assertThat(Documents.files(".*\\.yaml")
                        .filter(file -> file.startsWith(Documents.ROOT.resolve("kubernetes"))
                                && !file.endsWith("kustomization.yaml")
                                && !file.toString().contains("cloud-run")))
                .allMatch(named::contains);
    }

    @Test
    void each_way_of_running_it_tells_its_cost_at_rest_and_what_wakes_it_in_ten_lines() {
        List<Path> readmes = Documents.files("README\\.md")
                .filter(file -> file.startsWith(Documents.ROOT.resolve("kubernetes")))
                .toList();
        assertThat(readmes).hasSize(4);
        assertThat(readmes).allSatisfy(readme -> {
            String text = Documents.text(readme);
            assertThat(text).contains("**At rest**", "**What wakes it:**");
            assertThat(text.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(10);
        });
    }
}
