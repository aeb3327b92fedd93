package dev.sheaf.ask;

/**
 * How far repair goes. Every round halves the packs, so a pack of 20 is asked alone after four rounds.
 *
 * @param lonelyRounds how often an item is asked alone before its trouble stands
 */
public record AskPolicy(int lonelyRounds) {
    public AskPolicy {
        if (lonelyRounds < 1) {
            throw new IllegalArgumentException("an item has to be asked at least once alone: " + lonelyRounds);
        }
    }

    /** Whether an item that was asked in a pack of this size, so often alone, may be asked again. */
    boolean mayAskAgain(int size, int lonely) {
        return size > 1 || lonely < lonelyRounds;
    }
}
