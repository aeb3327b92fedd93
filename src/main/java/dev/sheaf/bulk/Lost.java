package dev.sheaf.bulk;

import io.smallrye.mutiny.Uni;

/** The lease ran out, and somebody else goes on: nothing more is to be done here. */
public final class Lost extends RuntimeException {
    public Lost() {
        super("somebody else goes on", null, false, false);
    }

    static Uni<Void> unless(boolean ours) {
        return ours ? Uni.createFrom().voidItem() : Uni.createFrom().failure(new Lost());
    }
}
