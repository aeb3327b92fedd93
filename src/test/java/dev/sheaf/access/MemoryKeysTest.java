package dev.sheaf.access;

class MemoryKeysTest extends KeyStoreContract {
    private final MemoryKeys store = new MemoryKeys();

    @Override
    protected KeyStore store() {
        return store;
    }

    @Override
    protected void close(String tenant) {
        store.closed.add(tenant);
    }
}
