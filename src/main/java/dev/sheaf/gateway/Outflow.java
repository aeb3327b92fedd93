package dev.sheaf.gateway;

import dev.sheaf.model.Relay.Relayed;
import io.netty.buffer.Unpooled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A reply on its way to the caller: no faster than it is taken, and broken off where the provider's breaks off. */
final class Outflow implements Flow.Subscriber<byte[]> {
    private static final String EVENTS = "text/event-stream";

    private final Call call;
    private final Booking booking;
    private @Nullable Tap tap;
    private volatile Flow.@Nullable Subscription body;
    private volatile boolean over;

    Outflow(Call call, Booking booking) {
        this.call = call;
        this.booking = booking;
    }

    void begin(Usageless.Answered answered) {
        Outbound out = answered.out();
        Relayed reply = answered.reply();
        HttpServerResponse response = call.response();
        response.setStatusCode(reply.status());
        reply.headers().forEach((name, value) -> response.putHeader(named(name), value));
        if (out.streamed() && reply.isGood()) {
            String type = reply.headers().getOrDefault("content-type", "");
            tap = type.startsWith(EVENTS) ? new Tap(out.hidesUsage()) : null;
            response.setChunked(true);
            reply.body().subscribe().withSubscriber(this);
        } else {
            Relaying.body(reply.body())
                    .chain(bytes -> booked(reply, bytes))
                    .subscribe()
                    .with(this::whole, this::onError);
        }
    }

    /** The request's own id is ours. */
    static String named(String header) {
        return header.equals("x-request-id") ? "x-provider-request-id" : header;
    }

    private Uni<byte[]> booked(Relayed reply, byte[] bytes) {
        return reply.isGood()
                ? booking.replied(bytes).replaceWith(bytes)
                : Uni.createFrom().item(bytes);
    }

    private void whole(byte[] bytes) {
        HttpServerResponse response = call.response();
        if (!response.ended() && !response.closed()) {
            response.end(wrapped(bytes));
        }
    }

    private static Buffer wrapped(byte[] bytes) {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The caller hung up. */
    void cancel() {
        Flow.Subscription going = body;
        if (going != null && !over) {
            over = true;
            going.cancel();
            close();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        body = subscription;
        // so that the head leaves before the first piece comes
        call.response().writeHead();
        subscription.request(1);
    }

    @Override
    public void onNext(byte[] piece) {
        if (over) {
            return;
        }
        byte[] shown = tap == null ? piece : tap.pass(piece);
        HttpServerResponse response = call.response();
        if (shown.length > 0) {
            response.write(wrapped(shown));
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> next());
        } else {
            next();
        }
    }

    private void next() {
        Flow.Subscription going = body;
        if (going != null && !over) {
            going.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            over = true;
            close();
            // an end in good order would say that this was all
            call.breakOff();
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            over = true;
            byte[] rest = tap == null ? new byte[0] : tap.end();
            close();
            if (!call.response().closed()) {
                call.response().end(wrapped(rest));
            }
        }
    }

    private void close() {
        booking.streamed(tap == null ? new Tap(false) : tap);
    }
}
