package dev.sheaf.quality;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The audits of all tenants. Who runs one shows signs of life; one whose runner shows none any more has failed, and what it
 * had spent by its last sign stands. It is not taken up again: its items are not kept, and what was paid for would be paid
 * for twice.
 */
public interface AuditStore {

    /** @param hold how long it may go without a sign of life */
    Uni<Void> add(AuditRun run, Duration hold);

    /** A sign of life; false where the audit is over. */
    Uni<Boolean> progress(AuditRun run, long done, Spent spent, Duration hold);

    /** False where it is over already. */
    Uni<Boolean> finish(AuditRun run, ObjectNode report, Spent spent);

    /** False where it is over already. */
    Uni<Boolean> fail(AuditRun run, AuditRun.Failure failure, Spent spent);

    /** Those that nobody runs any more fail; how many there were. */
    Uni<Integer> abandon(AuditRun.Failure failure);

    Uni<Optional<AuditRun>> find(String tenant, String task, String id);

    /** A task's audits, newest first, without their reports. @param after the id of the last one that is known */
    Uni<List<AuditRun>> list(String tenant, String task, @Nullable String after, int limit);
}
