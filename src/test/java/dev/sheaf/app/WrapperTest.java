package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mvnw} and {@code sheaf} among programs that only write down how they were called. */
@DisabledOnOs(OS.WINDOWS)
class WrapperTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath();

    /** What an old Maven is asked for: it leaves a distribution where it was told to. */
    private static final String OLD_MAVEN = """
            case "$*" in
                *-v*) echo "Apache Maven 3.6.3 (abc)" ;;
                *unpack*)
                    echo "old: $*" >>"$CALLS"
                    for argument in "$@"; do
                        case $argument in
                            -DoutputDirectory=*) to=${argument#*=}/apache-maven-3.9.12 ;;
                        esac
                    done
                    mkdir -p "$to/bin"
                    printf '#!/bin/sh\\necho "pinned: $*" >>"$CALLS"\\n' >"$to/bin/mvn"
                    ;;
            esac
            """;

    @TempDir
    private Path here;

    private Path programs;
    private final Map<String, String> environment = new HashMap<>();
    private Path calls;

    @BeforeEach
    void a_checkout_with_spaces_and_a_machine_with_a_jdk() throws IOException {
        Path checkout = Files.createDirectories(here.resolve("a checkout/.mvn/wrapper"))
                .getParent()
                .getParent();
        for (String file : List.of("mvnw", "sheaf", "pom.xml", ".mvn/wrapper/maven-wrapper.properties")) {
            Files.copy(PROJECT.resolve(file), checkout.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(checkout.resolve("src/main"));
        programs = Files.createDirectories(here.resolve("bin"));
        calls = here.resolve("calls");
        jdk("17.0.2");
    }

    @Test
    void a_new_enough_maven_is_used_on_this_project() throws Exception {
        maven("3.9.6", "echo \"maven: $*\" >>\"$CALLS\"");

        assertThat(run("mvnw", "-q", "verify")).isEmpty();
        assertThat(calls).hasContent("maven: -f " + checkout() + "/pom.xml -q verify");
    }

    @Test
    void another_pom_that_was_named_is_left_alone() throws Exception {
        maven("4.0.0", "echo \"maven: $*\" >>\"$CALLS\"");

        assertThat(run("mvnw", "-f", "other.xml", "verify")).isEmpty();
        assertThat(calls).hasContent("maven: -f other.xml verify");
    }

    @Test
    void an_old_maven_fetches_the_pinned_one_once_and_as_this_run_was_told() throws Exception {
        program("mvn", OLD_MAVEN);

        assertThat(run("mvnw", "-Dmaven.repo.local=/r", "-s", "my.xml", "verify"))
                .contains("once");
        assertThat(run("mvnw", "package")).isEmpty();
        assertThat(Files.readAllLines(calls))
                .hasSize(3)
                .satisfiesExactly(
                        fetched -> assertThat(fetched)
                                .contains("-Dmaven.repo.local=/r -s " + here + "/my.xml")
                                .contains(":unpack -Dartifact=org.apache.maven:apache-maven:3.9.12:zip:bin"),
                        first -> assertThat(first).startsWith("pinned: -f ").endsWith(" verify"),
                        second -> assertThat(second).startsWith("pinned: -f ").endsWith(" package"));
        assertThat(shelf()).isDirectoryNotContaining("glob:**draft*");
    }

    @Test
    void a_maven_that_cannot_fetch_is_one_sentence_more_and_leaves_nothing() throws Exception {
        program("mvn", "case $* in *-v*) echo Apache Maven 3.6.3 ;; *) exit 1 ;; esac");

        assertThat(run("mvnw", "verify")).contains("MVNW_REPOURL");
        assertThat(shelf()).isEmptyDirectory();
    }

    @Test
    void without_any_maven_it_says_what_to_do() throws Exception {
        assertThat(run("mvnw", "verify").lines()).singleElement().asString().contains("install one", "MVNW_REPOURL");
    }

    @Test
    void an_old_java_is_named_by_both() throws Exception {
        jdk("1.8.0_392");

        assertThat(run("mvnw", "verify").lines()).singleElement().asString().contains("Java 8", "17");
        assertThat(run("sheaf", "--help").lines()).singleElement().asString().contains("Java 1.8.0_392", "17");
    }

    @Test
    void without_arguments_the_service_is_built_and_takes_the_wrappers_place() throws Exception {
        maven(
                "3.9.6",
                "echo \"maven: $*\" >>\"$CALLS\"; mkdir -p target/quarkus-app; touch target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(checkout().resolve("target/quarkus-app"));

        run("mvnw");
        assertThat(calls).content().startsWith("maven: -f " + checkout() + "/pom.xml compile jar:jar quarkus:build\n");
    }

    @Test
    void a_service_that_is_built_already_is_started_at_once_where_the_user_is() throws Exception {
        packaged();

        run("mvnw");
        assertThat(calls)
                .hasContent("java in " + here + ": -jar " + checkout()
                        + "/target/quarkus-app/quarkus-run.jar serve --simulator=auto");
    }

    @Test
    void commands_start_quickly_and_keep_their_arguments() throws Exception {
        packaged();

        run("sheaf", "answer", "my file.csv");
        assertThat(calls).content().contains("TieredStopAtLevel=1").endsWith("quarkus-run.jar answer my file.csv\n");
    }

    @ParameterizedTest
    @CsvSource({
        "serve, true",
        "compile rows.csv, true",
        "serve --simulator, false",
        "run rows.csv --local, false",
        "simulate --port 1, false"
    })
    void what_works_by_itself_has_its_memory_bounded_unless_it_holds_a_simulator(String command, boolean bounded)
            throws Exception {
        packaged();

        run("sheaf", command.split(" "));
        String called = Files.readString(calls);
        assertThat(called).doesNotContain("TieredStopAtLevel");
        assertThat(called.contains("-Xmx256m")).isEqualTo(bounded);
    }

    @Test
    void other_options_take_the_place_of_that_bound() throws Exception {
        packaged();
        environment.put("SHEAF_JAVA_OPTS", "-Xmx2g -XX:+UseZGC");

        run("sheaf", "serve");
        assertThat(calls).content().contains(": -Xmx2g -XX:+UseZGC -jar ");
    }

    private void packaged() throws IOException {
        Path jar = checkout().resolve("target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
    }

    private Path checkout() throws IOException {
        return here.resolve("a checkout").toRealPath();
    }

    private Path shelf() {
        return here.resolve("m2/wrapper/dists/apache-maven-3.9.12-bin/sheaf");
    }

    private void jdk(String version) throws IOException {
        Path jdk = Files.createDirectories(here.resolve("jdk/bin"));
        script(jdk.resolve("java"), "echo \"java in $PWD: $*\" >>\"$CALLS\"");
        script(jdk.resolve("javac"), "true");
        Files.writeString(jdk.resolveSibling("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private void maven(String version, String text) throws IOException {
        Path home = Files.createDirectories(here.resolve("maven/lib"));
        Files.createFile(home.resolve("maven-core-" + version + ".jar"));
        Files.createDirectories(here.resolve("maven/bin"));
        script(here.resolve("maven/bin/mvn"), text);
        Files.createSymbolicLink(programs.resolve("mvn"), here.resolve("maven/bin/mvn"));
    }

    private void program(String name, String text) throws IOException {
        script(programs.resolve(name), text);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Runs a script of the checkout from elsewhere and gives what it said. */
    private String run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(checkout().resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(here.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN") || name.startsWith("MVNW"));
        builder.environment().put("PATH", programs + ":" + tools());
        builder.environment().put("JAVA_HOME", here.resolve("jdk").toString());
        builder.environment().put("MAVEN_USER_HOME", here.resolve("m2").toString());
        builder.environment().put("CALLS", calls.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    /** The few of the system's programs that the scripts need, and no Maven that happens to be installed. */
    private Path tools() throws IOException {
        Path tools = here.resolve("tools");
        if (!Files.exists(tools)) {
            Files.createDirectory(tools);
            for (String tool : "dirname readlink sed tr head find mktemp mv rm mkdir chmod touch".split(" ")) {
                script(tools.resolve(tool), "exec " + installed(tool) + " \"$@\"");
            }
        }
        return tools;
    }

    private static Path installed(String tool) {
        return Stream.of("/bin", "/usr/bin")
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
