package dev.sheaf.gateway;

import java.time.Duration;
import java.time.Instant;

class MemoryBatchesTest extends BatchStoreContract {
    private final MemoryBatches batches = new MemoryBatches(Instant.parse("2026-08-01T12:00:00Z"), LEASE);

    @Override
    protected BatchStore batches(String replica) {
        return batches.of(replica);
    }

    @Override
    protected void pass(Duration time) {
        batches.pass(time);
    }

    @Override
    protected Instant now() {
        return batches.now();
    }

    @Override
    protected void clear() {
        batches.clear();
    }
}
