package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The form of {@code POST /estimates}' reply, for the API's document; what is sent is an estimate's own JSON. */
@Schema(name = "Estimate")
record EstimateView(
        @Schema(required = true) String task,
        @Schema(required = true) String version,
        @Schema(required = true) String model,

        @Schema(required = true, description = "The day of the price table.")
        LocalDate pricesOf,

        @Schema(required = true) long items,

        @Schema(required = true, description = "Items that cannot be asked; they cost nothing.")
        long refused,

        @Schema(required = true) TokensView tokens,

        @Schema(required = true, description = "Of an item at most; two of them are in the figures of packs.")
        int votes,

        @Schema(required = true) ChecksView checks,
        @Schema(required = true) StrategiesView strategies) {

    /** What is asked. */
    @Schema(name = "EstimateRequest")
    record Request(
            @Schema(required = true, description = "The task's name.")
            String task,

            @Schema(required = true) List<JsonNode> items) {}

    @Schema(name = "EstimateTokens")
    record TokensView(
            @Schema(required = true, description = "The task's own words, once.")
            long instructions,

            @Schema(required = true, description = "All items' own texts.")
            long items,

            @Schema(required = true, description = "What packing adds in all: numbers, schema, the chat's own form.")
            long markersAndForm,

            @Schema(required = true, description = "Whether all of them were counted.")
            boolean exact,

            @Schema(required = true, description = "By how many the items' may be wrong, in 19 of 20 estimates.")
            long plusMinus,

            @Schema(required = true) RangeView output) {}

    @Schema(
            name = "EstimateRange",
            description =
                    "Of the packs' output tokens: where every answer is as short, and as long, as the task lets it be.")
    record RangeView(
            @Schema(required = true) long least,
            @Schema(required = true) long most) {}

    @Schema(
            name = "EstimateChecks",
            description =
                    "Items that the guard asks alone as well, in the online lane; they are in no strategy's figures.")
    record ChecksView(
            @Schema(required = true) long calls,
            @Schema(required = true) long inputTokens,
            @Schema(required = true) long outputTokens,

            @Schema(required = true, description = CostsView.DOLLARS, type = SchemaType.NUMBER)
            Object cost) {}

    @Schema(name = "EstimateStrategies")
    record StrategiesView(
            @Schema(required = true, description = "One ordinary call an item.")
            Way alone,

            @Schema(required = true, description = "As many items a call as the task lets share one.")
            Way packed,

            @Schema(required = true, description = "A batch's request an item.")
            Way batch,

            @Schema(required = true, description = "Packed, as a batch's requests.")
            Way packedBatch,

            @Schema(required = true, description = "Packed, as calls of the flex tier.")
            Way flex) {}

    @Schema(name = "EstimateWay")
    record Way(
            @Schema(required = true) long calls,
            @Schema(required = true) long inputTokens,
            @Schema(required = true) long outputTokens,

            @Schema(required = true, description = CostsView.DOLLARS, type = SchemaType.NUMBER)
            Object cost,

            @Schema(
                    required = true,
                    description = "With the instructions from the provider's prompt cache. " + CostsView.DOLLARS,
                    type = SchemaType.NUMBER)
            Object costCached,

            @Schema(description = "What is saved against the cheaper price of alone, as a part of it.") @Nullable
            BigDecimal saved,

            @Schema(required = true) Time time) {}

    @Schema(name = "EstimateTime", description = "ISO 8601 durations.")
    record Time(
            @Schema(required = true, description = "Where nothing holds it up.")
            String usually,

            @Schema(description = "Absent where nobody promises anything.") @Nullable
            String atMost) {}
}
