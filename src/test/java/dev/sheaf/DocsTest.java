package dev.sheaf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sheaf.access.AccessConfig;
import dev.sheaf.access.TokenConfig;
import dev.sheaf.app.AuditConfig;
import dev.sheaf.app.CostConfig;
import dev.sheaf.app.DoorConfig;
import dev.sheaf.app.GuardConfig;
import dev.sheaf.app.RetentionConfig;
import dev.sheaf.app.TaskConfig;
import dev.sheaf.bulk.BulkConfig;
import dev.sheaf.bulk.IngestConfig;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.gateway.GatewayConfig;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.openai.OpenAiConfig;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.pack.Trouble;
import dev.sheaf.rest.RestConfig;
import dev.sheaf.task.TaskDefaults;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guides say exists, and what exists is said. */
class DocsTest {
    private static final Path MAIN = Path.of("src/main/java/dev/sheaf");
    private static final List<Class<?>> MAPPINGS = List.of(
            BulkConfig.class,
            IngestConfig.class,
            RestConfig.class,
            GatewayConfig.class,
            OnlineConfig.class,
            OpenAiConfig.class,
            TaskConfig.class,
            CostConfig.class,
            AuditConfig.class,
            GuardConfig.class,
            AccessConfig.class,
            RetentionConfig.class,
            DoorConfig.class,
            TokenConfig.class,
            EventsConfig.class);
    /** The last four: of what is deployed with, no settings of the program. */
    private static final Set<String> OF_THE_PROGRAM = Set.of(
            "SHEAF_URL",
            "SHEAF_KEY",
            "SHEAF_JAVA_OPTS",
            "SHEAF_ADMIN_KEY",
            "SHEAF_ADMIN_KEY_FILE",
            "SHEAF_IMAGE",
            "SHEAF_DOCKERFILE",
            "SHEAF_PORT");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<Path> guides() {
        return Stream.concat(Stream.of(Path.of("README.md")), files(Path.of("docs"), ".md"))
                .toList();
    }

    /** And what it is deployed with. */
    static List<Path> guidesAndDeployments() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("deploy"))) {
            return Stream.concat(
                            guides().stream(),
                            files.filter(Files::isRegularFile).sorted())
                    .toList();
        }
    }

    @Test
    void every_setting_is_told_of() {
        assertThat(matches("`(sheaf\\.[a-z.-]+)`", text(Path.of("docs/operations.md"))))
                .containsAll(settings());
    }

    @ParameterizedTest
    @MethodSource("guides")
    void no_setting_is_told_of_that_there_is_not(Path guide) {
        assertThat(settings()).containsAll(matches("[`\\s](sheaf\\.[a-z]+[.-][a-z.-]*[a-z])", text(guide)));
    }

    @ParameterizedTest
    @MethodSource("guidesAndDeployments")
    void no_variable_is_told_of_that_there_is_not(Path guide) {
        Set<String> known = settings().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(OF_THE_PROGRAM);
        assertThat(known).containsAll(matches("\\b(SHEAF_[A-Z_]+)", text(guide)));
    }

    @Test
    void every_code_of_an_item_is_told_of_and_no_other() {
        Set<String> codes = Stream.of(
                        Arrays.stream(Trouble.values()).map(Trouble::code),
                        matches("super\\(\\s*\"([a-z_]+)\"", text(MAIN.resolve("model/ModelFailure.java"))).stream(),
                        matches("new NoAnswer\\(\\s*\"([a-z_]+)\"", sources("online")).stream())
                .flatMap(code -> code)
                .collect(Collectors.toSet());
        String table = section("docs/answers.md", "## Codes of items");
        assertThat(matches("(?m)^\\| `([a-z_]+)` \\|", table)).isEqualTo(codes);
    }

    @Test
    void every_code_of_a_problem_is_told_of_and_no_other() {
        Set<String> codes = matches("(?m)^    ([A-Z_]+)\\(\\d{3},", sources("rest")).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        String table = section("docs/answers.md", "## Refused requests");
        assertThat(matches("(?m)^\\| \\d{3} \\| `([a-z_]+)` \\|", table)).isEqualTo(codes);
    }

    @Test
    void every_code_of_a_row_is_told_of() {
        Set<String> codes = matches("new Reason\\(\\s*\"([a-z_0-9]+)\"", sources("cli") + sources("rows"));
        codes.addAll(matches("\\bbad\\((?:row, [^\"]*)?\"([a-z_0-9]+)\"", sources("cli") + sources("rows")));
        String table = section("docs/command-line.md", "## Codes of rows");
        assertThat(matches("`([a-z_0-9]+)`", table)).containsAll(codes);
    }

    @ParameterizedTest
    @MethodSource("guides")
    void no_option_is_told_of_that_there_is_not(Path guide) {
        Set<String> options = matches("\"(--[a-z-]+)\"", sources("cli"));
        options.add("--help");
        assertThat(options).containsAll(matches("[` ](--[a-z][a-z-]+)", text(guide)));
    }

    @ParameterizedTest
    @MethodSource("guides")
    void what_is_posted_is_json(Path guide) throws IOException {
        for (String body : matches("(?s) -d '(.+?)'", text(guide))) {
            assertThat(JSON.readTree(body).isObject()).as(body).isTrue();
        }
    }

    @Test
    void the_definitions_that_are_shown_are_let_in() throws IOException {
        var intake = new TaskIntake(new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ofMillis(20)));
        Set<String> shown = matches("(?s)```json\n(.+?)```", text(Path.of("docs/tasks.md")));
        assertThat(shown).hasSizeGreaterThan(5);
        for (String definition : shown) {
            JsonNode json = JSON.readTree(definition);
            assertThat(intake.accept(json).violations()).as(definition).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("guidesAndDeployments")
    void what_is_linked_is_there(Path guide) {
        Path from = guide.toAbsolutePath().getParent();
        assertThat(matches("\\]\\((?!http)([^)#]+)", text(guide)))
                .allSatisfy(link -> assertThat(from.resolve(link)).exists());
    }

    /** Of the mappings, and what the start looks at before there are any. */
    private static Set<String> settings() {
        Set<String> names = MAPPINGS.stream()
                .flatMap(mapping -> Arrays.stream(mapping.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(method -> property(mapping, method)))
                .collect(Collectors.toCollection(TreeSet::new));
        names.addAll(matches("\"(sheaf\\.(?:simulator|embedded\\.)[a-z-]*)\"", sources("app")));
        return names;
    }

    private static String property(Class<?> mapping, Method method) {
        String name = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return mapping.getAnnotation(ConfigMapping.class).prefix() + "." + name;
    }

    private static String section(String guide, String heading) {
        String text = text(Path.of(guide));
        int begin = text.indexOf(heading + "\n");
        int end = text.indexOf("\n## ", begin + 1);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String sources(String of) {
        return files(MAIN.resolve(of), ".java").map(DocsTest::text).collect(Collectors.joining("\n"));
    }

    private static Stream<Path> files(Path directory, String ending) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
