package dev.sheaf.rest;

import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The form of {@code POST /validations}' reply, for the API's document; what is sent is a report's own JSON. */
@Schema(name = "Validation")
record ValidationView(
        @Schema(required = true, description = "Whether the provider would take the file.")
        boolean valid,

        @Schema(required = true) long bytes,
        @Schema(required = true) long lines,
        @Schema(required = true) long requests,

        @Schema(required = true, description = "The models that the requests name; a batch has one.")
        List<String> models,

        @Schema(required = true, description = "Images and files in requests count nothing.")
        long inputTokens,

        @Schema(
                required = true,
                description = "Whether some of the tokens are an estimate: counting stops to be exact after 4 MB"
                        + " of different texts.")
        boolean tokensEstimated,

        @Schema(
                required = true,
                nullable = true,
                description = "What the requests' output limits come to; null where one of them has none.")
        @Nullable
        Long maxOutputTokens,

        @Schema(required = true, nullable = true, description = "Null where the model has no price.") @Nullable
        CostView cost,

        @Schema(required = true, description = "The first ones.")
        List<ErrorView> errors,

        @Schema(required = true, description = "Errors that are not listed.")
        long moreErrors) {

    @Schema(name = "ValidationCost")
    record CostView(
            @Schema(required = true) Amounts input,

            @Schema(required = true, nullable = true, description = "Of all output that the limits allow.") @Nullable
            Amounts maxOutput) {}

    @Schema(name = "Amounts", description = "US dollars.")
    record Amounts(
            @Schema(required = true) BigDecimal list,
            @Schema(required = true) BigDecimal batch) {}

    @Schema(name = "ValidationError")
    record ErrorView(
            @Schema(required = true, nullable = true, description = "From 1; null where the whole file is meant.")
            @Nullable
            Long line,

            @Schema(required = true, description = "The provider's, as far as it has one.")
            String code,

            @Schema(required = true) String message,

            @Schema(required = true, nullable = true) @Nullable
            String param) {}
}
