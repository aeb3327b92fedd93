package dev.sheaf.quality;

class MemoryGovernorTest extends GovernorStoreContract {
    private final MemoryGovernor store = new MemoryGovernor();

    @Override
    protected GovernorStore store() {
        return store;
    }
}
