package dev.sheaf.quality;

import java.time.Duration;
import java.time.Instant;

class MemoryAuditsTest extends AuditStoreContract {
    private Instant now = Instant.now();
    private final MemoryAudits audits = new MemoryAudits(() -> now);

    @Override
    protected AuditStore audits() {
        return audits;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
