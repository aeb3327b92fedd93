package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.ModelFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReaderTest {
    private static final String KEY = "key-9f8e7d6c5b4a";

    private final ErrorReader errors = new ErrorReader(
            new ObjectMapper(),
            InstantSource.fixed(Instant.EPOCH),
            "https://api.example.com/v1/chat/completions",
            new Credentials(
                    TestConfig.at(URI.create("https://api.example.com/v1")).withKey(KEY))::withoutKey);

    private ModelFailure read(int status, String body) {
        return read(status, body, Map.of());
    }

    private ModelFailure read(int status, String body, Map<String, String> headers) {
        return errors.read(new HttpReply(status, headers, body), "gpt-4o-mini");
    }

    private static String error(String code, String message) {
        return "{\"error\":{\"message\":\"%s\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"%s\"}}"
                .formatted(message, code);
    }

    @ParameterizedTest
    @CsvSource({
        "401,invalid_api_key,provider_unauthorized",
        "401,something_else,provider_unauthorized",
        "403,unsupported_country_region_territory,provider_unauthorized",
        "402,any,provider_quota_exhausted",
        "429,insufficient_quota,provider_quota_exhausted",
        "429,rate_limit_exceeded,provider_rate_limited",
        "429,resource_unavailable,provider_unavailable",
        "404,model_not_found,provider_unknown_model",
        "403,model_not_found,provider_unknown_model",
        "404,DeploymentNotFound,provider_unknown_model",
        "400,context_length_exceeded,context_length_exceeded",
        "400,string_above_max_length,context_length_exceeded",
        "413,any,context_length_exceeded",
        "400,content_filter,content_filtered",
        "400,content_policy_violation,content_filtered",
        "400,invalid_prompt,content_filtered",
        "400,invalid_value,provider_rejected",
        "422,any,provider_rejected",
        "408,any,provider_unavailable",
        "409,any,provider_unavailable",
        "500,any,provider_unavailable",
        "502,any,provider_unavailable",
        "503,any,provider_unavailable",
        "529,any,provider_unavailable",
        "301,any,provider_rejected",
    })
    void status_and_code_name_the_failure(int status, String code, String expected) {
        assertThat(read(status, error(code, "No.")).code()).isEqualTo(expected);
    }

    @Test
    void a_type_counts_where_there_is_no_code() {
        String body = "{\"error\":{\"message\":\"You exceeded your quota.\",\"type\":\"insufficient_quota\"}}";

        assertThat(read(429, body)).isInstanceOf(ModelFailure.QuotaExhausted.class);
    }

    @Test
    void azure_hides_its_filter_in_the_inner_error() {
        String body = """
                {"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"400","status":400,
                 "innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{}}}}
                """;

        assertThat(read(400, body)).isInstanceOf(ModelFailure.Filtered.class);
    }

    @Test
    void a_server_without_codes_says_in_words_that_it_is_too_long() {
        String body = """
                {"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested",
                 "type":"BadRequestError","param":null,"code":400}
                """;

        assertThat(read(400, body)).isInstanceOf(ModelFailure.TooLong.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"model \\\"gpt-4o-mini\\\" not found, try pulling it first\",\"type\":\"api_error\"}}",
                "{\"object\":\"error\",\"message\":\"The model `gpt-4o-mini` does not exist.\",\"code\":404}",
                "{\"error\":{\"message\":\"No such thing\",\"param\":\"model\",\"code\":null}}",
                "{\"error\":\"model gpt-4o-mini is not loaded\"}"
            })
    void a_404_about_the_model_is_an_unknown_model(String body) {
        assertThat(read(404, body)).isInstanceOf(ModelFailure.UnknownModel.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body>404 Not Found</body></html>",
                "{\"detail\":\"Not Found\"}",
                "{\"error\":{\"message\":\"Invalid URL (POST /chat/completions)\",\"type\":\"invalid_request_error\"}}",
                "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}",
                "{\"error\":{\"message\":\"gpt-4o-mini-2 is not here\"}}",
            })
    void any_other_404_says_that_the_base_url_may_be_wrong(String body) {
        ModelFailure failure = read(404, body);

        assertThat(failure).isInstanceOf(ModelFailure.Rejected.class);
        assertThat(failure)
                .hasMessage("Nothing answers chat completions at https://api.example.com/v1/chat/completions (404):"
                        + " is the base URL right?");
    }

    @ParameterizedTest
    @CsvSource({"400", "403", "502", "503", "504"})
    void a_page_of_html_never_breaks_the_reading(int status) {
        assertThat(read(status, "<html><head><title>Bad gateway</title></head></html>"))
                .isInstanceOfAny(ModelFailure.Unavailable.class, ModelFailure.Unauthorized.class);
    }

    @Test
    void a_page_under_a_4xx_is_not_the_providers_word_and_is_asked_again() {
        assertThat(read(400, "<html>proxy</html>").retryable()).isTrue();
    }

    @Test
    void an_empty_400_is_a_refusal() {
        assertThat(read(400, "")).hasMessage("The provider refused the request (400).");
    }

    @Test
    void the_provider_may_forbid_what_is_usually_retried() {
        Map<String, String> never = Map.of("x-should-retry", "false");

        assertThat(read(503, "{}", never).retryable()).isFalse();
        assertThat(read(429, "{}", never).retryable()).isFalse();
    }

    @Test
    void the_provider_may_ask_for_a_retry_of_what_usually_is_none() {
        assertThat(read(400, "{}", Map.of("x-should-retry", "true")).retryable())
                .isTrue();
    }

    @Test
    void a_key_is_not_asked_for_again_whatever_the_provider_says() {
        assertThat(read(401, "{}", Map.of("x-should-retry", "true")).retryable())
                .isFalse();
    }

    @Test
    void the_wait_is_passed_on() {
        Map<String, String> wait = Map.of("retry-after", "7");

        assertThat(read(429, "{}", wait).retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(read(503, "{}", wait).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void the_providers_own_words_are_passed_on_with_the_member_that_it_names() {
        String body =
                "{\"error\":{\"message\":\"Unknown parameter: 'foo'.\",\"type\":\"x\",\"param\":\"foo\",\"code\":\"unknown_parameter\"}}";
        ModelFailure.Rejected failure = (ModelFailure.Rejected) read(400, body);

        assertThat(failure).hasMessage("The provider refused the request (400): Unknown parameter: 'foo'.");
        assertThat(failure.param()).contains("foo");
        assertThat(failure.status()).isEqualTo(400);
    }

    @Test
    void long_words_are_cut_at_300_characters() {
        String prefix = "The provider refused the request (400): ";

        assertThat(read(400, error("x", "a".repeat(1_000)))).hasMessage(prefix + "a".repeat(300));
    }

    @Test
    void a_cut_does_not_split_a_character() {
        String message = read(400, error("x", "a".repeat(299) + "😀b")).getMessage();

        assertThat(message).endsWith("aaa");
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "sk-proj-abc123DEF", "sk-test****7890"})
    void a_key_in_the_providers_words_is_left_out(String key) {
        String message = read(400, error("x", "Wrong key " + key + " used")).getMessage();

        assertThat(message).doesNotContain(key).contains("Wrong key … used");
    }

    @Test
    void an_error_in_a_list_is_read() {
        String body = "[{\"error\":{\"code\":400,\"message\":\"Bad field\",\"status\":\"INVALID_ARGUMENT\"}}]";

        assertThat(read(400, body)).hasMessageEndingWith("Bad field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "7", "{", "\"x\"", "{\"error\":null}", "{\"error\":[1]}", "{\"error\":{}}"})
    void no_body_breaks_the_reading(String body) {
        for (int status = 300; status < 600; status++) {
            assertThat(read(status, body)).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"429,provider_rate_limited", "502,provider_unavailable", "999,provider_unavailable"})
    void an_error_under_200_counts_as_its_code_says(int code, String expected) {
        String body = "{\"error\":{\"code\":%d,\"message\":\"Upstream\"}}".formatted(code);

        assertThat(errors.readGarbage(new HttpReply(200, Map.of(), body), "m").code())
                .isEqualTo(expected);
    }

    @Test
    void garbage_under_200_is_asked_again() {
        ModelFailure failure = errors.readGarbage(new HttpReply(200, Map.of(), "<html>"), "m");

        assertThat(failure).isInstanceOf(ModelFailure.Unavailable.class);
        assertThat(failure.retryable()).isTrue();
    }
}
