package dev.sheaf.ask;

/**
 * How sure an answer is.
 *
 * @param agreed how often it was given
 * @param asked how often the item was answered
 */
public record Votes(int agreed, int asked) {
    public Votes {
        if (agreed < 0 || asked < agreed) {
            throw new IllegalArgumentException(agreed + " of " + asked + " cannot be");
        }
    }
}
