package dev.sheaf.bulk;

/** Whether this replica is to take on nothing new; then long steps stop where they can go on later. */
public final class Ending {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
