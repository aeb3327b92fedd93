package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCommandTest {
    @TempDir
    Path dir;

    FakeService service;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        cli = new Cli().at(service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void a_task_is_named_by_its_file_or_by_itself() throws IOException {
        write("by-file.yaml", "instructions: Judge.\nlabels: [A, B]\n");
        write("other.json", "{\"name\":\"by-itself\",\"instructions\":\"Judge.\",\"labels\":[\"A\"]}");

        int code = cli.run("task", "apply", dir.toString());

        assertThat(cli.out()).isEqualTo("by-file  version v1\nby-itself  version v1\n");
        assertThat(code).isZero();
    }

    @Test
    void a_file_can_hold_several_tasks() throws IOException {
        Path file = write("all.yml", "name: a\ninstructions: One.\n---\nname: b\ninstructions: Two.\n");

        int code = cli.run("task", "apply", file.toString());

        assertThat(cli.out()).isEqualTo("a  version v1\nb  version v1\n");
        assertThat(code).isZero();
    }

    @Test
    void of_several_tasks_each_needs_a_name() throws IOException {
        Path file = write("all.yml", "instructions: One.\n---\nname: b\ninstructions: Two.\n");

        int code = cli.run("task", "apply", file.toString());

        assertThat(cli.err()).contains("each needs a `name`");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void what_the_service_refuses_is_told_with_the_field_and_stops_no_other() throws IOException {
        write("bad.yaml", "labels: [A]\n");
        write("good.yaml", "instructions: Judge.\n");

        int code = cli.run("task", "apply", dir.toString());

        assertThat(cli.err())
                .contains("bad.yaml: The definition is wrong. (invalid_task)", "instructions: must not be");
        assertThat(cli.out()).isEqualTo("good  version v1\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void a_file_that_is_no_yaml_is_told_with_its_line() throws IOException {
        Path file = write("broken.yaml", "instructions: ok\nlabels: [A\n");

        int code = cli.run("task", "apply", file.toString());

        assertThat(cli.err()).contains("broken.yaml cannot be read (line ");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void a_member_that_stands_twice_is_refused() throws IOException {
        Path file = write("twice.yaml", "instructions: a\ninstructions: b\n");

        int code = cli.run("task", "apply", file.toString());

        assertThat(cli.err()).containsIgnoringCase("duplicate");
        assertThat(code).isEqualTo(2);
    }

    @Test
    void tasks_are_listed_in_columns() throws IOException {
        service.labels("mood").labels("a-longer-name");

        int code = cli.run("task", "list");

        assertThat(cli.out())
                .isEqualTo("NAME           VERSION  MODEL        FORMAT\n"
                        + "a-longer-name  v1       gpt-4o-mini  lines\n"
                        + "mood           v1       gpt-4o-mini  lines\n");
        assertThat(code).isZero();
    }

    @Test
    void no_task_is_told_beside_the_data() {
        int code = cli.run("task", "list");

        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("No task yet");
        assertThat(code).isZero();
    }

    @Test
    void what_is_shown_can_be_applied_again() throws IOException {
        String definition =
                "{\"instructions\":\"One: \\\"two\\\"\\n  # three\\n- four\\n\",\"labels\":[\"yes\",\"1\",\"null\",\": \"],"
                        + "\"packing\":{\"maxItems\":20,\"shuffle\":true},\"parameters\":{\"temperature\":0.10}}";
        service.task("mood", definition);

        int code = cli.run("task", "show", "mood");

        assertThat(cli.out()).startsWith("# version v1 of 2026-01-01T00:00:00Z\nname: ");
        TaskFile again = TaskFile.readAll(write("again.yaml", cli.out())).get(0);
        assertThat(again.name()).isEqualTo("mood");
        assertThat(Json.compact(again.definition()).replace("0.10", "0.1"))
                .isEqualTo(Json.compact(Json.MAPPER.readTree(definition)).replace("0.10", "0.1"));
        assertThat(code).isZero();
    }

    @Test
    void a_task_is_shown_as_json_on_demand() throws IOException {
        service.labels("mood");

        int code = cli.run("task", "show", "mood", "--json");

        JsonNode shown = Json.lenient(cli.out().getBytes(StandardCharsets.UTF_8));
        assertThat(shown.at("/definition/packing/maxItems").asInt()).isEqualTo(20);
        assertThat(code).isZero();
    }

    @Test
    void a_deleted_task_is_gone() throws IOException {
        service.labels("mood");

        int first = cli.run("task", "delete", "mood");
        int second = cli.run("task", "delete", "mood");

        assertThat(first).isZero();
        assertThat(second).isEqualTo(2);
        assertThat(cli.err()).contains("Deleted mood.", "There is no task \"mood\"", "It knows no task yet");
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }
}
