package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.Caller;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request to the front door.
 *
 * @param id the request's own, also in the reply's {@code x-request-id}
 */
record Call(RoutingContext http, Caller caller, String id) {
    private static final Logger LOG = Logger.getLogger(Call.class);
    static final String JSON_TYPE = "application/json";

    HttpServerRequest request() {
        return http.request();
    }

    HttpServerResponse response() {
        return http.response();
    }

    /** A part of the path, decoded. */
    String segment(String name) {
        return http.pathParam(name);
    }

    /** What follows in the path, decoded: ids of models have slashes in them, which some clients escape. */
    String pathAfter(String prefix) {
        String rest = http.request().path().substring(prefix.length());
        return URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Nullable
    String query(String name) {
        return http.request().getParam(name);
    }

    /** The whole body, up to a bound; what is over it is thrown away as it comes, for the caller to hear the answer. */
    Uni<Buffer> body(long most) {
        HttpServerRequest request = request();
        return Uni.createFrom().emitter(emitter -> {
            if (request.isEnded()) {
                emitter.complete(Buffer.buffer());
                return;
            }
            Buffer body = Buffer.buffer();
            request.exceptionHandler(gone -> emitter.fail(ApiError.invalid("The body ended early.", null)));
            request.endHandler(end -> emitter.complete(body));
            request.handler(piece -> {
                if (body.length() + piece.length() <= most) {
                    body.appendBuffer(piece);
                } else {
                    emitter.fail(ApiError.tooLarge(most));
                }
            });
            if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                response().writeContinue();
            }
            request.resume();
        });
    }

    /** Answers with what comes; a caller who hangs up cancels it. */
    void answer(Uni<? extends JsonNode> reply) {
        listening(reply).subscribe().with(json -> answer(200, json), this::refuse);
    }

    /** The work, until the caller hangs up: that cancels it. */
    <T> Uni<T> listening(Uni<T> work) {
        return work.onSubscription().invoke(this::whileListening);
    }

    /** Cancels the work where the caller hangs up. */
    void whileListening(Cancellable work) {
        if (response().closed()) {
            work.cancel();
        } else if (!response().ended()) {
            response().closeHandler(closed -> work.cancel());
        }
    }

    void answer(int status, JsonNode json) {
        answer(status, JSON_TYPE, Buffer.buffer(json.toString()));
    }

    void answer(int status, String type, Buffer body) {
        HttpServerResponse response = response();
        dropBody();
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .end(body);
        }
    }

    /** What nobody reads is thrown away as it comes, so that the connection's next request can come. */
    void dropBody() {
        if (!request().isEnded()) {
            request().resume();
        }
    }

    /**
     * Ends a reply that cannot come to its end. Over HTTP/1 by closing the connection: a response that is reset closes it,
     * too, but tells nobody who listens for its end, and a service that waits for its replies would wait for this one.
     */
    void breakOff() {
        if (request().version() == HttpVersion.HTTP_2) {
            response().reset();
        } else {
            request().connection().close();
        }
    }

    /** Says why not, in the provider's envelope. */
    void refuse(Throwable failure) {
        ApiError error = Refusals.of(failure);
        if (Refusals.isWorthALine(error, failure)) {
            LOG.errorf(failure, "Request %s failed.", id);
        }
        Refusals.headers(failure).forEach(response()::putHeader);
        answer(error.status(), error.envelope());
    }
}
