package dev.sheaf.store;

import dev.sheaf.access.KeyStore;
import dev.sheaf.access.KeyStoreContract;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.extension.ExtendWith;

/** On a database of its own: a service that has keys answers nobody else. */
@ExtendWith(OwnDatabase.class)
class StoredKeysTest extends KeyStoreContract {
    private final Pool pool;

    StoredKeysTest(Pool pool) {
        this.pool = pool;
    }

    @Override
    protected KeyStore store() {
        return new StoredKeys(() -> pool);
    }

    @Override
    protected void close(String tenant) {
        BulkRun.await(pool.preparedQuery(TenantSql.CLOSE).execute(Tuple.of(tenant)));
    }
}
