package dev.sheaf.app;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hangs up on callers who connect and ask nothing, or begin a request and do not come to the end of its head. What they send
 * before that reaches no request handler, so that connections are looked at where they are: on their event loops. Those of
 * HTTP/2 are left alone after their first request, as are those on which nothing more comes: the idle timeout is for them.
 */
final class SlowHeads {
    /** On connections that a request came on: the answer to it, until that is known to be over. */
    private static final AttributeKey<@Nullable HttpServerResponse> ANSWER =
            AttributeKey.valueOf(SlowHeads.class, "answer");

    private static final String BYTES = "slow-heads-bytes";
    private static final String MESSAGES = "slow-heads-messages";

    private final Duration longest;
    private final LongSupplier nanos;

    /**
     * @param longest from the first byte of a head, or the begin of a connection, to the head's last byte
     * @param nanos a clock as {@link System#nanoTime}
     */
    SlowHeads(Duration longest, LongSupplier nanos) {
        this.longest = longest;
        this.nanos = nanos;
    }

    /** To be called with every request. */
    void watch(RoutingContext http) {
        if (http.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            if (!channel.hasAttr(ANSWER)) {
                watched(channel.pipeline(), true, nanos.getAsLong());
            }
            channel.attr(ANSWER).set(http.response());
        }
        http.next();
    }

    /** To be called several times in that time: from the first call or request on, a connection is watched. */
    void sweep(Iterable<EventExecutor> loops) {
        sweep(loops, nanos.getAsLong());
    }

    /** The same at a time of the clock. */
    void sweep(Iterable<EventExecutor> loops, long now) {
        for (EventExecutor loop : loops) {
            if (loop instanceof SingleThreadEventLoop channels) {
                channels.execute(
                        () -> channels.registeredChannelsIterator().forEachRemaining(channel -> look(channel, now)));
            }
        }
    }

    private void look(Channel channel, long now) {
        if (!(channel.parent() instanceof ServerChannel)) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        boolean wasAsked = channel.hasAttr(ANSWER);
        Bytes bytes = watched(pipeline, wasAsked, now);
        if (wasAsked && isOwed(channel.attr(ANSWER))) {
            bytes.since = now; // what comes meanwhile is more of the request, or in no hurry
        }
        boolean isLate = bytes.areAwaited && now - bytes.since >= longest.toNanos();
        if (isLate && (!wasAsked || pipeline.get(HttpObjectDecoder.class) != null)) {
            pipeline.context(BYTES).close(); // not by way of the server: it would have all answers read before
        }
    }

    private static boolean isOwed(Attribute<@Nullable HttpServerResponse> answer) {
        HttpServerResponse last = answer.get();
        boolean isOwed = last != null && !last.ended() && !last.closed();
        if (!isOwed) {
            answer.set(null);
        }
        return isOwed;
    }

    private Bytes watched(ChannelPipeline pipeline, boolean wasAsked, long now) {
        Bytes bytes = (Bytes) pipeline.get(BYTES);
        if (bytes == null) {
            bytes = new Bytes(now);
            pipeline.addFirst(BYTES, bytes);
        }
        ChannelHandlerContext decoder = pipeline.context(HttpObjectDecoder.class);
        if (decoder != null && pipeline.get(MESSAGES) == null) {
            pipeline.addAfter(decoder.name(), MESSAGES, new Messages(bytes));
            bytes.areAwaited &= !wasAsked; // what came before may have been whole
        }
        return bytes;
    }

    /** What comes, before it is understood. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        /** Whether the first of them came, or is to come, and nothing yet that is made of them. */
        private boolean areAwaited = true;

        private long since;

        Bytes(long since) {
            this.since = since;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            if (!areAwaited) {
                areAwaited = true;
                since = nanos.getAsLong();
            }
            context.fireChannelRead(read);
        }
    }

    /** What it was: a head, or more of a body. */
    private static final class Messages extends ChannelInboundHandlerAdapter {
        private final Bytes bytes;

        Messages(Bytes bytes) {
            this.bytes = bytes;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object read) {
            bytes.areAwaited = false;
            context.fireChannelRead(read);
        }
    }
}
