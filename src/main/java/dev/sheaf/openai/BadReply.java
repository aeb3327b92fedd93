package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Relay.Relayed;

/** A bad reply, what it means, and as it would be handed on. */
final class BadReply extends RuntimeException {
    private final transient ModelFailure meaning;
    private final transient Relayed reply;

    BadReply(ModelFailure meaning, Relayed reply) {
        super(meaning.getMessage(), meaning, false, false);
        this.meaning = meaning;
        this.reply = reply;
    }

    ModelFailure meaning() {
        return meaning;
    }

    Relayed reply() {
        return reply;
    }
}
