package dev.sheaf.model;

/**
 * What a call asks of the credential's rate limits.
 *
 * @param tokens input and expected output tokens together, as the provider's tokens-a-minute limit counts them
 * @param priority the class that it waits in
 * @param group whose call it is: groups of one class take turns
 */
public record Claim(int tokens, Priority priority, String group) {
    public Claim {
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens must not be negative: " + tokens);
        }
    }
}
