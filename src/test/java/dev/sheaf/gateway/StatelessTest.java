package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.bulk.RequestFileItems.Text;
import dev.sheaf.rows.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatelessTest {
    private static Text held(String line) {
        return Stateless.held(Json.lenient(line.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'input':'a'}", "{'input':'a','store':true}", "{'input':'a','store':null}"})
    void a_response_in_a_batch_is_never_stored(String line) {
        assertThat(held(line).text()).isEqualTo("{\"input\":\"a\",\"store\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'input':'a','previous_response_id':'resp_1'}",
                "{'input':'a','conversation':'conv_1'}",
                "{'input':'a','background':true}"
            })
    void and_reads_no_other(String line) {
        assertThat(held(line).fault()).isNotNull();
    }

    @Test
    void no_number_of_a_callers_makes_a_call_larger_than_models_are() {
        var request = Json.object().put("n", 2).put("max_tokens", 4_611_686_019_501_129_728L);
        assertThat(CallSize.of(100, request)).isEqualTo(new CallSize(34, 200_000));
        assertThat(CallSize.of(100, Json.object().put("n", -5).put("max_tokens", -1L)))
                .isEqualTo(new CallSize(34, 0));
    }
}
