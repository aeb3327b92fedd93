package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes pieces to a response, each when the one before it has left. A caller who hangs up stops the reading. */
final class Pour implements Flow.Subscriber<byte[]> {
    private static final Logger LOG = Logger.getLogger(Pour.class);

    private final Call call;
    private final HttpServerResponse response;
    private Flow.@Nullable Subscription source;

    private Pour(Call call) {
        this.call = call;
        this.response = call.response();
    }

    static void into(Call call, Multi<byte[]> pieces) {
        pieces.subscribe().withSubscriber(new Pour(call));
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        response.closeHandler(closed -> subscription.cancel());
        response.exceptionHandler(gone -> subscription.cancel());
        subscription.request(1);
    }

    @Override
    public void onNext(byte[] piece) {
        response.write(Buffer.buffer(piece)).onComplete(this::written);
    }

    private void written(AsyncResult<Void> written) {
        Flow.Subscription subscription = source;
        if (subscription != null && written.succeeded()) {
            subscription.request(1);
        } else if (subscription != null) {
            subscription.cancel();
        }
    }

    /** The status has been sent; that the rest is missing can only be told by breaking off. */
    @Override
    public void onError(Throwable failure) {
        LOG.warnf("The reply to request %s broke off: %s", call.id(), failure.getMessage());
        call.breakOff();
    }

    @Override
    public void onComplete() {
        response.end();
    }
}
