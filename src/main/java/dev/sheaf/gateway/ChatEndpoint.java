package dev.sheaf.gateway;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code POST /v1/chat/completions}. A task asked as a model is answered here, its stream included; a list of conversations is
 * joined here; everything else is the provider's.
 */
final class ChatEndpoint implements Endpoint {
    /** A reply that is joined of more is put together aside: about as long as what is read there. */
    private static final int MANY = 32;

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
        call.body(config.maxBody())
                .chain(body -> Aside.of(body.length(), () -> ChatOrder.read(body, config.maxConversations())))
                .subscribe()
                .with(order -> begin(call, order), call::refuse);
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
        return order.body().length() < Aside.LARGE
                ? replies
                : replies.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private void answer(Call call, ChatOrder order, Uni<List<Completion>> replies) {
        call.listening(replies.chain(all -> Aside.of(weight(all), () -> written(order, whole(order, all)))))
                .subscribe()
                .with(reply -> send(call, reply), call::refuse);
    }

    private static int weight(List<Completion> replies) {
        return replies.size() > MANY ? Aside.LARGE : 0;
    }

    private Completion whole(ChatOrder order, List<Completion> replies) {
        return order.isList() ? JoinedCompletion.of(headings.get(), order.model(), replies) : replies.get(0);
    }

    /** A reply as it goes out. */
    private record Written(Completion reply, String type, Buffer body) {}

    private static Written written(ChatOrder order, Completion reply) {
        if (order.isStreamed() && reply.isGood()) {
            boolean withUsage =
                    order.json().path("stream_options").path("include_usage").booleanValue();
            return new Written(reply, CompletionChunks.TYPE, CompletionChunks.of(reply.body(), withUsage));
        }
        return new Written(reply, Call.JSON_TYPE, Buffer.buffer(reply.body().toString()));
    }

    private static void send(Call call, Written written) {
        written.reply().headers().forEach(call.response()::putHeader);
        call.answer(written.reply().status(), written.type(), written.body());
    }
}
