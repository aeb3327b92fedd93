package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheafCommandTest {
    private final Cli cli = new Cli();

    @Test
    void without_a_command_the_service_runs() {
        int code = cli.run();

        assertThat(cli.programs.served).containsExactly(new Programs.ServeOptions(null, null, Map.of()));
        assertThat(code).isZero();
    }

    @Test
    void options_without_a_command_are_those_of_serve() {
        cli.run("--port", "9000", "--simulator=auto", "-Da.b=c=d", "-Dempty");

        assertThat(cli.programs.served)
                .containsExactly(new Programs.ServeOptions("auto", 9000, Map.of("a.b", "c=d", "empty", "")));
    }

    @Test
    void the_simulator_is_on_where_no_value_is_given() {
        cli.run("serve", "--simulator", "--port", "1");

        assertThat(cli.programs.served).containsExactly(new Programs.ServeOptions("on", 1, Map.of()));
    }

    @Test
    void the_simulator_runs_as_told() {
        cli.run(
                "simulate",
                "--port",
                "0",
                "--faults",
                "0.05",
                "--seed",
                "7",
                "--latency",
                "300ms",
                "--speed",
                "1000",
                "--data",
                "there");

        assertThat(cli.programs.simulated)
                .containsExactly(
                        new Programs.SimulateOptions(0, "0.05", 7, Duration.ofMillis(300), 1000, Path.of("there")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void help_goes_to_standard_output(String word) {
        int code = cli.run(word);

        assertThat(cli.out()).contains("Usage: sheaf", "serve", "simulate", "answer", "task", "examples", "SHEAF_URL");
        assertThat(cli.err()).isEmpty();
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "simulate",
                "answer",
                "task",
                "examples",
                "run",
                "jobs",
                "watch",
                "answers",
                "cancel",
                "pause",
                "resume",
                "retry",
                "tick"
            })
    void every_command_explains_itself(String command) {
        int code = cli.run(command, "--help");

        assertThat(cli.out()).contains("Usage: sheaf " + command).doesNotContain("null", "${");
        assertThat(cli.programs.served).isEmpty();
        assertThat(code).isZero();
    }

    @Test
    void the_version_is_the_builds() {
        int code = cli.run("--version");

        assertThat(cli.out()).containsPattern("^sheaf \\d+\\.\\d+");
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anwser", "serve --prot 1", "simulate --latency soon", "answer", "task", "task show"})
    void wrong_usage_is_told_without_a_stack_trace(String line) {
        int code = cli.run(line.split(" "));

        assertThat(cli.err()).contains("--help").doesNotContain("Exception", "\tat ");
        assertThat(cli.out()).isEmpty();
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_service_setting_needs_a_service_of_our_own(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("in.csv"), "text\n");

        int code = cli.run("answer", file.toString(), "--task", "mood", "--simulator");

        assertThat(cli.err()).contains("go with --local");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_failure_shows_its_origin_only_when_asked() {
        int plain = cli.run("answer", "nowhere.csv", "--task", "mood");
        assertThat(cli.err()).isEqualToNormalizingNewlines("There is no file nowhere.csv.\n");
        int verbose = cli.run("answer", "nowhere.csv", "--task", "mood", "--verbose");

        assertThat(cli.err()).contains("CommandFailure");
        assertThat(plain).isEqualTo(2);
        assertThat(verbose).isEqualTo(2);
    }
}
