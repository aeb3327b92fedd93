package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.AnswerColumns;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.RowsIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @TempDir
    Path dir;

    private final Cli cli = new Cli();

    @BeforeEach
    void write_them() {
        assertThat(cli.run("examples", dir.toString())).isZero();
    }

    @Test
    void all_are_written_and_named() {
        assertThat(dir)
                .isDirectoryContaining(file ->
                        ExamplesCommand.FILES.contains(file.getFileName().toString()));
        assertThat(cli.out().lines()).hasSize(ExamplesCommand.FILES.size());
    }

    @Test
    void what_is_there_already_stays() throws IOException {
        Path mine = Files.writeString(dir.resolve("product-reviews.csv"), "mine");

        int code = cli.run("examples", dir.toString());

        assertThat(mine).hasContent("mine");
        assertThat(cli.err()).contains("product-reviews.csv is there already");
        assertThat(code).isZero();
    }

    @Test
    void each_review_is_sound_and_carries_a_label_of_its_task() throws IOException {
        List<Row> reviews = rows("product-reviews.csv");
        Set<String> labels = labels("product-reviews");

        assertThat(reviews).hasSizeGreaterThanOrEqualTo(120).allMatch(row -> row.fault() == null);
        assertThat(reviews).extracting(row -> row.text("id")).doesNotHaveDuplicates();
        assertThat(reviews).extracting(row -> row.text("review")).doesNotHaveDuplicates();
        assertThat(reviews).extracting(row -> String.valueOf(row.text("label"))).allMatch(labels::contains);
        assertThat(labels).containsExactlyInAnyOrder("POSITIVE", "NEGATIVE", "NEUTRAL");
    }

    @Test
    void each_ticket_has_the_columns_that_its_task_takes() throws IOException {
        List<Row> tickets = rows("support-tickets.csv");

        assertThat(tickets).hasSize(30).allMatch(row -> row.fault() == null);
        assertThat(definition("support-tickets").path("input").asText()).isEqualTo("{subject}\n{body}");
        assertThat(tickets.get(0).columns()).containsExactly("subject", "body");
    }

    @Test
    void each_task_bears_its_files_name_and_either_labels_or_a_schema() {
        for (String name : List.of("product-reviews", "product-facts", "support-tickets")) {
            JsonNode definition = definition(name);

            assertThat(definition.path("instructions").asText()).isNotBlank();
            assertThat(definition.has("labels")).isNotEqualTo(definition.has("schema"));
        }
    }

    @Test
    void the_facts_have_columns_of_their_own() {
        assertThat(AnswerColumns.of(definition("product-facts")).names())
                .containsExactly("sentiment", "product", "parts", "stars", "faulty", "language");
    }

    private Set<String> labels(String task) {
        return definition(task).path("labels").findValuesAsText("name").stream().collect(Collectors.toSet());
    }

    private JsonNode definition(String task) {
        TaskFile file = TaskFile.readAll(dir.resolve(task + ".yaml")).get(0);
        assertThat(file.name()).isEqualTo(task);
        return file.definition();
    }

    private List<Row> rows(String name) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RowsIn in = RowsIn.csv(Files.newInputStream(dir.resolve(name)), null)) {
            for (Row row = in.next(); row != null; row = in.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
