package dev.sheaf.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class YamlLabelsTest {
    private static final TaskDefaults DEFAULTS = new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ZERO);

    @Test
    void labels_that_yaml_takes_for_numbers_or_truths_are_told_to_need_quotes() throws IOException {
        var json = new YAMLMapper().readTree("instructions: Judge.\nlabels: [good, true, 1]\n");

        var violations = new DefinitionReader(DEFAULTS).read(json).violations();

        assertThat(violations).extracting(Violation::field).containsExactly("labels[1]", "labels[2]");
        assertThat(violations).allSatisfy(it -> assertThat(it.message()).contains("need quotes"));
    }
}
