package dev.sheaf.openai;

import dev.sheaf.model.ChatModel;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the REST client that end when their caller hangs up. Each runs on a Vert.x context of its own, so that
 * nothing of the request that happened to let it go leaks into it, and so that the HTTP request that is made for it is
 * known: the REST client itself forgets a request that is cancelled while its connection is being made, with the
 * connection.
 */
final class RestExchange {
    private static final String EXCHANGE = RestExchange.class.getName();

    private final Vertx vertx;

    RestExchange(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The reply to one call, below its caller in the trace, whatever its status; fails where there is no reply at all. */
    Uni<HttpReply> of(Supplier<Uni<Response>> call) {
        return Uni.createFrom().context(caller -> Uni.createFrom().emitter(emitter -> {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            if (caller.contains(ChatModel.TRACE)) {
                QuarkusContextStorage.INSTANCE.attach(context, caller.get(ChatModel.TRACE));
            }
            Exchange exchange = new Exchange(emitter, context);
            emitter.onTermination(exchange::giveUp);
            context.putLocal(EXCHANGE, exchange);
            context.runOnContext(ignored -> exchange.run(call));
        }));
    }

    /** Has to be called by the REST client with every request that it makes. */
    static void made(HttpClientRequest request) {
        Context context = Vertx.currentContext();
        Exchange exchange = context == null ? null : context.getLocal(EXCHANGE);
        if (exchange != null) {
            exchange.made(request);
        }
    }

    private static final class Exchange {
        private final UniEmitter<? super HttpReply> caller;
        private final Context context;
        private @Nullable HttpClientRequest request;
        private boolean over;

        Exchange(UniEmitter<? super HttpReply> caller, Context context) {
            this.caller = caller;
            this.context = context;
        }

        void run(Supplier<Uni<Response>> call) {
            if (!isOver()) {
                call.get().onItem().transform(RestExchange::read).subscribe().with(this::done, this::failed);
            }
        }

        synchronized void made(HttpClientRequest made) {
            request = made;
            // its failures reach the caller by the reply; without a handler each is logged as an error as well
            made.exceptionHandler(ignored -> {});
            if (over) {
                made.reset();
            }
        }

        // on its context, and so never between the making of a request and its sending: Vert.x is confused by that
        synchronized void giveUp() {
            HttpClientRequest going = request;
            if (!over && going != null) {
                context.runOnContext(ignored -> going.reset());
            }
            over = true;
        }

        private synchronized boolean isOver() {
            return over;
        }

        private synchronized void end() {
            over = true;
        }

        private void done(HttpReply reply) {
            end();
            caller.complete(reply);
        }

        private void failed(Throwable failure) {
            end();
            caller.fail(failure);
        }
    }

    private static HttpReply read(Response response) {
        Map<String, String> headers = new HashMap<>();
        response.getStringHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
        byte[] body = response.readEntity(byte[].class);
        String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
        return new HttpReply(response.getStatus(), headers, text);
    }
}
