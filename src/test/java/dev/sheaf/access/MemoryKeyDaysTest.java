package dev.sheaf.access;

class MemoryKeyDaysTest extends KeyDaysContract {
    private final MemoryKeyDays days = new MemoryKeyDays();

    @Override
    protected KeyDays days() {
        return days;
    }
}
