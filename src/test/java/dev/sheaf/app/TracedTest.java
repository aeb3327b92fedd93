package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A request, seen by whoever collects traces. */
@QuarkusTest
@TestProfile(TracedTest.Followed.class)
@WithTestResource(ServiceResource.class)
class TracedTest {

    public static class Followed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.simple", "true",
                    "quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:9");
        }
    }

    @Singleton
    static class Collected implements SpanExporter {
        final List<SpanData> spans = new CopyOnWriteArrayList<>();

        /** As a tree could be drawn. */
        @Override
        public String toString() {
            return spans.stream()
                    .map(span -> span.getSpanId() + " below " + span.getParentSpanId() + ": " + span.getName())
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Inject
    Collected collected;

    @TestHTTPResource
    URI base;

    @Test
    void a_request_is_one_trace_from_its_answer_over_its_pack_to_the_call() throws Exception {
        send("PUT", "/tasks/traced", "{'instructions':'Sentiment?','labels':['POSITIVE','NEGATIVE']}");
        send("POST", "/tasks/traced/answers", "{'items':[{'id':'1','text':'great'},{'id':'2','text':'awful'}]}");

        Until.holds("all spans ended", () -> named("pack traced").isPresent() && http().size() == 2);
        SpanData pack = named("pack traced").orElseThrow();
        SpanData ask = collected.spans.stream()
                .filter(span -> span.getName().startsWith("ask "))
                .findFirst()
                .orElseThrow();
        SpanData request = collected.spans.stream()
                .filter(span -> span.getSpanId().equals(pack.getParentSpanId()))
                .findFirst()
                .orElseThrow();

        assertThat(request.getName()).startsWith("POST /tasks/");
        assertThat(ask.getParentSpanId()).isEqualTo(pack.getSpanId());
        // the call over HTTP, whichever thread the gate let it go on
        assertThat(http())
                .as(collected.toString())
                .extracting(SpanData::getParentSpanId)
                .contains(ask.getSpanId());
        assertThat(named("wait").orElseThrow().getTraceId()).isEqualTo(request.getTraceId());
        assertThat(collected.spans.toString()).doesNotContain("great", "awful", "sk-test");
    }

    /** Of the request and of the call. */
    private List<SpanData> http() {
        return named("pack traced")
                .map(pack -> collected.spans.stream()
                        .filter(span -> span.getTraceId().equals(pack.getTraceId()))
                        .filter(span -> span.getName().startsWith("POST"))
                        .toList())
                .orElse(List.of());
    }

    private Optional<SpanData> named(String name) {
        return collected.spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst();
    }

    private void send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isIn(200, 201);
    }
}
