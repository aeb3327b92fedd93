package dev.sheaf.simulator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code POST /v1/chat/completions}. */
final class ChatEndpoint {
    /** A longer body is worked on beside the event loop. */
    private static final int LONG = 32 * 1024;

    private final Vertx vertx;
    private final ChatWork work;
    private final Till till;
    private final Controls controls;
    private final Waits waits;

    ChatEndpoint(Vertx vertx, ChatWork work, Till till, Controls controls, Waits waits) {
        this.vertx = vertx;
        this.work = work;
        this.till = till;
        this.controls = controls;
        this.waits = waits;
    }

    void handle(Exchange exchange, Buffer body) {
        String request = exchange.header("x-client-request-id");
        if (body.length() <= LONG) {
            deliver(exchange, work.serve(body.getBytes(), request));
            return;
        }
        vertx.executeBlocking(() -> work.serve(body.getBytes(), request), false)
                .onSuccess(served -> deliver(exchange, served))
                .onFailure(exchange::broken);
    }

    private void deliver(Exchange exchange, Served served) {
        till.struck(served.struck());
        Usage usage = served.sale().usage();
        for (Fault fault : served.struck()) {
            if (fault.refuses()) {
                refuse(exchange, served, fault);
                return;
            }
        }
        Duration latency = controls.options().latency().of(usage.input() - usage.cached(), usage.output());
        waits.after(latency, exchange.guarded(() -> finish(exchange, served)));
    }

    private void refuse(Exchange exchange, Served served, Fault fault) {
        if (fault == Fault.TIMEOUT_BEFORE) {
            waits.forever(exchange.response());
            return;
        }
        ApiError error = error(served, fault);
        waits.after(controls.options().latency().base(), () -> exchange.fail(error));
    }

    private ApiError error(Served served, Fault fault) {
        return switch (fault) {
            case TOO_MANY_REQUESTS -> tooMany(served);
            case STREAM_OPTIONS ->
                ApiError.invalid(
                        "stream_options", "unknown_parameter", "Extra inputs are not permitted: 'stream_options'.");
            case SERVER_ERROR ->
                new ApiError(
                        500,
                        "server_error",
                        null,
                        null,
                        "The server had an error while processing your request. Sorry about that!",
                        served.limits());
            default ->
                new ApiError(
                        503,
                        "server_error",
                        "overloaded",
                        null,
                        "The engine is currently overloaded, please try again later.",
                        with(served.limits(), "x-should-retry", "true"));
        };
    }

    private ApiError tooMany(Served served) {
        long wait = waits.shortWait(20 + served.random().nextInt(180));
        Map<String, String> headers = with(served.limits(), "retry-after-ms", String.valueOf(wait));
        headers.put("retry-after", served.random().nextBoolean() ? String.valueOf((wait + 999) / 1000) : date());
        String message = "Rate limit reached for " + served.call().model()
                + " in organization org-simulator on requests per min. Please try again in " + Spans.header(wait) + ".";
        return new ApiError(429, "requests", "rate_limit_exceeded", null, message, headers);
    }

    /** A whole second ahead by the real clock, for it is the caller who waits. */
    private String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(waits.soon().atOffset(ZoneOffset.UTC));
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private void finish(Exchange exchange, Served served) {
        Till.Sold sold = till.bill(served.sale());
        Set<Fault> struck = served.struck();
        if (struck.contains(Fault.TIMEOUT_AFTER) || struck.contains(Fault.RESET) || exchange.gone()) {
            till.undelivered(sold);
            end(exchange, struck.contains(Fault.TIMEOUT_AFTER));
            return;
        }
        ReplyWriter writer = new ReplyWriter(served, exchange.number(), waits.seconds());
        Future<Void> sent = served.call().stream()
                ? stream(exchange, served, writer)
                : exchange.send(200, served.limits(), writer.whole());
        sent.onSuccess(done -> till.delivered(sold)).onFailure(failure -> till.undelivered(sold));
    }

    private void end(Exchange exchange, boolean hang) {
        if (exchange.gone()) {
            return;
        }
        if (hang) {
            waits.forever(exchange.response());
        } else {
            exchange.response().reset();
        }
    }

    private static Future<Void> stream(Exchange exchange, Served served, ReplyWriter writer) {
        HttpServerResponse response = exchange.head(200, "text/event-stream; charset=utf-8", served.limits());
        response.setChunked(true);
        List<String> events = writer.stream();
        boolean cut = served.struck().contains(Fault.STREAM_CUT);
        int whole = events.size() - (served.struck().contains(Fault.STREAM_NO_DONE) ? 1 : 0);
        for (String event : events.subList(0, cut ? events.size() / 2 : whole)) {
            response.write("data: " + event + "\n\n");
        }
        return cut ? cut(response) : response.end();
    }

    /** After what was sent has left. */
    private static Future<Void> cut(HttpServerResponse response) {
        return response.write("data: {")
                .onComplete(sent -> response.reset())
                .compose(sent -> Future.failedFuture("the stream was cut"));
    }
}
