package dev.sheaf.ask;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

    /** Adds them to the caller's view of the answer. */
    public void writeTo(ObjectNode view) {
        view.putObject("votes").put("agreed", agreed).put("asked", asked);
    }
}
