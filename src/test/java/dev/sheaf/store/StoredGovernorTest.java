package dev.sheaf.store;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.quality.GovernorStore;
import dev.sheaf.quality.GovernorStoreContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredGovernorTest extends GovernorStoreContract {
    @Inject
    Pool pool;

    @Override
    protected GovernorStore store() {
        return new StoredGovernor(() -> pool);
    }
}
