package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.JobStore;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why an item has its answer. */
@Schema(
        name = "JobItem",
        requiredProperties = {"id", "row", "line", "askedAs", "askings"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoryView(
        String id,

        @Schema(description = "Its place in the file, from 1.")
        long row,

        @Schema(description = "Where it begins in the file, from 1.")
        long line,

        @Schema(description = "Absent while it is open.", implementation = AnswersView.AnswerDocument.class) @Nullable
        ObjectNode answer,

        @Schema(description = "The row that was asked for all with its text.")
        long askedAs,

        @Schema(description = "The round that it is in, where it is asked again; ten more for each vote before.")
        int round,

        @Schema(description = "The requests in which it stood.")
        List<Asking> askings) {

    /** One request in which the item stood. */
    @Schema(
            name = "JobAsking",
            requiredProperties = {"request", "round", "lane", "packMates"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Asking(
            @Schema(description = "The request's custom_id.")
            String request,

            int round,
            String lane,

            @Schema(description = "The provider's id of the batch.") @Nullable
            String batch,

            @Schema(description = "The ids of the items that shared the request.")
            List<String> packMates,

            @Schema(description = "The provider's id of the request.") @Nullable
            String requestId,

            @Schema(description = "What was wrong with the reply.") @Nullable
            String trouble,

            @Schema(description = "As it came, where that is kept.") @Nullable
            String reply) {
        static Asking of(JobStore.Asking asking) {
            return new Asking(
                    asking.request(),
                    asking.round(),
                    asking.lane().word(),
                    asking.batch(),
                    asking.packMates(),
                    asking.requestId(),
                    asking.trouble(),
                    asking.reply());
        }
    }

    static StoryView of(JobStore.Story story) {
        JobStore.Row row = story.row();
        return new StoryView(
                row.id(),
                row.seq(),
                row.line(),
                row.view().orElse(null),
                story.askedAs(),
                story.round(),
                story.askings().stream().map(Asking::of).toList());
    }
}
