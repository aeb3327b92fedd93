package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay.Relayed;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over HTTP, confined to its caller's context. It ends once: with its reply, or what came of it, when a
 * streamed body has been read to its end, broken, too slow, or given up.
 */
final class Exchange {
    /** A reply that is not streamed is held whole. */
    private static final int LONGEST_REPLY = 256 * 1024 * 1024;

    private final Passing passing;
    private final Permit permit;
    private final UniEmitter<? super Optional<Relayed>> holder;
    private final Duration timeout;
    private final Timer.Sample sample;

    private @Nullable HttpClientRequest request;
    private @Nullable ReplyBody body;
    private @Nullable Cancellable timer;
    private long moved;
    private boolean sent;
    private boolean answered;
    private boolean over;

    Exchange(Passing passing, Permit permit, UniEmitter<? super Optional<Relayed>> holder) {
        this.passing = passing;
        this.permit = permit;
        this.holder = holder;
        this.timeout = passing.ground().rules().timeout(passing.passage());
        this.sample = passing.ground().metrics().start();
    }

    /** A streamed body ended early. */
    static final class Broken extends RuntimeException {
        Broken(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    void begin() {
        holder.onTermination(() -> onContext(this::giveUp));
        onContext(this::open);
    }

    void onContext(Runnable step) {
        if (Vertx.currentContext() == passing.context()) {
            step.run();
        } else {
            passing.context().runOnContext(ignored -> step.run());
        }
    }

    private void open() {
        if (!over) {
            moved();
            watch(timeout);
            passing.ground()
                    .wire()
                    .open(passing.passage())
                    .onSuccess(this::send)
                    .onFailure(this::fail);
        }
    }

    private void send(HttpClientRequest made) {
        request = made;
        made.exceptionHandler(this::fail);
        if (over) {
            made.reset();
            return;
        }
        sent = true;
        byte[] bytes = passing.passage().body();
        (bytes.length == 0 ? made.send() : made.send(Buffer.buffer(bytes)))
                .onSuccess(this::answered)
                .onFailure(this::fail);
    }

    private void answered(HttpClientResponse response) {
        if (over) {
            return;
        }
        moved();
        response.exceptionHandler(this::fail);
        Map<String, String> headers = RelayWire.headers(response);
        boolean good = response.statusCode() / 100 == 2;
        if (good) {
            permit.heard(RateHeaders.of(new HttpReply(response.statusCode(), headers, "")));
        }
        if (good && passing.passage().streamed()) {
            stream(response, headers);
        } else {
            collect(response, headers, good);
        }
    }

    private void stream(HttpClientResponse response, Map<String, String> headers) {
        answered = true;
        body = new ReplyBody(this, response);
        passing.handOn(
                new Relayed(response.statusCode(), headers, Multi.createFrom().publisher(body)));
    }

    private void collect(HttpClientResponse response, Map<String, String> headers, boolean good) {
        Buffer whole = Buffer.buffer();
        response.handler(piece -> {
            if (whole.length() + piece.length() <= LONGEST_REPLY) {
                whole.appendBuffer(piece);
            } else {
                fail(new ModelFailure.Unavailable(response.statusCode(), false, null));
            }
        });
        response.endHandler(end -> {
            if (good) {
                end(null, false, () -> holder.complete(Optional.of(relayed(response, headers, whole.getBytes()))));
            } else {
                bad(response, headers, whole.toString(StandardCharsets.UTF_8));
            }
        });
    }

    private void bad(HttpClientResponse response, Map<String, String> headers, String text) {
        OpenAiRelay.Ground ground = passing.ground();
        HttpReply said = new HttpReply(response.statusCode(), headers, text);
        ModelFailure meaning = ground.errors().read(said, passing.passage().model());
        if (meaning instanceof ModelFailure.RateLimited) {
            permit.limited(RateHeaders.of(said), meaning.retryAfter().orElse(null));
        } else {
            permit.heard(RateHeaders.of(said));
        }
        byte[] bytes = ground.withoutKey().apply(text).getBytes(StandardCharsets.UTF_8);
        end(meaning, false, () -> holder.fail(new BadReply(meaning, relayed(response, headers, bytes))));
    }

    private static Relayed relayed(HttpClientResponse response, Map<String, String> headers, byte[] bytes) {
        return new Relayed(response.statusCode(), headers, Multi.createFrom().item(bytes));
    }

    /** Something came, or was taken: the time begins anew. */
    void moved() {
        moved = passing.ground().rules().time().nanos();
    }

    private void watch(Duration left) {
        timer = passing.ground().rules().time().after(left, () -> onContext(this::look));
    }

    private void look() {
        Time time = passing.ground().rules().time();
        Duration left = timeout.minusNanos(time.nanos() - moved);
        if (over) {
            return;
        }
        if (answered && left.compareTo(Duration.ZERO) > 0) {
            watch(left);
        } else {
            fail(new ModelFailure.TimedOut(timeout));
        }
    }

    /** The streamed body came to its end. */
    void complete() {
        end(null, false, () -> holder.complete(Optional.empty()));
    }

    void fail(Throwable failure) {
        ModelFailure known = failure instanceof ModelFailure model ? model : new ModelFailure.Unreachable(failure);
        end(known, false, () -> {
            reset();
            if (body != null) {
                body.broken(known);
                holder.fail(new Broken(known));
            } else {
                tellLost(known);
                holder.fail(known);
            }
        });
    }

    /** Nobody waits for it any more. */
    void giveUp() {
        end(null, true, () -> {
            reset();
            if (body != null) {
                holder.complete(Optional.empty());
            } else {
                tellLost(new ModelFailure.Unreachable(new CancellationException("the caller hung up")));
            }
        });
    }

    private void tellLost(ModelFailure failure) {
        if (sent && failure.mayBeBought()) {
            passing.lost(failure);
        }
    }

    private void reset() {
        if (request != null) {
            request.reset();
        }
    }

    private void end(@Nullable ModelFailure failure, boolean cancelled, Runnable last) {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel();
        }
        passing.ground().metrics().attempted(sample, failure, cancelled);
        last.run();
    }
}
