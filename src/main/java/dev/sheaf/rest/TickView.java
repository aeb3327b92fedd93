package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.events.Ticks;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a tick did. */
@Schema(name = "Tick", requiredProperties = "steps")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TickView(
        @Schema(description = "Steps that this replica took meanwhile.")
        long steps,

        @Schema(description = "When something is due next; absent where there is nothing left to do.") @Nullable
        Instant nextDue) {
    static TickView of(Ticks.Done done) {
        return new TickView(done.steps(), done.nextDue().orElse(null));
    }
}
