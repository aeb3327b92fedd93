package dev.sheaf.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Hears the provider's webhooks: who is told that a batch has ended need not ask for it. A message that never comes costs
 * time only, since batches are asked for all the same.
 */
public final class ProviderHook {
    private static final Set<String> ENDS =
            Set.of("batch.completed", "batch.failed", "batch.expired", "batch.cancelled");
    private static final int LONGEST_ID = 200;

    /** A message is good from five minutes before its time to five minutes after. */
    private static final Duration MEMORY = Seal.WINDOW.multipliedBy(3);

    private final Seal seal;
    private final BatchNews news;
    private final Ticks ticks;
    private final InstantSource clock;
    private final Post post;

    public ProviderHook(Seal seal, BatchNews news, Ticks ticks, InstantSource clock, Post post) {
        this.seal = seal;
        this.news = news;
        this.ticks = ticks;
        this.clock = clock;
        this.post = post;
    }

    /** Whether there is a secret to hold messages to. */
    public boolean isThere() {
        return seal.isThere();
    }

    /** Why it is not the provider's, in a sentence; empty where it is. To be asked before anything of it is read. */
    public Optional<String> fault(Seal.Message message) {
        Optional<String> fault = seal.fault(message, clock.instant());
        fault.ifPresent(why -> post.in("webhook", "refused"));
        return fault;
    }

    /**
     * What came of it, in a word: {@code called}, {@code unknown}, {@code repeated}, or {@code ignored} where it is of no
     * batch that has ended. What it calls has begun by then; where this replica does not work by itself, it is done, as far as
     * a webhook waits for that.
     */
    public Uni<String> heard(String message, JsonNode body) {
        String batch = body.path("data").path("id").asText("");
        boolean ended = ENDS.contains(body.path("type").asText());
        Uni<String> effect = ended && !batch.isEmpty() && batch.length() <= LONGEST_ID && batch.indexOf('\0') < 0
                ? news.ended(message, batch, MEMORY).call(this::begin).map(ProviderHook::word)
                : Uni.createFrom().item("ignored");
        return effect.invoke(done -> post.in("webhook", done));
    }

    /** What is told again may have been cut off before it was acted upon. */
    private Uni<?> begin(BatchNews.Effect effect) {
        return effect == BatchNews.Effect.UNKNOWN ? Uni.createFrom().nullItem() : ticks.begin();
    }

    private static String word(BatchNews.Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT);
    }
}
