package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
    @TempDir
    Path dir;

    private final Cli cli = new Cli();
    private String rows = "";
    private String task = "";

    @BeforeEach
    void write() throws IOException {
        rows = Files.writeString(dir.resolve("rows.csv"), "id,text\na,fine\nb,dull\n")
                .toString();
        task = Files.writeString(dir.resolve("mood.yaml"), "instructions: Judge.\nlabels: [GOOD, BAD]\n")
                .toString();
    }

    @Test
    void rows_are_compiled_and_what_comes_back_is_merged() throws IOException {
        String out = dir.resolve("out").toString();
        int compiled = cli.run("compile", rows, "--task", task, "--id", "id", "--single", "--out", out);
        Path output = Files.writeString(dir.resolve("output.jsonl"), line("b", "BAD") + line("a", "GOOD"));

        int merged = cli.run(
                "merge",
                out,
                output.toString(),
                "--out",
                dir.resolve("answered.csv").toString());

        assertThat(cli.err()).contains("2 rows: 2 in 2 requests", "2 rows: 2 answered, 0 failed");
        assertThat(dir.resolve("answered.csv")).hasContent("id,text,label,error\na,fine,GOOD,\nb,dull,BAD,\n");
        assertThat(compiled).isZero();
        assertThat(merged).isZero();
    }

    @Test
    void what_is_missing_is_asked_again_in_a_file_that_is_named() throws IOException {
        String out = dir.resolve("out").toString();
        cli.run("compile", rows, "--task", task, "--id", "id", "--single", "--out", out);
        Path output = Files.writeString(dir.resolve("output.jsonl"), line("b", "BAD"));

        int code = cli.run("merge", out, output.toString());

        assertThat(cli.err())
                .contains("1 answered, 0 failed, 1 asked again", "To upload next: ", "requests-2-001.jsonl");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_directory_is_compiled_into_once() {
        String out = dir.resolve("out").toString();
        cli.run("compile", rows, "--task", task, "--out", out);

        int code = cli.run("compile", rows, "--task", task, "--out", out);

        assertThat(cli.err()).contains("holds compiled rows already");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void nothing_that_was_compiled_is_nothing_to_merge() {
        int code = cli.run("merge", dir.toString(), rows);

        assertThat(cli.err()).contains("holds no compiled rows");
        assertThat(code).isEqualTo(2);
    }

    private static String line(String id, String label) {
        return "{\"custom_id\":\"" + id + "\",\"response\":{\"status_code\":200,\"body\":{\"text\":\"" + label
                + "\"}},\"error\":null}\n";
    }
}
