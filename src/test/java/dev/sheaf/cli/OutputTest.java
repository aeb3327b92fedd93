package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
    @TempDir
    Path dir;

    private final OutputStream stdout = new ByteArrayOutputStream();

    @Test
    void a_link_stays_and_what_it_leads_to_is_replaced() throws IOException {
        Path target = Files.writeString(dir.resolve("real.csv"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link.csv"), target);

        write(Output.of(link, stdout)).complete();

        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(target).hasContent("new");
    }

    @Test
    void an_older_file_stays_until_the_new_one_is_whole() throws IOException {
        Path file = Files.writeString(dir.resolve("out.csv"), "old");

        String said = write(Output.of(file, stdout)).keep(3);

        assertThat(file).hasContent("old");
        assertThat(said).isEqualTo("The first rows (3) are in " + file + ".partial.");
    }

    @Test
    void nothing_is_kept_where_nothing_was_written() throws IOException {
        Path file = dir.resolve("out.csv");

        assertThat(write(Output.of(file, stdout)).keep(0)).isEmpty();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void a_directory_that_is_not_there_is_told_at_once() {
        assertThatThrownBy(() -> Output.of(dir.resolve("no/out.csv"), stdout))
                .hasMessageEndingWith("there is no directory " + dir.resolve("no") + ".");
        assertThatThrownBy(() -> Output.of(dir, stdout)).hasMessageEndingWith("it is a directory.");
    }

    @Test
    void standard_output_stays_open() throws IOException {
        Output output = Output.of(null, stdout);

        write(output).complete();
        stdout.write('!');

        assertThat(stdout).hasToString("new!");
        assertThat(output.keep(1)).isEmpty();
    }

    private static Output write(Output output) throws IOException {
        try (OutputStream out = output.open()) {
            out.write("new".getBytes(StandardCharsets.UTF_8));
        }
        return output;
    }
}
