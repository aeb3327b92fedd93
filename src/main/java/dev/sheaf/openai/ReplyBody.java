package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscriber;
import org.jspecify.annotations.Nullable;

/**
 * A streamed body on its way, piece by piece as its one reader asks for them: what is not asked for stays with the
 * provider. Its reader's giving up ends the call. Confined to the exchange's context.
 */
final class ReplyBody implements Flow.Publisher<byte[]>, Flow.Subscription {
    private final Exchange exchange;
    private final HttpClientResponse response;
    private @Nullable Subscriber<? super byte[]> reader;
    private @Nullable Throwable failure;

    ReplyBody(Exchange exchange, HttpClientResponse response) {
        this.exchange = exchange;
        this.response = response;
        response.pause();
        response.handler(this::piece);
        response.endHandler(end -> end());
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> subscriber) {
        exchange.onContext(() -> begin(subscriber));
    }

    private void begin(Subscriber<? super byte[]> subscriber) {
        boolean isFirst = reader == null;
        if (isFirst) {
            reader = subscriber;
        }
        subscriber.onSubscribe(isFirst ? this : new Refused());
        if (!isFirst) {
            subscriber.onError(new IllegalStateException("a streamed body is read once"));
        } else if (failure != null) {
            subscriber.onError(failure);
        }
    }

    private static final class Refused implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    @Override
    public void request(long n) {
        exchange.onContext(() -> {
            exchange.moved();
            response.fetch(n);
        });
    }

    @Override
    public void cancel() {
        exchange.onContext(exchange::giveUp);
    }

    private void piece(Buffer piece) {
        exchange.moved();
        if (reader != null && failure == null) {
            reader.onNext(piece.getBytes());
        }
    }

    private void end() {
        exchange.complete();
        if (reader != null && failure == null) {
            reader.onComplete();
        }
    }

    void broken(ModelFailure why) {
        if (failure == null) {
            failure = why;
            if (reader != null) {
                reader.onError(why);
            }
        }
    }
}
