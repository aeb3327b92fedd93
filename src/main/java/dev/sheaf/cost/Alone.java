package dev.sheaf.cost;

import dev.sheaf.model.Usage;
import dev.sheaf.pack.Makeup;

/**
 * What a call's items would have taken, had each been asked by a call of its own, in the cheapest form that there is: the
 * instructions and the item, without numbers, schema or what a chat's form adds. It follows from what the provider counted:
 * the instructions once more for each further item, less what packing adds.
 */
final class Alone {
    /** The provider caches prefixes from here on. */
    private static final int CACHED_FROM = 1_024;
    /** In steps of so many tokens. */
    private static final int CACHED_STEP = 128;

    private Alone() {}

    static Usage of(Usage usage, Content content) {
        Makeup makeup = content.makeup();
        long items = content.items();
        long instructions = items * makeup.instructions();
        long texts = usage.inputTokens() - makeup.instructions() - makeup.form() - items * makeup.marker();
        long answers = usage.outputTokens() - items * makeup.answerForm();
        return new Usage(
                instructions + Math.max(0, texts),
                0,
                Math.max(answers, Math.min(items, usage.outputTokens())),
                Math.min(usage.reasoningTokens(), Math.max(0, answers)));
    }

    /** Tokens of the instructions that come from the provider's cache. */
    static long cachedPrefix(Makeup makeup) {
        long prefix = makeup.instructions();
        return prefix < CACHED_FROM ? 0 : prefix - prefix % CACHED_STEP;
    }

    /** The same where every call finds the instructions in the provider's cache, as most of many calls do. */
    static Usage cached(Usage usage, Content content) {
        Usage alone = of(usage, content);
        long cached = content.items() * cachedPrefix(content.makeup());
        long most = Math.max(cached, usage.cachedTokens());
        return new Usage(
                alone.inputTokens(),
                Math.min(most, alone.inputTokens()),
                alone.outputTokens(),
                alone.reasoningTokens());
    }
}
