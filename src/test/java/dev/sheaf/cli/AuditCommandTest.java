package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    @TempDir
    Path dir;

    FakeService service;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService()
                .task("mood", "{\"labels\":[{\"name\":\"A\"},{\"name\":\"B\"}],\"packing\":{\"maxItems\":20}}");
        cli = new Cli().at(service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private int audit(String file, String... options) {
        List<String> args = new ArrayList<>(List.of("audit", "-", "--task", "mood"));
        args.addAll(Arrays.asList(options));
        cli.in = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
        return cli.run(args.toArray(String[]::new));
    }

    private JsonNode order() {
        return service.audits.orders.iterator().next();
    }

    @Test
    void it_prints_a_table_and_what_to_take() {
        int code = audit("text\na\nb\nc\n");
        assertThat(cli.out()).isEqualTo("""
                size  agreement (95 %)  beyond the model's own (95 %)  p      verdict
                1     95.0 (88.8-97.8)  -                              -      holds
                20    95.0 (88.8-97.8)  -1.0 (-3.0..+1.0)              0.500  undecided

                size  by thirds  trend p  missing  repaired  tokens/item  $/1000
                1     -          -        0        2         64.5         0.0100
                20    -          -        0        2         64.5         0.0100

                Recommended: 1 a pack. Too few items.
                A note.
                Spent: 4,321 calls, 10,000 tokens in, 200 out, $0.012.
                """);
        assertThat(cli.err()).contains("Audit audit_1: 3 items, about 4,321 calls");
        assertThat(code).isZero();
    }

    @Test
    void what_the_user_says_reaches_the_service() {
        audit(
                "body,truth\na,A\nb,\nc,B\n",
                "--label",
                "truth",
                "--sizes",
                "2,3",
                "--repetitions",
                "2",
                "--max-cost",
                "0.5",
                "--text",
                "body");
        assertThat(order().path("items")).hasSize(3);
        assertThat(order().at("/items/0").toString()).isEqualTo("{\"text\":\"a\",\"id\":\"1\"}");
        assertThat(order().path("labels").toString()).isEqualTo("{\"1\":\"A\",\"3\":\"B\"}");
        assertThat(order().path("sizes").toString()).isEqualTo("[2,3]");
        assertThat(order().path("repetitions").asInt()).isEqualTo(2);
        assertThat(order().path("maxCost").asText()).isEqualTo("0.5");
    }

    @Test
    void no_more_rows_are_sent_than_are_sampled() {
        StringBuilder rows = new StringBuilder("text\n");
        for (int i = 0; i < 1_000; i++) {
            rows.append("row ").append(i).append('\n');
        }
        audit(rows.toString(), "--sample", "30");
        assertThat(order().path("items")).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void a_label_that_the_task_does_not_have_is_told_with_its_line() {
        assertThat(audit("text,truth\na,A\nb,C\n", "--label", "truth")).isEqualTo(2);
        assertThat(cli.err()).contains("line 3").contains("\"C\"");
        assertThat(service.audits.orders).isEmpty();
    }

    @Test
    void the_true_answer_does_not_reach_a_model_that_is_shown_whole_rows() throws IOException {
        service.task("mood", "{\"input\":\"{a}\",\"labels\":[{\"name\":\"A\"}],\"packing\":{\"maxItems\":20}}");
        audit("a,truth\nx,A\ny,A\n", "--label", "truth");
        assertThat(order().at("/items/0/columns").toString()).isEqualTo("{\"a\":\"x\"}");
        assertThat(order().at("/labels/1").asText()).isEqualTo("A");
    }

    @Test
    void an_estimate_buys_nothing() {
        assertThat(audit("text\na\nb\n", "--estimate")).isZero();
        assertThat(order().path("estimateOnly").asBoolean()).isTrue();
        assertThat(cli.out())
                .isEqualTo(
                        "About 4,321 calls, 10,000 tokens in, 200 out, $0.012 for 2 items alone, twice, and at 5, 10 a"
                                + " pack.\n");
    }

    @Test
    void the_page_is_written_beside_the_table() throws IOException {
        Path page = dir.resolve("report.html");
        assertThat(audit("text\na\nb\n", "--html", page.toString())).isZero();
        assertThat(Files.readString(page)).startsWith("<!doctype html>");
        assertThat(cli.out()).startsWith("size");
    }

    @Test
    void json_is_what_the_service_says() throws IOException {
        assertThat(audit("text\na\nb\n", "--json")).isZero();
        assertThat(Json.MAPPER
                        .readTree(cli.out())
                        .at("/report/recommendation/size")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void one_that_failed_says_why_and_what_it_spent() {
        service.audits.end = "failed";
        assertThat(audit("text\na\nb\n")).isEqualTo(1);
        assertThat(cli.err()).contains("failed (cap_reached): No room. It has spent 4,321 calls");
    }

    @Test
    void what_the_service_refuses_is_told() {
        service.audits.refused = "{\"code\":\"invalid_request\",\"detail\":\"no\",\"violations\":[{\"field\":\"sizes\","
                + "\"message\":\"40 cannot be tried on 2 items\"}]}";
        assertThat(audit("text\na\nb\n", "--sizes", "40")).isEqualTo(2);
        assertThat(cli.err()).contains("40 cannot be tried on 2 items");
    }
}
