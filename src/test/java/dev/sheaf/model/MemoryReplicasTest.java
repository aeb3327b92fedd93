package dev.sheaf.model;

import java.util.UUID;

class MemoryReplicasTest extends ReplicasContract {
    private final MemoryReplicas.Table table = new MemoryReplicas.Table(System::nanoTime);

    @Override
    protected Replicas replica() {
        return table.replica(UUID.randomUUID().toString());
    }
}
