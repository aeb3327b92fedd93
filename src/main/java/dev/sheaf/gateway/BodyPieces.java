package dev.sheaf.gateway;

import dev.sheaf.access.Pace;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request's body as it is asked for: what nobody asked for stays with its sender. When nobody wants the rest any more, it is
 * thrown away as it comes: callers who are cut off do not hear the answer.
 */
final class BodyPieces implements Flow.Publisher<Buffer> {
    private final HttpServerRequest request;
    private final Pace pace;
    /** Pieces that were asked for and did not come yet. */
    private long wanted;

    private BodyPieces(RoutingContext http) {
        this.request = http.request();
        this.pace = Pace.of(http);
    }

    /** @param http whose request is paused */
    static Multi<Buffer> of(RoutingContext http) {
        return Multi.createFrom().publisher(new BodyPieces(http));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Buffer> subscriber) {
        AtomicBoolean over = new AtomicBoolean();
        Flow.Subscription demand = new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (!over.get()) {
                    want(count);
                }
            }

            @Override
            public void cancel() {
                if (!over.getAndSet(true)) {
                    pace.letCome();
                    request.resume();
                }
            }
        };
        if (request.isEnded()) {
            over.set(true);
            subscriber.onSubscribe(demand);
            subscriber.onComplete();
            return;
        }
        pace.hold();
        listen(subscriber, over);
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        subscriber.onSubscribe(demand);
    }

    private void want(long count) {
        synchronized (this) {
            wanted = wanted > Long.MAX_VALUE - count ? Long.MAX_VALUE : wanted + count;
            pace.letCome();
        }
        request.fetch(count);
    }

    private synchronized void came() {
        if (wanted < Long.MAX_VALUE && --wanted <= 0) {
            wanted = 0;
            pace.hold();
        }
    }

    private void listen(Flow.Subscriber<? super Buffer> subscriber, AtomicBoolean over) {
        request.exceptionHandler(gone -> {
            if (!over.getAndSet(true)) {
                subscriber.onError(ApiError.invalid("The body ended early.", null));
            }
        });
        request.endHandler(end -> {
            if (!over.getAndSet(true)) {
                subscriber.onComplete();
            }
        });
        request.handler(piece -> {
            if (!over.get()) {
                came();
                subscriber.onNext(piece);
            }
        });
    }
}
