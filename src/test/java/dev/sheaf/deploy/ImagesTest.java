package dev.sheaf.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.deploy.Documents.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images and what runs them, as far as they can be held to something without an engine. */
class ImagesTest {
    private static final Set<String> INSTRUCTIONS =
            Set.of("FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "EXPOSE", "ENTRYPOINT", "CMD");
    private static final Pattern JSON_WORDS = Pattern.compile("\\[(\"[^\"]+\"(, \"[^\"]+\")*)]");
    private static final Path COMPOSE = Documents.ROOT.resolve("docker/compose.yaml");

    /** Of the specification of compose files, what there is a use for here. */
    private static final Set<String> OF_A_SERVICE = Set.of(
            "image",
            "build",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "environment",
            "volumes",
            "healthcheck",
            "command",
            "depends_on",
            "ports",
            "stop_grace_period",
            "restart",
            "profiles",
            "network_mode");

    /** An instruction with its arguments, continued lines joined. */
    private record Step(String instruction, String arguments) {}

    static Stream<Path> dockerfiles() {
        return Documents.files("Dockerfile\\..*");
    }

    private static List<Step> steps(Path dockerfile) {
        String joined = Documents.text(dockerfile).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n\\s*", " ");
        return joined.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Step(line.split(" ", 2)[0], line.split(" ", 2)[1].strip()))
                .toList();
    }

    private static List<Step> lastStage(Path dockerfile) {
        List<Step> steps = steps(dockerfile);
        int from = 0;
        for (int i = 0; i < steps.size(); i++) {
            from = steps.get(i).instruction.equals("FROM") ? i : from;
        }
        return steps.subList(from, steps.size());
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void a_dockerfile_consists_of_instructions_and_pins_what_it_begins_with(Path dockerfile) {
        assertThat(steps(dockerfile)).allMatch(step -> INSTRUCTIONS.contains(step.instruction));
        assertThat(steps(dockerfile))
                .filteredOn(step -> step.instruction.equals("FROM"))
                .allMatch(step -> step.arguments.matches("\\S+:(?!latest)\\S+( AS [a-z]+)?"));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void an_image_runs_as_nobody_with_no_database_of_its_own_and_writes_below_tmp(Path dockerfile) {
        List<Step> last = lastStage(dockerfile);
        assertThat(last).contains(new Step("USER", "65532:65532"), new Step("EXPOSE", "8080"));
        String environment = last.stream()
                .filter(step -> step.instruction.equals("ENV"))
                .map(Step::arguments)
                .findFirst()
                .orElseThrow();
        assertThat(environment)
                .contains(
                        "SHEAF_EMBEDDED_DATABASE=false",
                        "SHEAF_BULK_SPOOL_DIRECTORY=/tmp/",
                        "QUARKUS_HTTP_HOST=0.0.0.0");
        assertThat(last)
                .filteredOn(step -> step.instruction.equals("ENTRYPOINT") || step.instruction.equals("CMD"))
                .hasSize(2)
                .allMatch(step -> JSON_WORDS.matcher(step.arguments).matches());
        // what builds does not run: neither shell nor package manager is asked for in the last stage
        assertThat(last).noneMatch(step -> step.instruction.equals("RUN"));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void what_is_copied_is_there_and_is_sent_to_the_engine(Path dockerfile) {
        Set<String> sent = Set.copyOf(Documents.text(Path.of(".dockerignore"))
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList());
        List<String> stages = new ArrayList<>();
        for (Step step : steps(dockerfile)) {
            Matcher stage = Pattern.compile(".* AS ([a-z]+)").matcher(step.arguments);
            if (step.instruction.equals("FROM") && stage.matches()) {
                stages.add(stage.group(1));
            } else if (step.instruction.equals("COPY")) {
                List<String> words = new ArrayList<>(List.of(step.arguments.split(" ")));
                words.removeIf(word -> word.startsWith("--ch"));
                if (words.get(0).startsWith("--from=")) {
                    assertThat(stages).contains(words.get(0).substring("--from=".length()));
                } else {
                    List<String> sources = words.subList(0, words.size() - 1);
                    assertThat(sources).allMatch(source -> Files.exists(Path.of(source)));
                    assertThat(sent).containsAll(sources);
                }
            }
        }
        assertThat(stages).isNotEmpty();
    }

    @Test
    void compose_knows_every_member_and_every_service_volume_and_file_that_it_names() {
        JsonNode compose = Documents.of(COMPOSE).get(0).content();
        List<String> services = new ArrayList<>();
        compose.path("services").fieldNames().forEachRemaining(services::add);

        assertThat(services).contains("database", "migrate", "sheaf", "simulator");
        compose.fieldNames().forEachRemaining(name -> assertThat(name).matches("name|services|volumes|x-[a-z]+"));
        for (JsonNode service : compose.path("services")) {
            List<String> members = new ArrayList<>();
            service.fieldNames().forEachRemaining(members::add);
            assertThat(OF_A_SERVICE).containsAll(members);
            service.path("depends_on").fieldNames().forEachRemaining(name -> assertThat(services)
                    .contains(name));
            String network = service.path("network_mode").asText("service:sheaf");
            assertThat(services).contains(network.substring("service:".length()));
            for (JsonNode volume : service.path("volumes")) {
                assertThat(compose.path("volumes").has(volume.asText().split(":")[0]))
                        .isTrue();
            }
            if (service.has("build")) {
                Path context =
                        COMPOSE.resolveSibling(service.at("/build/context").asText());
                String file = service.at("/build/dockerfile").asText().replaceAll("\\$\\{\\w+:-(.*)}", "$1");
                assertThat(context.resolve(file).normalize()).exists();
                assertThat(service.path("read_only").asBoolean()).isTrue();
            }
        }
    }

    @Test
    void compose_makes_the_tables_before_the_service_and_lets_it_end_in_peace() {
        JsonNode services = Documents.of(COMPOSE).get(0).content().path("services");
        assertThat(services.at("/migrate/command/0").asText()).isEqualTo("migrate");
        assertThat(services.at("/migrate/depends_on/database/condition").asText())
                .isEqualTo("service_healthy");
        assertThat(services.at("/sheaf/depends_on/migrate/condition").asText())
                .isEqualTo("service_completed_successfully");
        assertThat(Duration.parse("PT" + services.at("/sheaf/stop_grace_period").asText()))
                .isGreaterThan(Duration.parse("PT" + Pods.built("quarkus.shutdown.timeout")));
        assertThat(services.at("/simulator/profiles/0").asText()).isEqualTo("simulator");
    }

    /** A key that a command makes on its way is another one each time, and nobody sees it. */
    @Test
    void the_admin_key_of_compose_is_made_once_and_kept_from_commits() {
        assertThat(Documents.text(Path.of(".gitignore")).lines()).contains("deploy/docker/.env");
        String guide = Documents.text(Documents.ROOT.resolve("README.md"));
        assertThat(guide).containsPattern("SHEAF_ADMIN_KEY=.*openssl rand -hex 32.* > deploy/docker/\\.env\\)");
        assertThat(guide + Documents.text(COMPOSE)).doesNotContainPattern("SHEAF_ADMIN_KEY=\\S+ .*docker compose");
    }

    static Stream<Path> scripts() {
        return Stream.concat(Documents.files(".*\\.sh"), Stream.of(Documents.ROOT.resolve("docker/train")));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    @DisabledOnOs(OS.WINDOWS)
    void a_script_can_be_read_by_a_shell(Path script) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-n", script.toString()).inheritIO().start();
        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
    }

    @Test
    void the_simulators_settings_are_those_that_compose_reads() {
        String read = Documents.text(COMPOSE);
        assertThat(Documents.text(Documents.ROOT.resolve("docker/simulator.env"))
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("=")[0]))
                .allMatch(name -> name.equals("COMPOSE_PROFILES") || read.contains("${" + name));
        assertThat(Documents.of(COMPOSE)).extracting(Document::file).containsOnly(COMPOSE);
    }
}
