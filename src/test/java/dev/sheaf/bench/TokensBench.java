package dev.sheaf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Priority;
import dev.sheaf.openai.Sent;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Tokens as they are really sent, on the worked example: 500 tokens of instructions, labels included, and items of 50
 * tokens, 20 of them a pack.
 */
class TokensBench {
    private static final int INSTRUCTIONS = 500;
    private static final int ITEM = 50;
    private static final int PACK = 20;
    private static final int ITEMS = 1_000;
    private static final int BARE_PACK = INSTRUCTIONS + PACK * ITEM;
    private static final int MOST_A_PACK = 1_650;

    private static final List<String> LABELS =
            List.of("ACTING", "CAMERA", "ENDING", "HUMOUR", "LENGTH", "MUSIC", "PLOT", "PRICE", "SOUND", "OTHER");
    private static final String TELLS = "what a viewer says of it, good or bad";

    private final List<Item> items = IntStream.range(0, ITEMS)
            .mapToObj(i -> new Item("", Counting.text("Seen on day " + i + ":", ITEM, i)))
            .toList();

    /** How 1,000 items went out. */
    private record Sum(int calls, long input, long markers, long output) {
        Sum plus(Sum other) {
            return new Sum(calls + other.calls, input + other.input, markers + other.markers, output + other.output);
        }

        double perCall() {
            return (double) input / calls;
        }
    }

    @Test
    void count() {
        var rows = new ArrayList<String>();
        Sum alone = sum("lines", false, 1);
        rows.add(row("lines, asked alone", alone, alone, INSTRUCTIONS + ITEM));
        for (String format : List.of("lines", "json", "tool", "json_schema")) {
            for (boolean echo : List.of(false, true)) {
                rows.add(row(format + (echo ? ", echo" : ""), sum(format, echo, PACK), alone, BARE_PACK));
            }
        }
        new Report("tokens", "Tokens per 1,000 items")
                .says(
                        "%d tokens of instructions, labels included; items of %d tokens, %d a pack; o200k. Bare is"
                                + " instructions and items alone: %,d a pack, against %,d for the same items one by one. As sent is"
                                + " the request's body: its contents, its schema, 3 tokens a message and 3 more. Answers are those"
                                + " of a model that does exactly what it is told.",
                        INSTRUCTIONS, ITEM, PACK, BARE_PACK, PACK * (INSTRUCTIONS + ITEM))
                .table(
                        "case | calls | input as sent | a call | bare | overhead: markers | overhead: form | of asked alone"
                                + " | output",
                        rows)
                .publish();
        assertThat(sum("lines", false, PACK).perCall()).isLessThanOrEqualTo(MOST_A_PACK);
    }

    private Sum sum(String format, boolean echo, int maxItems) {
        Prepared task = Tasks.prepared(Tasks.task(Tasks.definition(
                definition().toString().replaceAll("^\\{|}$", "").replace('"', '\''),
                "'format':'" + format + "'",
                "'packing':{'maxItems':" + maxItems + ",'echo':" + echo + "}")));
        return IntStream.range(0, ITEMS / maxItems)
                .mapToObj(i -> sum(task, items.subList(i * maxItems, (i + 1) * maxItems), i))
                .reduce(new Sum(0, 0, 0, 0), Sum::plus);
    }

    private static Sum sum(Prepared task, List<Item> items, long seed) {
        Pack pack = task.prompt().lay(items, seed);
        ChatRequest request = task.prompt().ask(pack, "id", Priority.ONLINE, "bench");
        JsonNode body = Sent.body(request);
        String prompt = body.get("messages").get(1).get("content").textValue();
        String answer =
                String.valueOf(CorrectModel.reply(request, text -> "PLOT").text());
        return new Sum(
                1, Counting.tokens(body), Counting.tokens(prompt) - items.size() * ITEM, Counting.tokens(answer));
    }

    private static ObjectNode definition() {
        ObjectNode definition = new ObjectMapper().createObjectNode();
        var labels = definition.putArray("labels");
        LABELS.forEach(name -> labels.addObject().put("name", name).put("description", TELLS));
        int ofLabels = LABELS.stream()
                .mapToInt(name -> Counting.tokens("- " + name + ": " + TELLS + "\n"))
                .sum();
        return definition.put(
                "instructions",
                Counting.text("Say what each comment on a film is mostly about.", INSTRUCTIONS - ofLabels, 1));
    }

    private static String row(String name, Sum sum, Sum alone, int bare) {
        double form = sum.perCall() - bare - (double) sum.markers() / sum.calls();
        return String.format(
                Locale.ROOT,
                "%s | %,d | %,d | %,.0f | %,d | %.0f | %.0f | %.1f %% | %,d",
                name,
                sum.calls(),
                sum.input(),
                sum.perCall(),
                bare,
                (double) sum.markers() / sum.calls(),
                form,
                100.0 * sum.input() / alone.input(),
                sum.output());
    }
}
