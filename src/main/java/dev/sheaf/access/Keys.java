package dev.sheaf.access;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Whom a key belongs to. */
@FunctionalInterface
public interface Keys {

    /**
     * Looks a key up; empty where it lets nobody in.
     *
     * @param key as the caller sent it, without the scheme; empty where it sent none
     * @param local whether the call came over the loopback interface
     */
    Uni<Optional<Caller>> caller(String key, boolean local);

    /** Where there are no keys: any will do from this machine, and none from elsewhere. */
    static Keys anyOnLoopback() {
        Optional<Caller> everybody = Optional.of(new Caller(Caller.DEFAULT_TENANT));
        return (key, local) -> Uni.createFrom().item(local ? everybody : Optional.empty());
    }
}
