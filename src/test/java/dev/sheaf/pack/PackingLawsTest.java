package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelProfile;
import dev.sheaf.model.Priority;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every seed: nothing lost, nothing twice, order kept, budgets kept, read(right answer) = right answer. */
class PackingLawsTest {
    private static final TokenCounter O200K = TokenCounter.of(ModelProfile.Encoding.O200K);

    private static final List<TaskDefinition> LABELLED = List.of(
            Tasks.sentiment(),
            Tasks.sentiment("'packing':{'shuffle':true}"),
            Tasks.sentiment("'packing':{'echo':true,'shuffle':true}"),
            Tasks.sentiment("'format':'json'"),
            Tasks.sentiment("'format':'json','packing':{'echo':true}"),
            Tasks.sentiment("'format':'tool'"),
            Tasks.sentiment("'format':'tool','packing':{'echo':true}"),
            Tasks.sentiment("'format':'json_schema','packing':{'shuffle':true}"));
    private static final List<TaskDefinition> FIELDED = List.of(
            Tasks.facts(), Tasks.facts("'format':'json'"), Tasks.facts("'format':'tool','packing':{'echo':true}"));

    static List<Integer> blocks() {
        return Seeds.blocks(4_000);
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void a_model_that_answers_correctly_gives_every_label_back(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            TaskDefinition definition = LABELLED.get((int) (seed % LABELLED.size()));
            List<Item> items = Texts.items(random, 1 + random.nextInt(25));
            Function<String, Object> right =
                    text -> List.of("POSITIVE", "NEGATIVE", "NEUTRAL").get(Math.floorMod(text.hashCode(), 3));
            List<Answer> answers = ask(definition, items, seed, right);
            assertThat(answers)
                    .as("seed %d", seed)
                    .isEqualTo(items.stream()
                            .map(item -> (Answer) new Answer.OneLabel((String) right.apply(item.text())))
                            .toList());
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void a_model_that_answers_correctly_gives_all_fields_back(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            TaskDefinition definition = FIELDED.get((int) (seed % FIELDED.size()));
            List<Item> items = Texts.items(random, 1 + random.nextInt(12));
            List<Answer> answers = ask(definition, items, seed, PackingLawsTest::fields);
            assertThat(answers)
                    .as("seed %d", seed)
                    .isEqualTo(items.stream()
                            .map(item -> (Answer) new Answer.FieldValues(fields(item.text())))
                            .toList());
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void slot_numbers_are_sparse_rising_and_in_none_of_the_texts(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            List<Item> items = Texts.items(random, 1 + random.nextInt(200));
            Pack pack = Tasks.prepared(LABELLED.get(1)).prompt().lay(items, seed);
            for (int i = 1; i < pack.size(); i++) {
                assertThat(pack.slots().get(i).number()
                                - pack.slots().get(i - 1).number())
                        .isGreaterThan(1);
            }
            assertThat(pack.slots()).allSatisfy(slot -> {
                assertThat(slot.number()).isGreaterThanOrEqualTo(100);
                assertThat(items).noneMatch(item -> item.text().contains("[" + slot.number() + "]"));
            });
        });
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void packs_lose_nothing_keep_the_order_and_every_budget(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            int maxItems = 1 + random.nextInt(30);
            int maxTokens = 300 + random.nextInt(2_000);
            Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxItems':" + maxItems + ",'maxTokens':"
                    + maxTokens + ",'maxOutputTokens':" + (20 + random.nextInt(300)) + "}"));
            List<Weighed> all = weighed(task, Texts.items(random, random.nextInt(120)));
            List<Weighed> fit =
                    all.stream().filter(item -> !task.packer().isTooLong(item)).toList();
            List<List<Weighed>> packs = task.packer().pack(fit, Integer.MAX_VALUE);
            assertThat(packs.stream().flatMap(List::stream)).as("seed %d", seed).containsExactlyElementsOf(fit);
            for (List<Weighed> pack : packs) {
                ChatRequest request = request(task, pack, seed);
                assertThat(pack.size()).isBetween(1, maxItems);
                assertThat(pack.size() * task.prompt().outputPerItem())
                        .isLessThanOrEqualTo(task.task().definition().packing().maxOutputTokens());
                assertThat(inputTokens(request)).as("seed %d", seed).isLessThanOrEqualTo(maxTokens);
            }
        });
    }

    @Test
    void texts_of_100_kilobytes_come_through() {
        var random = new Random(7);
        Prepared task = Tasks.prepared(Tasks.sentiment("'model':'gpt-4.1','packing':{'maxTokens':1000000}"));
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            items.add(new Item("i" + i, Texts.ofSize(100_000, random) + i));
        }
        assertThat(weighed(task, items)).noneMatch(task.packer()::isTooLong);
        assertThat(ask(task.task().definition(), items, 7, text -> text.endsWith("2") ? "NEGATIVE" : "POSITIVE"))
                .extracting(answer -> ((Answer.OneLabel) answer).label())
                .containsExactly("POSITIVE", "POSITIVE", "NEGATIVE", "POSITIVE");
    }

    @Test
    void an_item_over_the_budget_is_too_long_and_one_at_the_budget_is_not() {
        Prepared task = Tasks.prepared(Tasks.sentiment("'packing':{'maxTokens':400}"));
        int room = task.packer().budget() - Weighed.MARKER;
        assertThat(task.packer().isTooLong(task.packer().weigh(new Item("", "word ".repeat(room - 1) + "word"))))
                .isFalse();
        assertThat(task.packer().isTooLong(task.packer().weigh(new Item("", "word ".repeat(room) + "word"))))
                .isTrue();
    }

    @Test
    void the_fixed_prompt_is_the_same_for_every_pack_and_names_none_of_its_slots() {
        for (TaskDefinition definition : LABELLED) {
            Prepared task = Tasks.prepared(definition);
            Set<Object> fixed = new HashSet<>();
            for (int seed = 0; seed < 50; seed++) {
                Pack pack = task.prompt().lay(List.of(new Item("a", "One"), new Item("b", "Two")), seed);
                ChatRequest request = task.prompt().ask(pack, "id", Priority.ONLINE, "g");
                fixed.add(List.of(request.messages().get(0), request.form(), request.parameters()));
                assertThat(request.messages().get(0).content()).doesNotContainPattern("\\d{3}");
            }
            assertThat(fixed).hasSize(1);
        }
    }

    /** Answers in the items' order, as a caller gets them. */
    private static List<Answer> ask(
            TaskDefinition definition, List<Item> items, long seed, Function<String, Object> right) {
        Prepared task = Tasks.prepared(definition);
        Pack pack = task.prompt().lay(items, seed);
        ChatRequest request = task.prompt().ask(pack, "id", Priority.ONLINE, "g");
        Reading reading = task.reader().read(pack, CorrectModel.reply(request, right));
        return items.stream()
                .map(item -> reading.outcomes()
                        .get(indexOf(pack, item))
                        .answer()
                        .orElseThrow(() -> new AssertionError("seed " + seed + ": " + reading + " for "
                                + request.messages().get(1).content()
                                + CorrectModel.reply(request, right).text())))
                .toList();
    }

    private static int indexOf(Pack pack, Item item) {
        for (int i = 0; i < pack.size(); i++) {
            if (pack.slots().get(i).item() == item) {
                return i;
            }
        }
        throw new AssertionError("lost: " + item);
    }

    private static ObjectNode fields(String text) {
        ObjectNode fields = new ObjectMapper().createObjectNode();
        fields.put("mood", text.length() % 2 == 0 ? "GOOD" : "BAD");
        fields.putArray("parts").add(text);
        return text.hashCode() % 3 == 0 ? fields.put("stars", 1 + text.length() % 5) : fields;
    }

    private static List<Weighed> weighed(Prepared task, List<Item> items) {
        return items.stream().map(task.packer()::weigh).toList();
    }

    private static ChatRequest request(Prepared task, List<Weighed> pack, long seed) {
        List<Item> items = pack.stream().map(Weighed::item).toList();
        return task.prompt().ask(task.prompt().lay(items, seed), "id", Priority.ONLINE, "g");
    }

    private static int inputTokens(ChatRequest request) {
        return 9
                + request.messages().stream()
                        .mapToInt(message -> O200K.count(message.content()))
                        .sum();
    }
}
