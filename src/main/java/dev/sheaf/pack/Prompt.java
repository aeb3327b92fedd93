package dev.sheaf.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Claim;
import dev.sheaf.model.Message;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Priority;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Structured;
import dev.sheaf.model.Usage;
import dev.sheaf.task.Example;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Turns packs into requests. What does not change stands first, then the numbered items; an item's own text can never be
 * taken for a marker or another slot, since a pack's numbers stand in none of its texts and further lines are indented.
 */
public final class Prompt {
    /** What a provider's chat form adds to a request of two messages, in tokens. */
    private static final int CHAT_OVERHEAD = 12;
    /** A slot's number as they usually are. */
    private static final int EXAMPLE = 417;

    /** A reply is cut at so many times what is expected of it, and so many tokens more. */
    private static final int LEEWAY_TIMES = 3;

    private static final int LEEWAY = 200;

    private final TaskDefinition definition;
    private final ReplyForm form;
    /** The fixed prompt by the number of echoed words. */
    private final List<String> fixed;

    /** Numbers of the fixed prompt, which no pack uses. */
    private final Set<Integer> reserved;

    private final Map<String, JsonNode> parameters;
    private final int schemaTokens;
    private final int fixedTokens;
    private final int outputPerItem;
    private final TokenCounter tokens;
    private final UsualReply usualReply;
    private final Makeup makeup;

    private Prompt(TaskDefinition definition, ReplyForm form, TokenCounter tokens) {
        this.definition = definition;
        this.form = form;
        var wording = new Wording(definition, form);
        this.fixed = IntStream.rangeClosed(0, definition.packing().echo() ? Echo.MOST_WORDS : 0)
                .mapToObj(wording::text)
                .toList();
        this.reserved = SlotNumbers.in(fixed.get(0) + schemaText(form));
        this.parameters = parameters(definition);
        this.schemaTokens = tokens.count(schemaText(form));
        this.fixedTokens = CHAT_OVERHEAD + tokens.count(fixed.get(fixed.size() - 1)) + schemaTokens;
        this.outputPerItem = new OutputSize(tokens).perItem(definition);
        this.tokens = tokens;
        this.usualReply = new UsualReply(definition, wording, tokens);
        this.makeup = makeup(wording);
    }

    /**
     * The prompt of a task for a server that offers some forms of reply.
     *
     * @throws IllegalArgumentException where the task's schema cannot be said in its format; {@link TaskIntake} never
     *     lets such a task in
     */
    public static Prompt of(TaskDefinition definition, Set<Structured> offered, TokenCounter tokens) {
        try {
            return new Prompt(definition, Forms.of(definition, definition.format(), offered), tokens);
        } catch (StrictSchema.Unfit e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Makeup makeup(Wording wording) {
        int instructions = tokens.count(wording.task(0).strip());
        int form = CHAT_OVERHEAD + tokens.count(fixed.get(0)) + schemaTokens - instructions;
        return new Makeup(instructions, form, tokens.count(ItemText.marker(EXAMPLE)), usualReply.form());
    }

    /** What a request and its reply consist of, beside the items and their answers. */
    public Makeup makeup() {
        return makeup;
    }

    /** How replies are held to a form. */
    public ReplyForm form() {
        return form;
    }

    /** Input tokens of a request without its items. */
    public int fixedTokens() {
        return fixedTokens;
    }

    /** Output tokens that one item's answer is expected to take. */
    public int outputPerItem() {
        return outputPerItem;
    }

    /** Puts items into numbered slots; the seed decides the numbers and, where the task says so or votes, the order. */
    public Pack lay(List<Item> items, long seed) {
        boolean guarded = definition.quality().canary() && items.size() > 1;
        return guarded ? withCanary(items, seed) : plain(items, seed);
    }

    private Pack plain(List<Item> items, long seed) {
        List<Integer> order = order(items.size(), seed);
        List<Integer> numbers =
                SlotNumbers.choose(items.stream().map(Item::text).toList(), reserved, items.size(), seed);
        var slots = new ArrayList<Slot>(items.size());
        for (int i = 0; i < items.size(); i++) {
            int index = order.get(i);
            slots.add(new Slot(numbers.get(i), index, items.get(index)));
        }
        boolean echo = definition.packing().echo();
        return new Pack(
                slots, echo ? Echo.wordsFor(slots.stream().map(Slot::item).toList()) : 0);
    }

    /** Which example it is, and where it stands, is left to the seed: nobody can write an item that knows it. */
    private Pack withCanary(List<Item> items, long seed) {
        var chance = new SplittableRandom(~seed);
        Example example =
                definition.examples().get(chance.nextInt(definition.examples().size()));
        int place = chance.nextInt(items.size() + 1);
        List<Item> all = new ArrayList<>(items);
        all.add(place, new Item("", example.text()));
        Pack whole = plain(all, seed);
        List<Slot> slots = new ArrayList<>(items.size());
        Slot canary = whole.slots().get(0);
        for (Slot slot : whole.slots()) {
            if (slot.index() == place) {
                canary = slot;
            } else {
                slots.add(new Slot(slot.number(), slot.index() > place ? slot.index() - 1 : slot.index(), slot.item()));
            }
        }
        return new Pack(slots, whole.echoWords(), new Pack.Canary(canary, example.answer()));
    }

    private List<Integer> order(int size, long seed) {
        List<Integer> order = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        if (definition.packing().shuffle() || definition.quality().isVoted()) {
            Collections.shuffle(order, new Random(seed));
        }
        return order;
    }

    /** What the call for a pack's answers usually costs: its text is counted, which takes its time. */
    public Usage usual(Pack pack) {
        int input =
                CHAT_OVERHEAD + schemaTokens + tokens.count(fixed.get(pack.echoWords())) + tokens.count(items(pack));
        return new Usage(input, 0, usualReply.tokens(pack.whole()), 0);
    }

    private static String items(Pack pack) {
        var items = new StringBuilder();
        pack.whole()
                .slots()
                .forEach(slot ->
                        ItemText.append(items, slot.number(), slot.item().text()));
        return items.toString();
    }

    /** By how many tokens an answer can differ from what is {@link #usual}. */
    public Spread spread() {
        return usualReply.spread();
    }

    /** The request that asks for a pack's answers. */
    public ChatRequest ask(Pack pack, String id, Priority priority, String group) {
        String items = items(pack);
        int output = pack.whole().size() * outputPerItem;
        int input = fixedTokens + TokenCounter.estimate(items);
        return new ChatRequest(
                id,
                definition.model(),
                List.of(Message.system(fixed.get(pack.echoWords())), Message.user(items)),
                form,
                withOutputLimit(output),
                new Claim(input + output, priority, group));
    }

    /**
     * Output tokens that so many requests can come to, of which so many are expected in all: their replies are cut there. Of a
     * model that thinks, or where the task names its limit by itself, what is expected and no bound.
     */
    public long outputAtMost(long requests, long expected) {
        return isLimited() ? requests * LEEWAY + LEEWAY_TIMES * expected : expected;
    }

    private boolean isLimited() {
        boolean given = parameters.containsKey("max_completion_tokens") || parameters.containsKey("max_tokens");
        return !given && !ModelProfile.of(definition.model()).reasons();
    }

    /** A reply that runs on for ever is cut; a model that thinks counts its thoughts, so it gets no limit from us. */
    private Map<String, JsonNode> withOutputLimit(int expected) {
        if (!isLimited()) {
            return parameters;
        }
        var limited = new TreeMap<>(parameters);
        limited.put("max_completion_tokens", IntNode.valueOf(LEEWAY + LEEWAY_TIMES * expected));
        return limited;
    }

    private static Map<String, JsonNode> parameters(TaskDefinition definition) {
        var parameters = new TreeMap<>(definition.parameters());
        if (!ModelProfile.of(definition.model()).reasons()) {
            parameters.putIfAbsent("temperature", IntNode.valueOf(0));
        }
        return parameters;
    }

    private static String schemaText(ReplyForm form) {
        return form instanceof ReplyForm.Tool tool
                ? tool.parameters().toString()
                : form instanceof ReplyForm.JsonSchema schema ? schema.schema().toString() : "";
    }
}
