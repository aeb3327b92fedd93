package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request's body as it is asked for: what nobody asked for stays with its sender. When nobody wants the rest any more, it is
 * thrown away as it comes: callers who are cut off do not hear the answer.
 */
final class BodyPieces implements Flow.Publisher<Buffer> {
    private final HttpServerRequest request;

    private BodyPieces(HttpServerRequest request) {
        this.request = request;
    }

    /** @param request paused */
    static Multi<Buffer> of(HttpServerRequest request) {
        return Multi.createFrom().publisher(new BodyPieces(request));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Buffer> subscriber) {
        AtomicBoolean over = new AtomicBoolean();
        Flow.Subscription demand = new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (!over.get()) {
                    request.fetch(count);
                }
            }

            @Override
            public void cancel() {
                if (!over.getAndSet(true)) {
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
        listen(subscriber, over);
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
        subscriber.onSubscribe(demand);
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
                subscriber.onNext(piece);
            }
        });
    }
}
