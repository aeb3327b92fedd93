package dev.sheaf.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An audit as it is kept: without its items, whose texts are nobody's once they are asked.
 *
 * @param model the provider's name of it
 * @param items how many
 * @param cap what it may cost; absent: as much as it does
 * @param packs calls that it takes, repairs aside
 * @param done of them
 * @param estimate what it was expected to cost
 * @param spent what it has cost, as far as it was written down
 * @param failure why it ended without a report
 * @param report absent until it is finished, and in lists
 */
public record AuditRun(
        String tenant,
        String id,
        String task,
        String version,
        String model,
        AuditState state,
        int items,
        List<Integer> sizes,
        int repetitions,
        Optional<Money> cap,
        long packs,
        long done,
        Spent estimate,
        Spent spent,
        @Nullable Failure failure,
        @Nullable ObjectNode report,
        Instant createdAt,
        @Nullable Instant endedAt) {
    public AuditRun {
        sizes = List.copyOf(sizes);
    }

    /** A stable code, and a sentence for people. */
    public record Failure(String code, String message) {}
}
