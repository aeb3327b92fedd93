package dev.sheaf.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a native executable is not told of is not in it, and what runs while it is built does not run when it starts. */
class NativeReadyTest {
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sheaf");
    private static final Path RESOURCES = Path.of("src/main/resources");

    /** Clock, chance, threads and sockets: what a static initialiser would fix for good, or leave open. */
    private static final Pattern ALIVE = Pattern.compile(
            "java\\.time\\.(Instant|Clock|ZonedDateTime|LocalDate(Time)?)\\.now|"
                    + "java\\.util\\.Random\\.<init>|java\\.security\\.SecureRandom\\.<init>|java\\.util\\.UUID\\.randomUUID|"
                    + "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current|java\\.lang\\.System\\.(nanoTime|currentTimeMillis|getenv|getProperty)|"
                    + "java\\.lang\\.Thread\\.(<init>|start)|java\\.util\\.concurrent\\.Executors\\.|java\\.net\\.http\\.HttpClient\\.new|"
                    + "io\\.vertx\\.core\\.Vertx\\.vertx|java\\.net\\.(Server)?Socket\\.<init>|java\\.nio\\.file\\.Files\\.");

    /** Whoever makes JSON of an object as a whole, or an object of JSON; a new one has to be thought of in NativeHints. */
    private static final Set<String> BINDERS = Set.of(
            "dev.sheaf.bulk.Compiled",
            "dev.sheaf.bulk.RequestLines",
            "dev.sheaf.openai.OpenAiChatModel",
            "dev.sheaf.openai.OpenAiChatWire",
            "dev.sheaf.rest.EarlyProblems",
            "dev.sheaf.rest.JobEvents");

    @Test
    void every_resource_is_named_for_the_executable() throws IOException {
        List<Pattern> named = patterns();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<String> missing = files.filter(Files::isRegularFile)
                    .map(file -> RESOURCES.relativize(file).toString().replace('\\', '/'))
                    // these are read while it is built
                    .filter(name -> !name.startsWith("META-INF/") && !name.equals("application.properties"))
                    .filter(name -> named.stream()
                            .noneMatch(pattern -> pattern.matcher(name).matches()))
                    .toList();
            assertThat(missing).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dev/sheaf/cli/version.txt", "com/knuddels/jtokkit/o200k_base.tiktoken", "db/migration/index.txt"
            })
    void what_is_read_from_elsewhere_is_there_and_named(String resource) throws IOException {
        assertThat(Thread.currentThread().getContextClassLoader().getResource(resource))
                .isNotNull();
        assertThat(patterns()).anyMatch(pattern -> pattern.matcher(resource).matches());
    }

    private static List<Pattern> patterns() throws IOException {
        Path config = RESOURCES.resolve("META-INF/native-image/dev.sheaf/sheaf-cli/resource-config.json");
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode include : new ObjectMapper().readTree(config.toFile()).at("/resources/includes")) {
            patterns.add(Pattern.compile(include.path("pattern").asText()));
        }
        return patterns;
    }

    @Test
    void no_static_initialiser_reads_the_clock_makes_chance_or_opens_anything() {
        classes()
                .should(new ArchCondition<JavaClass>("start nothing when they are loaded") {
                    @Override
                    public void check(JavaClass one, ConditionEvents events) {
                        one.getStaticInitializer().stream()
                                .flatMap(initialiser -> initialiser.getCallsFromSelf().stream())
                                .filter(NativeReadyTest::isAlive)
                                .forEach(call -> events.add(SimpleConditionEvent.violated(one, call.getDescription())));
                    }
                })
                .check(CODE);
    }

    private static boolean isAlive(JavaCall<?> call) {
        return ALIVE.matcher(call.getTargetOwner().getName() + "." + call.getName())
                .lookingAt();
    }

    @Test
    void records_of_the_wire_are_registered() {
        List<JavaClass> wire = CODE.stream()
                .filter(one -> one.isAnnotatedWith(JsonIgnoreProperties.class))
                .toList();
        assertThat(wire).isNotEmpty().allMatch(one -> one.isAnnotatedWith(RegisterForReflection.class));
    }

    @Test
    void who_binds_objects_to_json_is_known() {
        Set<String> binders = CODE.stream()
                .filter(one -> one.getMethodCallsFromSelf().stream().anyMatch(NativeReadyTest::binds))
                .map(JavaClass::getName)
                .map(name -> name.replaceAll("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(binders).containsExactlyInAnyOrderElementsOf(BINDERS);
    }

    /** Trees need no reflection; objects do. */
    private static boolean binds(JavaCall<?> call) {
        String name = call.getName();
        boolean ofMapper = call.getTargetOwner().getName().startsWith("com.fasterxml.jackson.databind.Object");
        boolean whole = Set.of(
                        "valueToTree",
                        "treeToValue",
                        "convertValue",
                        "readValue",
                        "writeValueAsString",
                        "writeValueAsBytes",
                        "writeValue")
                .contains(name);
        boolean tree = Set.of(
                        "dev.sheaf.rows", "dev.sheaf.cli", "dev.sheaf.simulator", "dev.sheaf.task", "dev.sheaf.cost")
                .contains(call.getOriginOwner().getPackageName());
        return ofMapper && whole && !tree;
    }
}
