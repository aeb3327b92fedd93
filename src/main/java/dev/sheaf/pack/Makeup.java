package dev.sheaf.pack;

/**
 * What a task's requests and replies consist of beside the items and their answers, in tokens: it decides what the same items
 * would have cost otherwise.
 *
 * @param instructions the task's own words: instructions, labels and examples, which a call for one item could not do without
 * @param form what a request for a pack adds to them once: how to answer by numbers, the schema, the chat's own form
 * @param marker what it adds to each item: its number
 * @param answerForm what a reply adds to each answer: its number again, and what holds the two together
 */
public record Makeup(int instructions, int form, int marker, int answerForm) {
    /** Of a request that is sent as it stands. */
    public static final Makeup NONE = new Makeup(0, 0, 0, 0);

    public Makeup {
        if (instructions < 0 || form < 0 || marker < 0 || answerForm < 0) {
            throw new IllegalArgumentException("tokens are not negative");
        }
    }
}
