package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.app.StagedProvider;
import dev.sheaf.app.StagedProvider.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers hear when the provider is in trouble. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class ProviderTroubleTest {
    @TestHTTPResource
    URI base;

    StagedProvider provider;

    private Api api;

    @BeforeEach
    void connect() {
        api = new Api(base);
        api.sentiment("trouble");
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_api_key,        provider_unauthorized,    refused the configured key",
        "403, forbidden,              provider_unauthorized,    refused the configured key",
        "429, insufficient_quota,     provider_quota_exhausted, quota is used up",
        "404, model_not_found,        provider_unknown_model,   gpt-4o-mini",
        "400, invalid_value,          provider_rejected,        invalid_value",
    })
    void what_no_waiting_cures_is_each_items_reason_after_one_call(
            int status, String said, String code, String message) {
        String word = "trouble-" + said;
        provider.replies(word, Reply.error(status, said + " for sk-test-0123456789"));
        JsonNode answers = api.post("/tasks/trouble/answers", AnswersResourceTest.items(word, word + " 2"))
                .json()
                .path("answers");

        assertThat(answers).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.path("error").path("code").asText()).isEqualTo(code);
            assertThat(answer.path("error").path("message").asText())
                    .contains(message)
                    .doesNotContain("0123456789");
        });
        assertThat(provider.calls(word)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429, rate_limit_exceeded", "500, server_error", "503, slow_down"})
    void what_passes_is_asked_again_and_the_caller_does_not_notice(int status, String said) {
        String word = "great passing-" + status;
        provider.replies(word, Reply.error(status, said), Reply.error(status, said), Reply.PASS);
        Api.Reply reply = api.post("/tasks/trouble/answers", AnswersResourceTest.items(word));

        assertThat(reply.answers()).containsExactly("0=POSITIVE");
        assertThat(provider.calls(word)).hasSize(3);
    }

    @Test
    void an_item_that_the_providers_filter_refuses_costs_its_neighbours_nothing() {
        provider.replies("filtered-item", Reply.error(400, "content_filter"));
        Api.Reply reply = api.post(
                "/tasks/trouble/answers",
                AnswersResourceTest.items("great", "filtered-item", "awful", "great joy", "bad"));

        assertThat(reply.answers())
                .containsExactly("0=POSITIVE", "1!content_filtered", "2=NEGATIVE", "3=POSITIVE", "4=NEGATIVE");
    }

    @Test
    void what_a_reply_leaves_out_is_asked_again() {
        provider.replies("great left-out", Reply.text("I would rather not say."), Reply.PASS);
        Api.Reply reply = api.post("/tasks/trouble/answers", AnswersResourceTest.items("great left-out"));

        assertThat(reply.answers()).containsExactly("0=POSITIVE");
        assertThat(reply.json().path("usage").path("calls").asInt()).isEqualTo(2);
    }
}
