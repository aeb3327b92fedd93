package dev.sheaf.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void the_only_column_holds_the_text() {
        assertThat(TextColumn.among(List.of("anything"), null, "--text")).isEqualTo("anything");
    }

    @Test
    void a_usual_name_is_found_in_any_case() {
        assertThat(TextColumn.among(List.of("id", "Review", "label"), null, "--text"))
                .isEqualTo("Review");
    }

    @Test
    void two_usual_names_are_one_too_many() {
        assertThatThrownBy(() -> TextColumn.among(List.of("text", "comment"), null, "--text"))
                .hasMessageContaining("Several columns may be the text");
    }

    @Test
    void a_named_column_has_to_be_there_once() {
        assertThat(TextColumn.among(List.of("a", "text"), "a", "--text")).isEqualTo("a");
        assertThatThrownBy(() -> TextColumn.among(List.of("a", "b"), "c", "--text"))
                .hasMessageContaining("no column \"c\"");
        assertThatThrownBy(() -> TextColumn.among(List.of("a", "a"), "a", "--text"))
                .hasMessageContaining("More than one");
    }

    @Test
    void an_id_is_new_once() {
        SeenIds seen = new SeenIds();

        assertThat(IntStream.range(0, 10_000).filter(i -> seen.add("id-" + i))).hasSize(10_000);
        assertThat(IntStream.range(0, 10_000).filter(i -> seen.add("id-" + i))).isEmpty();
    }
}
