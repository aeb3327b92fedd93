package dev.sheaf.app;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Reply;
import dev.sheaf.online.Trail;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One trace from a request over its wait in the queue and its pack to the model's calls. A pack is shared: it stands in the
 * trace of the request whose item came first, and the waits of all its requests are linked with it. Spans bear names,
 * numbers and codes, never a text.
 */
final class Traces implements Trail {
    private static final AttributeKey<Long> ITEMS = AttributeKey.longKey("sheaf.items");
    private static final String PACK = Traces.class.getName();

    private final Tracer tracer;
    private final InstantSource clock;

    Traces(Tracer tracer, InstantSource clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    private record Seen(Context context) implements Place {}

    @Override
    public Place here() {
        return new Seen(Context.current());
    }

    @Override
    public Leg leave(String task, Supplier<List<Load>> carried) {
        List<Load> loads = carried.get();
        Span pack = tracer.spanBuilder("pack " + task)
                .setParent(context(loads.get(0).from()))
                .setAttribute("sheaf.task", task)
                .setAttribute(ITEMS, loads.stream().mapToLong(Load::items).sum())
                .startSpan();
        Instant now = clock.instant();
        loads.forEach(load -> wait(load, pack, now));
        return new Followed(pack, Context.root().with(pack));
    }

    private void wait(Load load, Span pack, Instant now) {
        tracer.spanBuilder("wait")
                .setParent(context(load.from()))
                .setStartTimestamp(now.minusNanos(load.waitedNanos()))
                .setAttribute(ITEMS, (long) load.items())
                .addLink(pack.getSpanContext())
                .startSpan()
                .end(now);
    }

    private static Context context(Place place) {
        return place instanceof Seen seen ? seen.context() : Context.root();
    }

    private record Followed(Span pack, Context trace) implements Leg {
        @Override
        public io.smallrye.mutiny.Context context() {
            return io.smallrye.mutiny.Context.of(PACK, trace);
        }

        @Override
        public void end() {
            pack.end();
        }
    }

    /** The same model, each of its calls in the trace of the pack that it is made for. */
    ChatModel following(ChatModel model) {
        return new ChatModel() {
            @Override
            public Uni<Reply> ask(ChatRequest request) {
                return ask(request, lost -> {});
            }

            @Override
            public Uni<Reply> ask(ChatRequest request, Consumer<ModelFailure> lost) {
                return Uni.createFrom().context(carried -> Uni.createFrom()
                        .deferred(
                                () -> call(request, model.ask(request, lost), carried.getOrElse(PACK, Context::root))));
            }
        };
    }

    private Uni<Reply> call(ChatRequest request, Uni<Reply> asked, Context pack) {
        SpanBuilder builder = tracer.spanBuilder("ask " + request.model())
                .setParent(pack)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.request.model", request.model())
                .setAttribute("sheaf.request", request.id());
        Span span = builder.startSpan();
        return below(pack.with(span), asked).onTermination().invoke((reply, failure, cancelled) -> {
            tell(span, reply, failure);
            span.end();
        });
    }

    /** Not by what is current on a thread: the gate lets go on any. */
    private static Uni<Reply> below(Context context, Uni<Reply> asking) {
        return Uni.createFrom()
                .emitter(
                        emitter -> emitter.onTermination(asking.subscribe()
                                .with(
                                        io.smallrye.mutiny.Context.of(ChatModel.TRACE, context),
                                        emitter::complete,
                                        emitter::fail)::cancel));
    }

    private static void tell(Span span, @Nullable Reply reply, @Nullable Throwable failure) {
        if (reply != null) {
            span.setAttribute("gen_ai.usage.input_tokens", reply.usage().inputTokens());
            span.setAttribute("gen_ai.usage.output_tokens", reply.usage().outputTokens());
        }
        if (failure != null) {
            span.setStatus(
                    StatusCode.ERROR,
                    failure instanceof ModelFailure known
                            ? known.code()
                            : failure.getClass().getName());
        }
    }
}
