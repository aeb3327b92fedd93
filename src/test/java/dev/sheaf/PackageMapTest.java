package dev.sheaf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the code to the table of packages in ARCHITECTURE.md: what each may name, and nothing else. */
class PackageMapTest {
    private static final String ROOT = "dev.sheaf";
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\| .* \\| ([^|]*) \\|$", Pattern.MULTILINE);
    private static final Map<String, Set<String>> MAP = table();
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** Plain Java: built with new in tests, at home in any framework. */
    private static final List<String> PLAIN = List.of("task", "model", "pack", "cost", "ask", "quality", "rows");

    private static Map<String, Set<String>> table() {
        try {
            Map<String, Set<String>> map = new TreeMap<>();
            Matcher row = ROW.matcher(Files.readString(Path.of("ARCHITECTURE.md")));
            while (row.find()) {
                map.put(row.group(1), Set.copyOf(List.of(row.group(2).strip().split("[ ,]+"))));
            }
            return map;
        } catch (IOException e) {
            throw new IllegalStateException("ARCHITECTURE.md holds the table of packages", e);
        }
    }

    private static Set<String> packages() {
        return CODE.stream().map(PackageMapTest::packageOf).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String packageOf(JavaClass code) {
        String name = code.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    @Test
    void the_table_names_exactly_the_packages_that_there_are() {
        assertThat(MAP.keySet()).containsExactlyElementsOf(packages());
    }

    static Set<String> named() {
        return MAP.keySet();
    }

    @ParameterizedTest
    @MethodSource("named")
    void a_package_names_only_what_the_table_allows(String name) {
        Set<String> allowed = MAP.get(name);
        if (allowed.contains("all")) {
            return;
        }
        var others = DescribedPredicate.describe("a package that the table does not allow", (JavaClass other) -> {
            boolean ours = other.getPackageName().startsWith(ROOT + ".");
            String target = ours ? packageOf(other) : name;
            return !target.equals(name) && !allowed.contains(target);
        });
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(others)
                .check(CODE);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(CODE);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void the_core_is_plain_java(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "jakarta..",
                        "io.vertx..",
                        "java.net.http..",
                        "java.sql..",
                        "org.hibernate..",
                        "io.micrometer..",
                        "org.eclipse.microprofile..")
                .check(CODE);
    }

    static List<String> plain() {
        return PLAIN;
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(packages()).allSatisfy(name -> assertThat(
                        CODE.getPackage(ROOT + "." + name).isAnnotatedWith(NullMarked.class))
                .as(name)
                .isTrue());
    }

    @Test
    void entities_never_leave_the_store() {
        classes()
                .that()
                .areAnnotatedWith("jakarta.persistence.Entity")
                .should()
                .resideInAPackage(ROOT + ".store")
                .andShould()
                .bePackagePrivate()
                .check(CODE);
    }

    @Test
    void only_app_reads_the_clock_and_makes_chance() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        PLAIN.stream().map(plain -> ROOT + "." + plain).toArray(String[]::new))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .callMethod(java.util.concurrent.ThreadLocalRandom.class, "current")
                .check(CODE);
    }
}
