package dev.sheaf.events;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Whom the provider's news of batches concern, and which news were heard already. */
public interface BatchNews {

    /** What came of a message. */
    enum Effect {
        /** The part whose batch it is has its next step now. */
        CALLED,
        /** Nobody waits for such a batch; a part that hears of it within the memory's time has its next step then. */
        UNKNOWN,
        /** The same message was heard before, and this time does nothing. */
        REPEATED
    }

    /**
     * A batch has ended. Written down and acted upon in one: what fails has not been heard.
     *
     * @param message its id, which counts once, whichever replica hears it
     * @param memory how long that is remembered at least
     */
    Uni<Effect> ended(String message, String batch, Duration memory);
}
