package dev.sheaf.quality;

import dev.sheaf.ask.Settled;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;

/** Says how many items of a version may share a call now, and is shown what came of their packs. */
public interface PackGuard {
    /** The task's own size, whatever comes of it. */
    PackGuard NONE = new PackGuard() {};

    /** Looks up what is known of a version, unless that is fresh. Never fails: then what was known before holds. */
    default Uni<Void> refresh(Prepared task) {
        return Uni.createFrom().voidItem();
    }

    /** How many items may share a call, by what is known here; asks nobody. */
    default int mostItems(Prepared task) {
        return task.packer().maxItems();
    }

    /** A pack leaves. */
    default Watch watch(Prepared task, int items) {
        return Watch.NONE;
    }

    /** Is shown what one pack's items got. */
    interface Watch {
        Watch NONE = (item, settled) -> {};

        /** @param settled under its place in the pack */
        void settled(Item item, Settled settled);
    }
}
