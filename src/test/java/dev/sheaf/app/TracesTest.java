package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.online.Trail;
import dev.sheaf.online.Trail.Load;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final List<SpanData> spans = new ArrayList<>();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Kept()))
            .build();
    private final Traces traces = new Traces(provider.get("test"), () -> NOW);

    private final class Kept implements SpanExporter {
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

    @Test
    void a_pack_stands_in_the_trace_of_the_request_whose_item_came_first() {
        Request first = request();
        Request second = request();

        leave(first, second).end();

        SpanData pack = span("pack t");
        assertThat(pack.getParentSpanId()).isEqualTo(first.span.getSpanContext().getSpanId());
        assertThat(pack.getAttributes().asMap().toString()).contains("sheaf.items=5");
    }

    @Test
    void each_requests_wait_stands_in_its_own_trace_and_is_linked_with_the_pack() {
        Request first = request();
        Request second = request();

        leave(first, second).end();

        List<SpanData> waits =
                spans.stream().filter(span -> span.getName().equals("wait")).toList();
        assertThat(waits)
                .extracting(SpanData::getTraceId)
                .containsExactly(
                        first.span.getSpanContext().getTraceId(),
                        second.span.getSpanContext().getTraceId());
        assertThat(waits)
                .flatExtracting(SpanData::getLinks)
                .extracting(LinkData::getSpanContext)
                .containsOnly(span("pack t").getSpanContext());
        assertThat(waits)
                .extracting(wait -> Duration.ofNanos(wait.getEndEpochNanos() - wait.getStartEpochNanos()))
                .containsExactly(Duration.ofMillis(20), Duration.ofMillis(5));
    }

    @Test
    void a_call_stands_below_its_pack_and_is_handed_on_to_whoever_makes_it() {
        List<String> handed = new ArrayList<>();
        ChatModel model = request -> Uni.createFrom().context(caller -> {
            handed.add(Span.fromContext(caller.get(ChatModel.TRACE))
                    .getSpanContext()
                    .getSpanId());
            return Uni.createFrom().failure(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
        });
        Trail.Leg leg = leave(request());

        traces.following(model)
                .ask(ChatRequests.any("gpt-4o-mini"))
                .subscribe()
                .with(leg.context(), reply -> {}, failure -> {});
        leg.end();

        SpanData call = span("ask gpt-4o-mini");
        assertThat(call.getParentSpanId()).isEqualTo(span("pack t").getSpanId());
        assertThat(handed).containsExactly(call.getSpanId());
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    private record Request(Span span, Trail.Place place) {}

    /** As the server has it: its span is the current one while the request is taken in. */
    private Request request() {
        Span span = provider.get("test").spanBuilder("POST").startSpan();
        try (Scope current = span.makeCurrent()) {
            return new Request(span, traces.here());
        }
    }

    private Trail.Leg leave(Request... requests) {
        List<Load> loads = new ArrayList<>();
        for (Request request : requests) {
            boolean first = loads.isEmpty();
            loads.add(new Load(
                    request.place,
                    first ? 2 : 3,
                    Duration.ofMillis(first ? 20 : 5).toNanos()));
        }
        return traces.leave("t", () -> loads);
    }

    private SpanData span(String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
