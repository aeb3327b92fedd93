package dev.sheaf.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.deploy.Documents.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Containers as manifests describe them, wherever in these they stand. */
final class Pods {
    private static final List<String> LISTS = List.of("initContainers", "containers");

    private Pods() {}

    /** @param pod whose container it is: what is beside the list that it stands in */
    record Running(Document manifest, JsonNode pod, JsonNode container) {
        String command() {
            return container.at("/args/0").asText();
        }

        boolean isOnCloudRun() {
            return manifest.file().toString().contains("cloud-run");
        }

        /** Variables with their values, as far as these are no secrets; others have none. */
        Map<String, String> environment() {
            Map<String, String> environment = new TreeMap<>();
            if (container.path("envFrom").findValue("configMapRef") != null) {
                settings().forEach((name, value) -> environment.put(name, value));
            }
            container
                    .path("env")
                    .forEach(one -> environment.put(
                            one.path("name").asText(), one.path("value").asText()));
            return environment;
        }

        Duration duration(String variable, String unless) {
            String text = environment().getOrDefault(variable, unless);
            return Duration.parse(text.startsWith("P") ? text : "PT" + text);
        }

        @Override
        public String toString() {
            return manifest + " " + container.path("name").asText();
        }
    }

    static List<Running> running() {
        List<Running> found = new ArrayList<>();
        Documents.manifests().forEach(manifest -> collect(manifest, manifest.content(), found));
        return found;
    }

    private static void collect(Document manifest, JsonNode node, List<Running> found) {
        for (String list : LISTS) {
            node.path(list).forEach(container -> found.add(new Running(manifest, node, container)));
        }
        node.forEach(member -> collect(manifest, member, found));
    }

    static List<Running> ofCommand(String... commands) {
        return running().stream()
                .filter(one -> List.of(commands).contains(one.command()))
                .toList();
    }

    static JsonNode manifest(String file) {
        return Documents.of(Documents.ROOT.resolve("kubernetes").resolve(file))
                .get(0)
                .content();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        manifest("common/configmap.yaml")
                .path("data")
                .properties()
                .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
        return settings;
    }

    /** As the program is built. */
    static String built(String property) {
        try (var properties = Pods.class.getResourceAsStream("/application.properties")) {
            Properties all = new Properties();
            all.load(properties);
            return all.getProperty(property);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
