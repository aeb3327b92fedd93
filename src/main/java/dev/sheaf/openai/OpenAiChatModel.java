package dev.sheaf.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A chat model behind the OpenAI wire. Every attempt passes the gate on its own; between attempts no permit is held.
 */
final class OpenAiChatModel implements ChatModel {
    private static final Logger LOG = Logger.getLogger(OpenAiChatModel.class);
    private static final Duration FLEX_TIMEOUT = Duration.ofMinutes(15);

    private final Gates gates;
    private final Wire wire;
    private final ErrorReader errors;
    private final Rules rules;
    private final ModelMetrics metrics;
    private final ObjectMapper json;

    /**
     * When an attempt ends and another begins.
     *
     * @param timeout of one attempt; requests of the flex tier have 15 minutes at least
     * @param chance numbers of [0, 1)
     */
    record Rules(Duration timeout, RetryRule retry, Time time, DoubleSupplier chance) {

        Duration timeout(ChatRequest request) {
            JsonNode tier = request.parameters().get("service_tier");
            boolean flex = tier != null && tier.asText().equals("flex");
            return flex && timeout.compareTo(FLEX_TIMEOUT) < 0 ? FLEX_TIMEOUT : timeout;
        }
    }

    OpenAiChatModel(Gates gates, Wire wire, ErrorReader errors, Rules rules, ModelMetrics metrics, ObjectMapper json) {
        this.gates = gates;
        this.wire = wire;
        this.errors = errors;
        this.rules = rules;
        this.metrics = metrics;
        this.json = json;
    }

    @Override
    public Uni<Reply> ask(ChatRequest request) {
        return ask(request, lost -> {});
    }

    @Override
    public Uni<Reply> ask(ChatRequest request, Consumer<ModelFailure> lost) {
        return Uni.createFrom().context(caller -> Uni.createFrom()
                .deferred(() -> new Asking(request, lost, caller.getOrElse(TRACE, () -> null)).reply()));
    }

    /** The gate lets go on any thread, so the caller's place in its trace is carried by hand. */
    private static <T> Uni<T> below(@Nullable Object trace, Uni<T> call) {
        return trace == null
                ? call
                : Uni.createFrom()
                        .emitter(emitter -> emitter.onTermination(call.subscribe()
                                .with(Context.of(TRACE, trace), emitter::complete, emitter::fail)::cancel));
    }

    /** One request on its way through its attempts, one at a time. */
    private final class Asking {
        private final ChatRequest request;
        private final ChatCompletionRequest body;
        private final @Nullable Object trace;
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile @Nullable String requestId;
        private final Consumer<ModelFailure> lost;

        Asking(ChatRequest request, Consumer<ModelFailure> lost, @Nullable Object trace) {
            this.request = request;
            this.lost = lost;
            this.trace = trace;
            this.body = ChatCompletionRequest.of(request);
        }

        Uni<Reply> reply() {
            return gates.of(request.model())
                    .admit(request.claim(), this::attempt)
                    .onFailure()
                    .retry()
                    .when(failures -> failures.onItem().transformToUniAndConcatenate(this::beforeNext))
                    .onFailure()
                    .invoke(this::log);
        }

        private Uni<Reply> attempt(Permit permit) {
            attempts.incrementAndGet();
            Duration timeout = rules.timeout(request);
            Timer.Sample sample = metrics.start();
            return below(trace, wire.post(request.id(), body))
                    .ifNoItem()
                    .after(timeout)
                    .failWith(() -> new ModelFailure.TimedOut(timeout))
                    .map(reply -> read(reply, permit))
                    .onFailure(failure -> !(failure instanceof ModelFailure))
                    .transform(ModelFailure.Unreachable::new)
                    .onTermination()
                    .invoke((reply, failure, cancelled) -> {
                        metrics.attempted(sample, failure, cancelled);
                        tellLost(failure, cancelled, timeout);
                    });
        }

        private void tellLost(@Nullable Throwable failure, boolean cancelled, Duration timeout) {
            if (cancelled) {
                lost.accept(new ModelFailure.TimedOut(timeout));
            } else if (failure instanceof ModelFailure known && known.mayBeBought()) {
                lost.accept(known);
            }
        }

        private Reply read(HttpReply reply, Permit permit) {
            requestId = reply.requestId();
            if (reply.successful()) {
                permit.heard(RateHeaders.of(reply));
                return readGood(reply);
            }
            ModelFailure failure = errors.read(reply, request.model());
            if (failure instanceof ModelFailure.RateLimited) {
                permit.limited(RateHeaders.of(reply), failure.retryAfter().orElse(null));
            } else {
                permit.heard(RateHeaders.of(reply));
            }
            throw failure;
        }

        private Reply readGood(HttpReply reply) {
            try {
                ChatCompletion completion = json.readValue(reply.body(), ChatCompletion.class);
                if (completion != null && completion.choices() != null) {
                    Reply good = completion.reply(reply.requestId(), request.form());
                    metrics.used(good.usage());
                    return good;
                }
            } catch (JsonProcessingException garbage) {
                LOG.debugf("The reply to %s (%s) is not JSON of a completion.", request.id(), reply.requestId());
            }
            throw errors.readGarbage(reply, request.model());
        }

        private Uni<Integer> beforeNext(Throwable failure) {
            Optional<Duration> wait = failure instanceof ModelFailure known && isRepeatedHere(known)
                    ? rules.retry().next(attempts.get(), known, rules.chance().getAsDouble())
                    : Optional.empty();
            if (wait.isEmpty()) {
                return Uni.createFrom().failure(failure);
            }
            metrics.retried();
            return rules.time().pause(wait.get()).replaceWith(attempts.get());
        }

        /** A job books what may have been bought before it asks again, under another id. */
        private boolean isRepeatedHere(ModelFailure failure) {
            return !(failure.mayBeBought() && request.claim().priority() == Priority.BULK);
        }

        private void log(Throwable failure) {
            String code = failure instanceof ModelFailure known
                    ? known.code()
                    : failure.getClass().getName();
            LOG.warnf(
                    "Request %s to %s failed after %d attempt(s): %s (x-request-id %s).",
                    request.id(), request.model(), attempts.get(), code, requestId);
        }
    }
}
