package dev.sheaf.gateway;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code POST /v1/chat/completions}. A task asked as a model is answered here, its stream included; a list of conversations is
 * joined here; everything else is the provider's.
 */
final class ChatEndpoint implements Endpoint {
    /** Above this size a body is read, and its items are weighed, on a worker. */
    static final int LARGE = 64 * 1024;

    private final GatewayConfig config;
    private final TaskChat tasks;
    private final Upstream upstream;
    private final Conversations conversations;
    private final Supplier<Heading> headings;

    ChatEndpoint(GatewayConfig config, TaskChat tasks, Upstream upstream, Supplier<Heading> headings) {
        this.config = config;
        this.tasks = tasks;
        this.upstream = upstream;
        this.conversations = new Conversations(upstream, config.conversationsInFlight());
        this.headings = headings;
    }

    @Override
    public void open(Routes routes) {
        routes.raw(HttpMethod.POST, "/v1/chat/completions", this::take);
    }

    private void take(Call call) {
        Context loop = call.http().vertx().getOrCreateContext();
        call.body(config.maxBody())
                .chain(body -> read(body, loop))
                .subscribe()
                .with(order -> begin(call, order), call::refuse);
    }

    private Uni<ChatOrder> read(Buffer body, Context loop) {
        Uni<ChatOrder> order = Uni.createFrom().item(() -> ChatOrder.read(body, config.maxConversations()));
        return body.length() < LARGE
                ? order
                : order.runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .emitOn(task -> loop.runOnContext(back -> task.run()));
    }

    private void begin(Call call, ChatOrder order) {
        try {
            if (!call.response().closed()) {
                answer(call, order);
            }
        } catch (RuntimeException failure) {
            call.refuse(failure);
        }
    }

    private void answer(Call call, ChatOrder order) {
        if (TaskModel.isReserved(order.model())) {
            answer(call, order, ofTask(call, order));
        } else if (order.isList()) {
            answer(call, order, conversations.ask(call, order));
        } else {
            upstream.chat(call, order.body(), order.json());
        }
    }

    private Uni<List<Completion>> ofTask(Call call, ChatOrder order) {
        Uni<List<Completion>> replies = Uni.createFrom().deferred(() -> tasks.ask(call.caller(), order));
        return order.body().length() < LARGE
                ? replies
                : replies.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private void answer(Call call, ChatOrder order, Uni<List<Completion>> replies) {
        call.listening(replies.map(all -> whole(order, all)))
                .subscribe()
                .with(reply -> send(call, order, reply), call::refuse);
    }

    private Completion whole(ChatOrder order, List<Completion> replies) {
        return order.isList() ? JoinedCompletion.of(headings.get(), order.model(), replies) : replies.get(0);
    }

    private static void send(Call call, ChatOrder order, Completion reply) {
        if (order.isStreamed() && reply.isGood()) {
            boolean withUsage =
                    order.json().path("stream_options").path("include_usage").booleanValue();
            call.answer(reply.status(), CompletionChunks.TYPE, CompletionChunks.of(reply.body(), withUsage));
        } else {
            call.answer(reply.status(), reply.body());
        }
    }
}
