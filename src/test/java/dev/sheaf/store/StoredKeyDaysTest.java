package dev.sheaf.store;

import dev.sheaf.access.KeyDays;
import dev.sheaf.access.KeyDaysContract;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OwnDatabase.class)
class StoredKeyDaysTest extends KeyDaysContract {
    private final Pool pool;

    StoredKeyDaysTest(Pool pool) {
        this.pool = pool;
    }

    @Override
    protected KeyDays days() {
        return new StoredKeyDays(() -> pool);
    }
}
