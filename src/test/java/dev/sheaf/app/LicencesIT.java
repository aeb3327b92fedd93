package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the program is made of, by the bill of materials that its build writes. */
class LicencesIT {
    /** Of each component one of these; another one is for people to look at first. */
    private static final Set<String> FINE = Set.of(
            "Apache-2.0",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "0BSD",
            "CC0-1.0",
            "Public Domain",
            "EPL-2.0");

    private static JsonNode bill() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), "*-dependency-cyclonedx.json")) {
            List<Path> bills = StreamSupport.stream(found.spliterator(), false).toList();
            assertThat(bills).hasSize(1);
            return new ObjectMapper().readTree(bills.get(0).toFile());
        }
    }

    private static List<JsonNode> shipped() throws IOException {
        return StreamSupport.stream(bill().path("components").spliterator(), false)
                .filter(component -> component.path("properties").toString().contains("\"runtime\""))
                .toList();
    }

    private static Set<String> licences(JsonNode component) {
        return StreamSupport.stream(component.path("licenses").spliterator(), false)
                .map(one -> one.path("license"))
                .map(licence -> licence.path("id").asText(licence.path("name").asText()))
                .collect(Collectors.toSet());
    }

    @Test
    void every_component_has_a_licence_that_lets_us_ship_it() throws IOException {
        assertThat(bill().path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(shipped()).hasSizeGreaterThan(100).allSatisfy(component -> assertThat(licences(component))
                .as(component.path("purl").asText())
                .containsAnyElementsOf(FINE));
    }

    @Test
    void what_the_service_stands_on_is_in_it() throws IOException {
        assertThat(shipped())
                .extracting(component -> component.path("name").asText())
                .contains("quarkus-rest", "vertx-core", "jackson-databind", "picocli", "vertx-auth-jwt");
    }
}
