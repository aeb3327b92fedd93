package dev.sheaf.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sheaf.access.ApiKey;
import dev.sheaf.access.Limits;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.Role;
import dev.sheaf.cost.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A key; its secret only where it is made. */
@Schema(
        name = "Key",
        requiredProperties = {"id", "tenant", "name", "roles", "createdAt"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyView(
        @Schema(description = "Stands in the key and is no secret.")
        String id,

        String tenant,
        String name,

        @Schema(description = "What it lets its holder do: ask, run, read, admin.")
        List<String> roles,

        @Schema(description = "What it may take; absent: as much as there is.") @Nullable
        LimitsView limits,

        Instant createdAt,

        @Schema(description = "Since when it lets nobody in; absent while it does.") @Nullable
        Instant revokedAt,

        @Schema(description = "The key itself; only in the reply to the request that made it.") @Nullable
        String key) {

    @Schema(
            name = "Keys",
            requiredProperties = {"keys"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Listing(
            List<KeyView> keys,

            @Schema(description = "To be given as after for the next page; absent on the last.") @Nullable
            String next) {}

    /** What a new key shall be. */
    @Schema(
            name = "KeyWish",
            requiredProperties = {"roles"})
    record Wish(
            @Schema(description = "Whose it shall be; without it the caller's own.") @Nullable
            String tenant,

            @Schema(description = "For people.", maxLength = ApiKey.LONGEST_NAME) @Nullable
            String name,

            @Schema(description = "Any of ask, run, read, admin.", examples = "[\"ask\", \"read\"]")
            List<String> roles,

            @Schema(description = "What it may take; without it as much as there is.") @Nullable
            LimitsView limits) {}

    /** What a key's holder may take; days are of UTC. */
    @Schema(name = "KeyLimits")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LimitsView(
            @Schema(minimum = "1", maximum = "" + Limits.MOST_REQUESTS) @Nullable
            Integer requestsPerMinute,

            @Schema(minimum = "1", maximum = "" + Limits.MOST_ITEMS) @Nullable
            Long itemsPerDay,

            @Schema(minimum = "0", description = "What its items, jobs and passed-on calls may cost.") @Nullable
            BigDecimal usdPerDay) {

        static @Nullable LimitsView of(Limits limits) {
            Money usd = limits.usdPerDay();
            return limits.equals(Limits.NONE)
                    ? null
                    : new LimitsView(
                            limits.requestsPerMinute(),
                            limits.itemsPerDay(),
                            usd == null ? null : CostsView.plain(usd));
        }
    }

    static KeyView of(ApiKey key) {
        return of(key, null);
    }

    static KeyView of(Locksmith.Made made) {
        return of(made.held().key(), made.text().text());
    }

    private static KeyView of(ApiKey key, @Nullable String text) {
        List<String> roles = key.roles().stream().sorted().map(Role::word).toList();
        return new KeyView(
                key.id(),
                key.tenant(),
                key.name(),
                roles,
                LimitsView.of(key.limits()),
                key.createdAt(),
                key.revokedAt(),
                text);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "KeyView[" + id + "]";
    }
}
