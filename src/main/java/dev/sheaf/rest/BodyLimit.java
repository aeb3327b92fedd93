package dev.sheaf.rest;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Takes the bodies of requests in, whole and without holding a thread, up to {@link RestConfig#maxBody}. A longer one is a problem, whether it says its length or comes in chunks; what is left of it is thrown away as it comes,
 * since callers who are cut off do not hear the answer.
 */
@Singleton
class BodyLimit {
    private static final int BEFORE_THE_SERVERS_OWN = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;
    private static final Refused TOO_LARGE = new Refused(ProblemKind.TOO_LARGE, null, List.of());

    private final long limit;
    /** Of files: they are never held. */
    private final long uploads;

    private final EarlyProblems problems;

    BodyLimit(RestConfig config, EarlyProblems problems) {
        this.limit = config.maxBody();
        this.uploads = config.maxUpload();
        this.problems = problems;
    }

    /** The server would refuse a length that is too large as well, but without a word. */
    void refuseEarly(@Observes Router router) {
        router.route("/tasks/*").order(BEFORE_THE_SERVERS_OWN).handler(context -> refuseByLength(context, limit));
        router.route("/estimates").order(BEFORE_THE_SERVERS_OWN).handler(context -> refuseByLength(context, uploads));
        router.route("/events").order(BEFORE_THE_SERVERS_OWN).handler(context -> refuseByLength(context, limit));
        router.route("/hooks/*")
                .order(BEFORE_THE_SERVERS_OWN)
                .handler(context -> refuseByLength(context, HooksResource.MOST_BYTES));
        router.route("/jobs*").order(BEFORE_THE_SERVERS_OWN).handler(context -> refuseByLength(context, uploads));
    }

    private void refuseByLength(RoutingContext context, long limit) {
        if (length(context.request()) <= limit) {
            context.next();
            return;
        }
        problems.tell(context, TOO_LARGE.problem());
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    /** The body, on the request's own thread. To be called as soon as the request is there. */
    Uni<Buffer> body(HttpServerRequest request) {
        return body(request, limit);
    }

    /** The same with a bound of its own. */
    Uni<Buffer> body(HttpServerRequest request, long limit) {
        return Uni.createFrom().emitter(emitter -> {
            if (request.isEnded()) {
                emitter.complete(Buffer.buffer());
                return;
            }
            Buffer body = Buffer.buffer();
            request.exceptionHandler(gone -> emitter.fail(Bodies.malformed("The body ended early.")));
            request.endHandler(end -> emitter.complete(body));
            request.handler(chunk -> {
                if (body.length() + chunk.length() <= limit) {
                    body.appendBuffer(chunk);
                } else {
                    emitter.fail(TOO_LARGE);
                }
            });
            if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                request.response().writeContinue();
            }
            request.resume();
        });
    }
}
