package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.cost.Cap.Scope;
import dev.sheaf.cost.Caps.Spending;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What may be spent a day, and what was. */
@Schema(
        name = "Cap",
        requiredProperties = {"usdPerDay", "spentToday", "reserved"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CapView(
        @Schema(description = "Absent: all that the tenant spends.") @Nullable
        String task,

        @Schema(description = "US dollars a day of UTC.") BigDecimal usdPerDay,

        BigDecimal spentToday,

        @Schema(description = "What the parts of jobs that are being asked may still come to; it counts as spent.")
        BigDecimal reserved) {

    static CapView of(Spending spending) {
        return new CapView(
                spending.cap().scope() == Scope.TASK ? spending.cap().name() : null,
                CostsView.plain(spending.cap().most()),
                CostsView.plain(spending.spent()),
                CostsView.plain(spending.reserved()));
    }

    /** All of a tenant's. */
    @Schema(name = "Caps", requiredProperties = "caps")
    public record Listing(List<CapView> caps) {}

    /** What is put. */
    @Schema(name = "CapRequest", requiredProperties = "usdPerDay")
    record Request(
            @Schema(description = "US dollars a day of UTC; 0: nothing is bought.", minimum = "0")
            BigDecimal usdPerDay) {}
}
