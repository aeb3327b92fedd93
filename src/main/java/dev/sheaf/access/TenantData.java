package dev.sheaf.access;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** All that is kept of a tenant, to be taken along or to be forgotten. */
public interface TenantData {

    /**
     * Everything, a JSON object a line, without a line break: {@code table} and {@code row}. Keys come without what they are
     * held to. What changes meanwhile may be in it as it was or as it is.
     */
    Multi<String> export(String tenant);

    /**
     * Takes everything away, in small batches, but for sums of money by days, and that its keys were ever there. Before that
     * it closes the tenant: its keys are revoked, and tokens are not taken until somebody makes it a key. What was begun ends
     * complete when it is asked for again.
     *
     * @param whileJobsRun gives up what runs; what the provider works on by then is paid for all the same
     * @return rows that went, by tables; fails with {@link JobsRun} where there are some, and then nothing was taken away
     */
    Uni<Map<String, Long>> erase(String tenant, boolean whileJobsRun);

    /** Jobs or batches of a tenant are not over. The message is a sentence. */
    final class JobsRun extends RuntimeException {
        public JobsRun(long jobs) {
            super(jobs + " of its jobs and batches are not over.", null, false, false);
        }
    }
}
