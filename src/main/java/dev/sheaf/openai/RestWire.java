package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;

/** The exchange over {@link ChatApi}. */
final class RestWire implements Wire {
    private final ChatApi api;
    private final RestExchange exchange;

    RestWire(ChatApi api, RestExchange exchange) {
        this.api = api;
        this.exchange = exchange;
    }

    @Override
    public Uni<HttpReply> post(String id, ChatCompletionRequest body) {
        return exchange.of(() -> api.complete(id, body));
    }
}
