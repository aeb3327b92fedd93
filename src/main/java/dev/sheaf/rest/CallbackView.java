package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.events.Outbox;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a job's callback was told. */
@Schema(
        name = "JobCallback",
        requiredProperties = {"address", "events"})
public record CallbackView(
        String address,

        @Schema(description = "The newest first, 100 at most.")
        List<Told> events) {

    /** An event on its way. */
    @Schema(
            name = "JobEventSent",
            requiredProperties = {"id", "type", "state", "attempts", "createdAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Told(
            @Schema(description = "The same at every attempt.")
            String id,

            @Schema(
                    enumeration = {
                        "dev.sheaf.job.completed",
                        "dev.sheaf.job.failed",
                        "dev.sheaf.job.cancelled",
                        "dev.sheaf.part.failed"
                    })
            String type,

            @Schema(enumeration = {"waiting", "delivered", "given_up"})
            String state,

            int attempts,

            @Schema(description = "What was answered last.") @Nullable
            String answer,

            Instant createdAt,

            @Schema(description = "When it is tried next.") @Nullable
            Instant nextAttempt) {}

    static CallbackView of(Outbox.Sent sent) {
        return new CallbackView(
                sent.address(),
                sent.events().stream()
                        .map(one -> new Told(
                                one.id(),
                                one.type(),
                                one.state(),
                                one.attempts(),
                                one.said(),
                                one.createdAt(),
                                one.dueAt()))
                        .toList());
    }
}
