package dev.sheaf.events;

import dev.sheaf.task.Violation;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the addresses that callers name: where they want to be told, and where their rows lie. */
public final class Callbacks {
    private final Reach reach;
    private final Seal seal;

    public Callbacks(Reach reach, Seal seal) {
        this.reach = reach;
        this.seal = seal;
    }

    /**
     * @param field that it stands in
     * @param said by the caller; absent: nobody is told
     * @return nothing where that is so, or a violation was found
     */
    public @Nullable URI read(String field, @Nullable String said, List<Violation> violations) {
        if (said != null && !seal.isThere()) {
            violations.add(new Violation(field, "needs sheaf.events.callback-secrets, which has none"));
            return null;
        }
        return readSource(field, said, violations);
    }

    /** The same for an address from which rows are read: nothing is signed there. */
    public @Nullable URI readSource(String field, @Nullable String said, List<Violation> violations) {
        if (said == null) {
            return null;
        }
        if (!reach.isAnywhere()) {
            violations.add(new Violation(field, "needs sheaf.events.callback-hosts, which has none"));
            return null;
        }
        try {
            return reach.named(said);
        } catch (IllegalArgumentException fault) {
            violations.add(new Violation(field, String.valueOf(fault.getMessage())));
            return null;
        }
    }
}
