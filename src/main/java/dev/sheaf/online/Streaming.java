package dev.sheaf.online;

import dev.sheaf.ask.Settled;
import io.smallrye.mutiny.subscription.MultiEmitter;

/** Passes answers on as they land. */
final class Streaming implements Receiver {
    private final MultiEmitter<? super Settled> caller;

    Streaming(MultiEmitter<? super Settled> caller) {
        this.caller = caller;
    }

    @Override
    public void settled(Settled settled) {
        caller.emit(settled);
    }

    @Override
    public void done() {
        caller.complete();
    }
}
