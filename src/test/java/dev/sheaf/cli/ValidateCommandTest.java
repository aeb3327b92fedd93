package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    private static final String LINE = "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
            + "\"body\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}}\n";

    @TempDir
    Path dir;

    private final Cli cli = new Cli();

    @Test
    void a_file_that_the_provider_would_take_ends_with_0() throws IOException {
        int code = cli.run("validate", file(LINE));

        assertThat(cli.out())
                .startsWith("1 request for gpt-4o-mini, 9 input tokens, $")
                .endsWith(": valid\n");
        assertThat(code).isZero();
    }

    @Test
    void errors_are_told_with_their_lines_and_end_with_1() throws IOException {
        int code = cli.run("validate", file(LINE + "oops\n" + LINE));

        assertThat(cli.out()).contains("line 2: invalid_json_line: ", "line 3: duplicate_custom_id: ", "; 2 errors\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void json_says_the_same() throws IOException {
        cli.in = new ByteArrayInputStream((LINE + LINE).getBytes(StandardCharsets.UTF_8));

        int code = cli.run("validate", "-", "--json");

        JsonNode report = Json.lenient(cli.out().getBytes(StandardCharsets.UTF_8));
        assertThat(report.path("valid").asBoolean(true)).isFalse();
        assertThat(report.at("/errors/0/code").asText()).isEqualTo("duplicate_custom_id");
        assertThat(report.at("/errors/0/line").asLong()).isEqualTo(2);
        assertThat(report.at("/cost/input/batch").decimalValue()).isPositive();
        assertThat(code).isEqualTo(1);
    }

    @Test
    void other_prices_can_be_named() throws IOException {
        Path prices = Files.writeString(
                dir.resolve("prices.yaml"),
                "date: 2026-01-31\nmodels: [{names: [gpt-4o-mini], input: 1000000, output: 0, batchDiscount: 0.5}]\n");

        cli.run("validate", file(LINE), "--prices", prices.toString());

        assertThat(cli.out()).contains("$4.50 in a batch ($9.00 at list price)");
    }

    @Test
    void a_file_that_is_not_there_ends_with_2() {
        int code = cli.run("validate", dir.resolve("none.jsonl").toString());

        assertThat(cli.err()).startsWith("There is no file ");
        assertThat(code).isEqualTo(2);
    }

    private String file(String content) throws IOException {
        return Files.writeString(dir.resolve("requests.jsonl"), content).toString();
    }
}
