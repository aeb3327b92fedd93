package dev.sheaf.gateway;

import java.time.Duration;
import java.time.Instant;

class MemoryFilesTest extends FileStoreContract {
    private Instant now = Instant.parse("2026-08-01T12:00:00Z");
    private final MemoryFiles files = new MemoryFiles(now, HOLD);

    @Override
    protected FileStore files() {
        return files;
    }

    @Override
    protected void pass(Duration time) {
        now = now.plus(time);
        files.pass(time);
    }

    @Override
    protected Instant now() {
        return now;
    }
}
