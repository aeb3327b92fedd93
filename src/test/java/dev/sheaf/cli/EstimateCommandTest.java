package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file will cost, without a service. */
class EstimateCommandTest {
    @TempDir
    Path dir;

    private final Cli cli = new Cli();
    private String rows = "";
    private String task = "";

    @BeforeEach
    void write() throws IOException {
        rows = Files.writeString(dir.resolve("rows.csv"), "id,text\na,fine\nb,dull\nc,\n")
                .toString();
        task = Files.writeString(
                        dir.resolve("mood.yaml"), "instructions: Judge.\nlabels: [GOOD, BAD]\nmodel: gpt-5-mini\n")
                .toString();
    }

    @Test
    void the_ways_of_asking_stand_one_under_the_other() {
        int code = cli.run("estimate", rows, "--task", task);

        assertThat(code).isZero();
        assertThat(cli.out().lines().map(line -> line.split("  ")[0]))
                .containsSubsequence("alone", "packed", "batch", "packed batch", "flex, packed");
        assertThat(cli.out())
                .contains("CALLS", "TOKENS IN", "COST", "SAVED", "TIME", "at most 24 h")
                .contains("Packs' replies have from ")
                .contains("2 rows of ", "1 more cannot be asked", "markers and form add", "gpt-5-mini at prices of");
    }

    @Test
    void in_json_it_is_what_the_service_says() throws IOException {
        int code = cli.run("estimate", rows, "--task", task, "--json");

        JsonNode estimate = new ObjectMapper().readTree(cli.out());
        assertThat(code).isZero();
        assertThat(estimate.at("/strategies/alone/calls").asInt()).isEqualTo(2);
        assertThat(estimate.at("/strategies/flex/cost"))
                .as("as cheap as a batch")
                .isEqualTo(estimate.at("/strategies/packedBatch/cost"));
        assertThat(estimate.path("refused").asInt()).isOne();
    }

    @Test
    void a_table_of_ones_own_prices_it() throws IOException {
        Path prices = Files.writeString(
                dir.resolve("prices.yaml"), "date: 2026-01-31\nmodels: [{names: [other], input: 1, output: 1}]\n");

        int code = cli.run("estimate", rows, "--task", task, "--prices", prices.toString());

        assertThat(code).isZero();
        assertThat(cli.out()).contains("unknown").doesNotContain("$");
    }

    @Test
    void rows_in_json_lines_cost_the_same() throws IOException {
        Path lines = Files.writeString(
                dir.resolve("rows.jsonl"),
                "{\"id\":\"a\",\"text\":\"fine\"}\n{\"id\":\"b\",\"text\":\"dull\"}\n{\"id\":\"c\",\"text\":\"\"}\n");
        cli.run("estimate", rows, "--task", task, "--json");
        JsonNode ofCsv = new ObjectMapper().readTree(cli.out());
        var other = new Cli();
        int code = other.run("estimate", lines.toString(), "--task", task, "--json");

        assertThat(code).isZero();
        assertThat(new ObjectMapper().readTree(other.out())).isEqualTo(ofCsv);
    }

    @Test
    void a_table_of_ones_own_says_how_much_a_model_takes() throws IOException {
        Path prices = Files.writeString(
                dir.resolve("prices.yaml"),
                "date: 2026-01-31\nmodels: [{names: [tiny], input: 1, output: 1, context: 1600}]\n");
        Path tiny = Files.writeString(
                dir.resolve("tiny.yaml"),
                "instructions: Judge.\nlabels: [GOOD, BAD]\nmodel: tiny\npacking: {maxOutputTokens: 1000}\n");
        Path many = Files.writeString(
                dir.resolve("many.csv"), "text\n" + ("It is " + "very ".repeat(80) + "good\n").repeat(40));

        cli.run("estimate", many.toString(), "--task", tiny.toString(), "--prices", prices.toString(), "--json");
        int calls = new ObjectMapper()
                .readTree(cli.out())
                .at("/strategies/packed/calls")
                .asInt();
        var other = new Cli();
        other.run("estimate", many.toString(), "--task", tiny.toString(), "--json");

        assertThat(calls)
                .isGreaterThan(2
                        * new ObjectMapper()
                                .readTree(other.out())
                                .at("/strategies/packed/calls")
                                .asInt());
    }

    @Test
    void a_service_is_asked_for_a_task_that_it_knows_by_name() {
        cli.env.put("SHEAF_URL", "http://localhost:1");

        int code = cli.run("estimate", rows, "--task", "mood");

        assertThat(code).isEqualTo(2);
        assertThat(cli.err()).contains("Nothing answers at http://localhost:1");
    }

    @Test
    void prices_of_ones_own_are_not_the_services() {
        int code = cli.run("estimate", rows, "--task", "mood", "--prices", task);

        assertThat(code).isEqualTo(2);
        assertThat(cli.err()).contains("The service has prices of its own");
    }
}
