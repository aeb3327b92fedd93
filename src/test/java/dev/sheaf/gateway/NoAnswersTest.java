package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.task.Answer.NoAnswer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoAnswersTest {

    @ParameterizedTest
    @CsvSource({
        "item_too_long, 400, invalid_request_error",
        "context_length_exceeded, 400, invalid_request_error",
        "content_filtered, 400, invalid_request_error",
        "answer_missing, 422, invalid_request_error",
        "answer_contradicted, 422, invalid_request_error",
        "answer_unfit, 422, invalid_request_error",
        "answer_cut_off, 422, invalid_request_error",
        "answer_shifted, 422, invalid_request_error",
        "provider_rate_limited, 429, requests",
        "provider_quota_exhausted, 429, insufficient_quota",
        "internal_error, 500, server_error",
        "provider_unauthorized, 502, server_error",
        "provider_unknown_model, 502, server_error",
        "provider_rejected, 502, server_error",
        "provider_unavailable, 502, server_error",
        "provider_unreachable, 502, server_error",
        "provider_timeout, 504, server_error",
        "deadline_exceeded, 504, server_error"
    })
    void a_code_has_a_status_that_tells_whether_to_ask_again(String code, int status, String type) {
        ApiError error = NoAnswers.of(new NoAnswer(code, "Why."), "messages[3]");
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.error().path("type").asText()).isEqualTo(type);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.error().path("message").asText()).isEqualTo("Why.");
        assertThat(error.error().path("param").isNull()).isEqualTo(status == 429 || status >= 500);
    }
}
