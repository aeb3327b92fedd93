package dev.sheaf.store;

import dev.sheaf.app.ServiceResource;
import dev.sheaf.model.Replicas;
import dev.sheaf.model.ReplicasContract;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.UUID;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class StoredReplicasTest extends ReplicasContract {
    @Inject
    Pool pool;

    @Override
    protected Replicas replica() {
        return new StoredReplicas(() -> pool, UUID.randomUUID().toString());
    }
}
