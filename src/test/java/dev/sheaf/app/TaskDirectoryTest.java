package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.pack.TaskIntake;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskCatalog;
import dev.sheaf.task.TaskDefaults;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class TaskDirectoryTest {
    @Inject
    TaskCatalog catalog;

    @Inject
    TaskDefaults defaults;

    @TempDir
    Path directory;

    private record Config(Optional<Path> directory) implements TaskConfig {
        @Override
        public String model() {
            return "gpt-4o-mini";
        }

        @Override
        public int maxTokens() {
            return 8_000;
        }

        @Override
        public int maxOutputTokens() {
            return 4_000;
        }

        @Override
        public Duration maxWait() {
            return Duration.ofMillis(20);
        }

        @Override
        public int lonelyRounds() {
            return 3;
        }
    }

    @Test
    void files_of_all_kinds_are_put_under_their_names() throws IOException {
        write("dir-yaml.yaml", """
                # a comment
                instructions: |
                  Classify.
                  On two lines.
                labels: [A, B]
                """);
        write("dir-yml.yml", "name: dir-named\ninstructions: Classify.\nlabels:\n- A\n- name: B\n  description: b\n");
        write("dir-json.json", "{\"instructions\":\"Classify.\",\"labels\":[\"A\",\"B\"]}");
        write("readme.txt", "no task");
        Files.createDirectory(directory.resolve("below"));
        read();

        assertThat(find("dir-yaml").definition().instructions()).isEqualTo("Classify.\nOn two lines.\n");
        assertThat(find("dir-json").definition().instructions()).isEqualTo("Classify.");
        assertThat(find("dir-named").definition().instructions()).isEqualTo("Classify.");
    }

    @Test
    void a_file_may_hold_several_definitions() throws IOException {
        write("many.yaml", """
                name: dir-one
                instructions: One.
                labels: [A, B]
                ---
                name: dir-two
                instructions: Two.
                labels: [A, B]
                """);
        read();

        assertThat(find("dir-one").definition().instructions()).isEqualTo("One.");
        assertThat(find("dir-two").definition().instructions()).isEqualTo("Two.");
    }

    @Test
    void what_did_not_change_makes_no_new_version_and_what_did_makes_one() throws IOException {
        write("dir-same.yaml", "instructions: Classify.\nlabels: [A, B]\n");
        read();
        read();
        assertThat(versions("dir-same")).hasSize(1);

        write("dir-same.yaml", "instructions: Classify!\nlabels: [A, B]\n");
        read();
        assertThat(versions("dir-same")).hasSize(2);
        assertThat(find("dir-same").definition().instructions()).isEqualTo("Classify!");
    }

    @Test
    void without_a_directory_nothing_is_read() {
        new TaskDirectory(new Config(Optional.empty()), new TaskIntake(defaults), catalog).read(new StartupEvent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong.yaml | labels: [A]              | instructions is required",
                "wrong.yaml | instructions: x\\nlabels: [A, A]\\nmore: 1 | must not hold \"A\" twice",
                "wrong.yaml | instructions: x\\nlabels: [A, A]\\nmore: 1 | more is not known here",
                "wrong.yaml | instructions: [          | at line",
                "wrong.yaml | a: 1\\na: 2              | at line 2",
                "wrong.json | {\"instructions\":         | at line",
                "wrong.yaml | instructions: x\\nlabels: [A]\\n---\\nlabels: { | at line",
                "wrong.yaml | # nothing                | holds no definition",
                "wrong.yaml | just a text              | body must be an object",
                "wrong.yaml | name: NOT A NAME\\nlabels: [A] | \"NOT A NAME\": its name must have 1 to 63",
                "WRONG.yaml | instructions: x\\nlabels: [A] | \"WRONG\": its name must have 1 to 63",
                "wrong.yaml | instructions: \"\\0\"\\nlabels: [A] | U+0000",
                "wrong.yaml | instructions: x\\nlabels: [A]\\n---\\ninstructions: y\\nlabels: [A] | defines already",
            })
    void a_file_that_cannot_be_put_stops_the_start_in_one_sentence(String name, String text, String sentence)
            throws IOException {
        write("a-first.yaml", "name: dir-first-of-a-bad-set\ninstructions: Fine.\nlabels: [A, B]\n");
        write(name, text.replace("\\n", "\n"));

        assertThatThrownBy(this::read)
                .isInstanceOf(Refused.class)
                .hasNoCause()
                .hasMessageContaining(directory.resolve(name).toString())
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("\n");
        assertThat(await(() -> catalog.find("default", "dir-first-of-a-bad-set")))
                .isEmpty();
    }

    @Test
    void a_file_that_is_no_text_stops_the_start() throws IOException {
        Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});

        assertThatThrownBy(this::read).isInstanceOf(Refused.class).hasMessageContaining("binary.yaml");
    }

    @Test
    void a_directory_that_is_not_there_stops_the_start() {
        assertThatThrownBy(() -> read(directory.resolve("missing")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("sheaf.tasks.directory")
                .hasMessageContaining("missing");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    }

    private void read() {
        read(directory);
    }

    private void read(Path from) {
        new TaskDirectory(new Config(Optional.of(from)), new TaskIntake(defaults), catalog).read(new StartupEvent());
    }

    private Task find(String name) {
        return await(() -> catalog.find("default", name)).orElseThrow();
    }

    private List<Task> versions(String name) {
        return await(() -> catalog.versions("default", name));
    }

    private static <T> T await(Supplier<Uni<T>> asked) {
        try {
            return VertxContextSupport.subscribeAndAwait(asked);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
