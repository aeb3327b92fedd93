package dev.sheaf.events;

import java.time.Duration;
import java.time.Instant;

class MemoryOutboxTest extends OutboxContract {
    private Instant now = Instant.parse("2026-11-22T03:00:00Z");
    private final MemoryOutbox.Rows rows = new MemoryOutbox.Rows(() -> now);

    @Override
    protected Outbox outbox(String replica) {
        return new MemoryOutbox(rows, replica, LEASE);
    }

    @Override
    protected void end(String state) {
        rows.put(tenant, job, "dev.sheaf.job." + state, ADDRESS);
    }

    @Override
    protected void put(String whose, int events) {
        for (int i = 0; i < events; i++) {
            rows.put(whose, whose, "dev.sheaf.job.completed", ADDRESS);
        }
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
    }
}
