package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A call to a model that is to be booked.
 *
 * @param id its own, unique for ever
 * @param lane {@code online} or {@code batch}
 * @param confirmed whether the provider said the usage; else it is an estimate
 */
public record Call(
        Whose whose,
        String id,
        String model,
        String lane,
        Tariff tariff,
        Usage usage,
        boolean confirmed,
        Content content) {

    /**
     * Who pays, and for what.
     *
     * @param task absent: it was passed on as it stood
     * @param version of the task
     */
    public record Whose(
            String tenant, @Nullable String task, @Nullable String version) {
        public static Whose noTask(String tenant) {
            return new Whose(tenant, null, null);
        }
    }
}
