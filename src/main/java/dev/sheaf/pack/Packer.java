package dev.sheaf.pack;

import dev.sheaf.task.Item;
import dev.sheaf.task.PackingPolicy;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Forms packs within three budgets at once: items, input tokens (instructions, overhead and items, within the model's
 * context) and expected output tokens. Tokens are counted exactly only where an upper bound does not already fit.
 */
public final class Packer {
    private final int maxItems;
    private final int budget;
    private final TokenCounter tokens;

    /** @param context tokens that the model takes and gives together */
    public Packer(TaskDefinition definition, Prompt prompt, int context, TokenCounter tokens) {
        PackingPolicy policy = definition.packing();
        int room = context - policy.maxOutputTokens();
        this.budget = Math.min(policy.maxTokens(), room) - prompt.fixedTokens() - canaryTokens(definition, tokens);
        int canaries = definition.quality().canary() ? 1 : 0;
        int answers = policy.maxOutputTokens() / prompt.outputPerItem();
        this.maxItems = Math.min(policy.maxItems(), answers > canaries ? answers - canaries : answers);
        this.tokens = tokens;
    }

    private static int canaryTokens(TaskDefinition definition, TokenCounter tokens) {
        return !definition.quality().canary()
                ? 0
                : definition.examples().stream()
                        .mapToInt(example -> Weighed.MARKER + tokens.count(example.text()))
                        .max()
                        .orElse(0);
    }

    /** Items that one pack can hold at most; 0 where not even one answer fits the output budget. */
    public int maxItems() {
        return maxItems;
    }

    /** Input tokens that a pack has for its items; not positive where the instructions leave no room. */
    public int budget() {
        return budget;
    }

    public Weighed weigh(Item item) {
        return new Weighed(item);
    }

    /** Whether an item breaks a budget on its own: it cannot be asked at all. */
    public boolean isTooLong(Weighed item) {
        return item.atMost() > budget && item.exact(tokens, budget) > budget;
    }

    /** An empty pack to fill. */
    public Load load() {
        return load(maxItems);
    }

    /** @param atMost how many items it may hold, where that is fewer than usual */
    public Load load(int atMost) {
        return new Load(Math.min(maxItems, atMost));
    }

    /** Fills packs in the given order, none with more than so many items; none of the items may be too long. */
    public List<List<Weighed>> pack(List<Weighed> items, int atMost) {
        var packs = new ArrayList<List<Weighed>>();
        Load load = load();
        for (Weighed item : items) {
            boolean taken = load.size() < atMost && load.add(item);
            if (!taken) {
                packs.add(load.items());
                load = load();
                load.add(item);
            }
        }
        if (load.size() > 0) {
            packs.add(load.items());
        }
        return packs;
    }

    /** A pack that is being filled. */
    public final class Load {
        private final List<Weighed> items = new ArrayList<>();
        private int sum;
        private final int most;
        private boolean exact;

        private Load(int most) {
            this.most = most;
        }

        /** Adds an item if it fits; the first one always does. */
        public boolean add(Weighed item) {
            boolean fits = items.isEmpty() || (items.size() < most && fits(item));
            if (fits) {
                items.add(item);
                sum += weight(item);
            }
            return fits;
        }

        /** Takes an item out again, which makes room. */
        public void remove(Weighed item) {
            if (items.remove(item)) {
                sum -= weight(item);
            }
        }

        public int size() {
            return items.size();
        }

        public boolean isFull() {
            return items.size() >= most;
        }

        public List<Weighed> items() {
            return items;
        }

        private boolean fits(Weighed item) {
            if (!exact && sum + item.atMost() > budget) {
                exact = true;
                sum = items.stream().mapToInt(this::weight).sum();
            }
            return sum + weight(item) <= budget;
        }

        private int weight(Weighed item) {
            return exact ? item.exact(tokens, budget) : item.atMost();
        }
    }
}
