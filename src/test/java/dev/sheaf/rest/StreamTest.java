package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.app.ServiceResource;
import dev.sheaf.app.StagedProvider;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers as newline-delimited JSON. */
@QuarkusTest
@WithTestResource(ServiceResource.class)
class StreamTest {
    @TestHTTPResource
    URI base;

    StagedProvider provider;

    @ParameterizedTest
    @EnumSource
    void an_answer_comes_as_soon_as_it_lands_whatever_is_still_asked(HttpClient.Version version) throws Exception {
        Api api = new Api(base, version);
        api.sentiment("stream", "'packing':{'maxItems':2}");
        String word = "stream-held-" + version;
        var held = provider.hold(word);
        HttpResponse<InputStream> reply =
                send(api, AnswersResourceTest.items("great " + word, "awful", "awful stream", "great stream"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type").orElseThrow()).startsWith(Api.NDJSON);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            assertThat(answers(lines, 2)).containsExactlyInAnyOrder("2=NEGATIVE", "3=POSITIVE");
            held.release();
            assertThat(answers(lines, 2)).containsExactlyInAnyOrder("0=POSITIVE", "1=NEGATIVE");
            JsonNode summary = Api.json(lines.readLine());
            assertThat(summary.path("task").asText()).isEqualTo("stream");
            assertThat(summary.path("usage").path("calls").asInt()).isEqualTo(2);
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void an_item_without_an_answer_is_a_line_with_its_reason() throws Exception {
        Api api = new Api(base);
        api.sentiment("stream-trouble");
        provider.replies("stream-refused", StagedProvider.Reply.error(401, "invalid_api_key"));
        HttpResponse<InputStream> reply = send(api, "stream-trouble", AnswersResourceTest.items("stream-refused"));

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
            assertThat(answers(lines, 1)).containsExactly("0!provider_unauthorized");
            assertThat(Api.json(lines.readLine()).path("usage").path("calls").asInt())
                    .isZero();
        }
    }

    private static HttpResponse<InputStream> send(Api api, String body) throws Exception {
        return send(api, "stream", body);
    }

    private static HttpResponse<InputStream> send(Api api, String task, String body) throws Exception {
        return api.http()
                .send(
                        api.posted(
                                        "/tasks/" + task + "/answers",
                                        BodyPublishers.ofString(Api.quoted(body)),
                                        "Accept",
                                        Api.NDJSON)
                                .build(),
                        BodyHandlers.ofInputStream());
    }

    private static List<String> answers(BufferedReader lines, int count) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(Api.shown(Api.json(lines.readLine())));
        }
        return answers;
    }
}
