package dev.sheaf.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.Reading.Anomaly;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.OneLabel;
import dev.sheaf.task.Item;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanaryTest {
    private static final String KNOWN =
            "'examples':[{'text':'I love it','label':'POSITIVE'},{'text':'I hate it','label':'NEGATIVE'}]";
    private static final Prepared TASK = Tasks.prepared(Tasks.sentiment(KNOWN, "'quality':{'canary':true}"));

    static List<Integer> blocks() {
        return Seeds.blocks(1_000);
    }

    private static List<Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Item("", "comment " + (char) ('a' + i)))
                .toList();
    }

    private static ChatRequest request(Pack pack) {
        return TASK.prompt().ask(pack, "id", Priority.ONLINE, "test");
    }

    private static Object right(String text) {
        return text.equals("I love it") ? "POSITIVE" : text.equals("I hate it") ? "NEGATIVE" : "NEUTRAL";
    }

    private static Reading read(Pack pack, Function<String, Object> model) {
        Reply reply = CorrectModel.reply(request(pack), model);
        return TASK.reader().read(pack, reply);
    }

    private static List<Optional<Answer>> answers(Reading reading) {
        return reading.outcomes().stream().map(Outcome::answer).toList();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void every_item_gets_its_own_answer_and_the_canary_is_nobodys(int block) {
        Seeds.each(block, seed -> {
            int size = 2 + (int) (seed % 9);
            Pack pack = TASK.prompt().lay(items(size), seed);
            assertThat(CorrectModel.items(request(pack))).hasSize(size + 1);
            assertThat(pack.slots())
                    .extracting(Slot::index)
                    .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
            assertThat(pack.slots()).allSatisfy(slot -> assertThat(slot.item())
                    .isEqualTo(items(size).get(slot.index())));
            Reading reading = read(pack, CanaryTest::right);
            assertThat(answers(reading)).hasSize(size).containsOnly(Optional.of(new OneLabel("NEUTRAL")));
            assertThat(reading.anomalies()).isEmpty();
        });
    }

    @Test
    void a_wrong_answer_to_it_takes_the_trust_from_all() {
        Pack pack = TASK.prompt().lay(items(5), 3);
        Reading reading = read(pack, text -> "NEUTRAL");

        assertThat(answers(reading)).hasSize(5).containsOnly(Optional.empty());
        assertThat(reading.anomalies()).contains(Anomaly.CANARY_WRONG);
        assertThat(IntStream.range(0, 5).mapToObj(reading::doubted)).containsOnly(Optional.of(new OneLabel("NEUTRAL")));
    }

    @Test
    void a_reply_without_any_answer_says_so_and_nothing_else() {
        Pack pack = TASK.prompt().lay(items(5), 3);
        Reading reading = TASK.reader().read(pack, CorrectModel.text("I do not know."));

        assertThat(reading.outcomes()).hasSize(5);
        assertThat(reading.outcomes()).extracting(Outcome::trouble).containsOnly(Optional.of(Trouble.MISSING));
    }

    @Test
    void the_same_seed_lays_the_same_pack() {
        assertThat(TASK.prompt().lay(items(9), 11)).isEqualTo(TASK.prompt().lay(items(9), 11));
    }

    @Test
    void both_examples_serve_and_in_all_places() {
        List<Pack> packs = IntStream.range(0, 200)
                .mapToObj(seed -> TASK.prompt().lay(items(3), seed))
                .toList();
        assertThat(packs).extracting(pack -> pack.canary().slot().item().text()).contains("I love it", "I hate it");
        assertThat(packs)
                .extracting(pack -> pack.whole().slots().indexOf(pack.canary().slot()))
                .contains(0, 1, 2, 3);
    }

    @Test
    void an_item_alone_needs_none() {
        assertThat(TASK.prompt().lay(items(1), 3).canary()).isNull();
    }

    @Test
    void its_tokens_are_left_free() {
        Prepared without = Tasks.prepared(Tasks.sentiment(KNOWN));
        assertThat(TASK.packer().budget()).isLessThan(without.packer().budget());
    }
}
