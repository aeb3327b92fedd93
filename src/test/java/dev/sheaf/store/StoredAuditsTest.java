package dev.sheaf.store;

import dev.sheaf.quality.AuditStore;
import dev.sheaf.quality.AuditStoreContract;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** Its clock cannot be set, so what it has stored is made older instead. */
@ExtendWith(OwnDatabase.class)
class StoredAuditsTest extends AuditStoreContract {
    private Pool pool;

    @BeforeEach
    void begin(Pool pool) {
        this.pool = pool;
    }

    @Override
    protected AuditStore audits() {
        return new StoredAudits(() -> pool);
    }

    @Override
    protected void pass(Duration time) {
        pool.preparedQuery("update audit set held_until = held_until - make_interval(secs => $1)")
                .execute(Tuple.of(Statements.seconds(time)))
                .await()
                .indefinitely();
    }
}
