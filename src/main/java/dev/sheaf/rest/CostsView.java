package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.cost.CostQuery;
import dev.sheaf.cost.CostSum;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Costs as callers see them. */
@Schema(
        name = "Costs",
        requiredProperties = {"from", "to", "pricesOf", "costs", "total"})
@RegisterForReflection // the resource hands it on as one of two forms
public record CostsView(
        LocalDate from,
        LocalDate to,

        @Schema(description = "The day of the price table that is in use; each call was priced when it was booked.")
        LocalDate pricesOf,

        List<Line> costs,
        Line total) {
    static final String UNKNOWN = "unknown";
    static final String DOLLARS = "US dollars, or unknown where no call has such a price.";

    /** What some calls cost together. */
    @Schema(
            name = "Cost",
            requiredProperties = {
                "calls",
                "unconfirmed",
                "unpriced",
                "items",
                "inputTokens",
                "cachedTokens",
                "outputTokens",
                "cost",
                "alone",
                "aloneCached",
                "packed",
                "batch",
                "packedBatch"
            })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record Line(
            @Nullable LocalDate day,
            @Nullable String tenant,

            @Schema(description = "Empty for calls that were passed on as they stood.") @Nullable
            String task,

            @Nullable String lane,
            @Nullable String model,
            long calls,

            @Schema(description = "Calls whose reply never came or could not be read: their figures are estimates.")
            long unconfirmed,

            @Schema(description = "Calls whose model has no price: they are in no sum of money.")
            long unpriced,

            @Schema(description = "Items asked, each as often as it was.")
            long items,

            long inputTokens,
            long cachedTokens,
            long outputTokens,

            @Schema(
                    description = "What was paid. " + DOLLARS,
                    oneOf = {BigDecimal.class, String.class},
                    type = SchemaType.NUMBER)
            Object cost,

            @Schema(description = "One ordinary call an item. " + DOLLARS, type = SchemaType.NUMBER)
            Object alone,

            @Schema(
                    description = "The same with the instructions from the provider's prompt cache. " + DOLLARS,
                    type = SchemaType.NUMBER)
            Object aloneCached,

            @Schema(description = "The same calls as ordinary ones. " + DOLLARS, type = SchemaType.NUMBER)
            Object packed,

            @Schema(description = "A batch's request an item. " + DOLLARS, type = SchemaType.NUMBER)
            Object batch,

            @Schema(description = "The same calls as batches' requests. " + DOLLARS, type = SchemaType.NUMBER)
            Object packedBatch,

            @Schema(
                    description = "What was saved against the cheaper of alone and aloneCached, as a part of it; absent"
                            + " where that is not known.")
            @Nullable
            BigDecimal saved) {

        static Line of(CostSum sum) {
            CostSum.What what = sum.what();
            return new Line(
                    what.day(),
                    what.tenant(),
                    what.task(),
                    what.lane(),
                    what.model(),
                    sum.calls(),
                    sum.unconfirmed(),
                    sum.unpriced(),
                    sum.items(),
                    sum.usage().inputTokens(),
                    sum.usage().cachedTokens(),
                    sum.usage().outputTokens(),
                    amount(sum.bill().cost()),
                    amount(sum.bill().alone()),
                    amount(sum.bill().aloneCached()),
                    amount(sum.bill().packed()),
                    amount(sum.bill().batch()),
                    amount(sum.bill().packedBatch()),
                    sum.saved().orElse(null));
        }
    }

    static CostsView of(CostQuery query, List<CostSum> sums, Optional<CostSum> total, PriceTable prices) {
        return new CostsView(
                query.from(),
                query.to(),
                prices.date(),
                sums.stream().map(Line::of).toList(),
                Line.of(total.orElse(CostSum.NOTHING)));
    }

    /** A number, not as a power of ten. */
    static Object amount(Optional<Money> money) {
        return money.map(CostsView::plain).<Object>map(it -> it).orElse(UNKNOWN);
    }

    static BigDecimal plain(Money money) {
        return money.usd().scale() < 0 ? money.usd().setScale(0) : money.usd();
    }
}
