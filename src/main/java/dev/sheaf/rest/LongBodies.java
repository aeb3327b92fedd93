package dev.sheaf.rest;

import dev.sheaf.access.Pace;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Bodies that are read as they come and held by nobody, so that the limit of other bodies is not theirs: a piece is read
 * on a worker thread, and the next one is let in after it. Who sends slowly holds no thread.
 */
@Singleton
class LongBodies {
    /** Whose bodies are read so; each holds them to a bound of its own. */
    private static final Set<String> PATHS = Set.of("/validations");

    private static final int BEFORE_THE_SERVERS_OWN = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1;

    /** The server refuses by the length that a request says, and the reader counts for itself. */
    void letIn(@Observes Router router) {
        PATHS.forEach(path -> router.route(HttpMethod.POST, path)
                .order(BEFORE_THE_SERVERS_OWN)
                .handler(LongBodies::forgetLength));
    }

    private static void forgetLength(RoutingContext context) {
        context.request().headers().remove(HttpHeaders.CONTENT_LENGTH);
        context.next();
    }

    /**
     * Gives a body's pieces to a reader, one after the other, never two at once. To be called on the request's own thread
     * as soon as the request is there.
     *
     * @return done at the body's end; fails where the reader does, or where the body ends early
     */
    Uni<Void> read(RoutingContext http, Consumer<Buffer> reader) {
        HttpServerRequest request = http.request();
        Pace pace = Pace.of(http);
        Context context = http.vertx().getOrCreateContext();
        return Uni.createFrom().emitter(emitter -> {
            if (request.isEnded()) {
                emitter.complete(null);
                return;
            }
            request.exceptionHandler(gone -> emitter.fail(Bodies.malformed("The body ended early.")));
            request.endHandler(end -> emitter.complete(null));
            request.handler(piece -> {
                pace.hold();
                request.pause();
                context.<Void>executeBlocking(() -> {
                            reader.accept(piece);
                            return null;
                        })
                        .onFailure(failure -> {
                            request.handler(rest -> {});
                            emitter.fail(failure);
                        })
                        .onComplete(done -> {
                            pace.letCome();
                            request.resume();
                        });
            });
            if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
                request.response().writeContinue();
            }
            request.resume();
        });
    }
}
