package dev.sheaf.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InputTemplateTest {
    @Test
    void columns_are_named_once_in_the_templates_order() {
        assertThat(new InputTemplate("{title}\n{body text} {title} {{not}} {größe}").columns())
                .containsExactly("title", "body text", "größe");
        assertThat(new InputTemplate("no { column } }{ here {\n}").columns()).containsExactly(" column ");
        assertThat(new InputTemplate("{} {{}} { {").columns()).isEmpty();
    }

    @Test
    void a_row_fills_its_columns_and_nothing_else() {
        var template = new InputTemplate("{title}\n{body} {{title}} {missing}$1 \\ {");
        assertThat(template.fill(Map.of("title", "$0 \\ {body}", "body", "{title}", "x", "y")))
                .isEqualTo("$0 \\ {body}\n{title} {title} $1 \\ {");
    }

    @Test
    void long_templates_of_braces_are_filled_in_one_go() {
        for (String piece : new String[] {"{", "}", "{a", "{{", "{}", "{a}"}) {
            var template = new InputTemplate(piece.repeat(200_000 / piece.length()));
            assertThat(template.fill(Map.of("a", "b"))).isNotEmpty();
        }
    }
}
