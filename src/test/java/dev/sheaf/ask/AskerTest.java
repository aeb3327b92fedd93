package dev.sheaf.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Finish;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.CorrectModel.Seen;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Seeds;
import dev.sheaf.pack.Tasks;
import dev.sheaf.pack.Trouble;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.OneLabel;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AskerTest {
    private final List<Integer> packSizes = new ArrayList<>();
    private final List<Boolean> compared = new ArrayList<>();
    private final Map<Trouble, Integer> repaired = new EnumMap<>(Trouble.class);

    @Test
    void a_reply_that_holds_everything_takes_one_call() {
        List<Settled> settled = ask(20, seen -> reply(seen, item -> true));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(right(20));
        assertThat(packSizes).containsExactly(20);
    }

    @Test
    void only_what_is_missing_is_asked_again() {
        List<Settled> settled = ask(
                20, seen -> reply(seen, item -> seen.size() < 20 || !item.text().equals("text 7")));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(right(20));
        assertThat(packSizes).containsExactly(20, 1);
        assertThat(repaired).isEqualTo(Map.of(Trouble.MISSING, 1));
    }

    @Test
    void repair_halves_the_packs_down_to_single_items() {
        ask(20, seen -> CorrectModel.text("I would rather talk about the weather."));
        assertThat(packSizes.stream().distinct()).containsExactly(20, 10, 5, 2, 1);
    }

    @Test
    void an_item_that_never_gets_an_answer_gets_the_reason_and_spoils_no_other() {
        List<Settled> settled = ask(20, seen -> reply(seen, item -> !item.text().equals("text 7")));
        List<Answer> expected = new ArrayList<>(right(20));
        expected.set(7, new NoAnswer("answer_missing", Trouble.MISSING.sentence()));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(expected);
        assertThat(packSizes).containsExactly(20, 1, 1, 1);
    }

    @Test
    void a_shifted_reply_concerns_every_item_of_its_pack() {
        List<Settled> settled = ask(8, seen -> seen.size() == 8 ? shifted(seen) : reply(seen, item -> true));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(right(8));
        assertThat(packSizes).containsExactly(8, 4, 4);
        assertThat(repaired).isEqualTo(Map.of(Trouble.SHIFTED, 8));
    }

    @Test
    void what_an_odd_reply_said_is_compared_with_what_its_items_get_in_the_end() {
        ask(8, seen -> seen.size() == 8 ? shifted(seen) : reply(seen, item -> true));
        // all but the last have their neighbour's answer there, and the last has none
        assertThat(compared.stream().filter(kept -> kept)).hasSizeLessThan(7);
        assertThat(compared).hasSize(7);
        compared.clear();

        ask(
                8,
                seen -> seen.size() == 8
                        ? with(lines(seen, item -> true) + "[99] POSITIVE\n")
                        : reply(seen, item -> true));
        assertThat(compared).hasSize(8).containsOnly(true);
    }

    @Test
    void what_was_only_missing_is_not_compared() {
        ask(20, seen -> reply(seen, item -> seen.size() < 20 || !item.text().equals("text 7")));
        assertThat(compared).isEmpty();
    }

    @Test
    void an_answer_that_is_there_does_not_wait_for_the_repair_of_others() {
        List<Integer> landed = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        asker(request -> calls.incrementAndGet() == 1
                        ? Uni.createFrom().item(reply(CorrectModel.items(request), item -> !item.text()
                                .equals("text 0")))
                        : Uni.createFrom().nothing())
                .ask(TASK, items(3), Priority.ONLINE)
                .subscribe()
                .with(settled -> landed.add(settled.index()));
        assertThat(landed).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void a_failure_that_no_smaller_pack_cures_is_every_items_reason() {
        List<Settled> settled = settle(request -> Uni.createFrom().failure(new ModelFailure.QuotaExhausted()), 5);
        assertThat(settled).hasSize(5).allSatisfy(item -> assertThat(item.answer())
                .isInstanceOfSatisfying(
                        NoAnswer.class, reason -> assertThat(reason.code()).isEqualTo("provider_quota_exhausted")));
        assertThat(packSizes).containsExactly(5);
    }

    @Test
    void a_pack_that_the_content_filter_refuses_is_split_until_the_guilty_item_stands_alone() {
        List<Settled> settled = settle(
                request -> CorrectModel.items(request).stream()
                                .anyMatch(item -> item.text().equals("text 3"))
                        ? Uni.createFrom().failure(new ModelFailure.Filtered())
                        : Uni.createFrom().item(reply(CorrectModel.items(request), item -> true)),
                8);
        List<Answer> expected = new ArrayList<>(right(8));
        expected.set(3, new NoAnswer("content_filtered", new ModelFailure.Filtered().getMessage()));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(expected);
        assertThat(packSizes).containsExactlyInAnyOrder(8, 4, 4, 2, 2, 1, 1);
    }

    @Test
    void a_refusal_of_the_whole_pack_is_split_as_well() {
        List<Settled> settled = ask(
                4,
                seen -> seen.stream().anyMatch(item -> item.text().equals("text 1"))
                        ? new Reply("r", null, "I cannot help with that.", Finish.STOP, USAGE)
                        : reply(seen, item -> true));
        List<Answer> expected = new ArrayList<>(right(4));
        expected.set(1, new NoAnswer("answer_refused", Trouble.REFUSED.sentence()));
        assertThat(settled).extracting(Settled::answer).containsExactlyElementsOf(expected);
    }

    @Test
    void the_same_item_twice_in_a_pack_gets_two_answers() {
        Weighed twin = TASK.packer().weigh(new Item("same", "text 1"));
        List<Settled> settled = asker(
                        request -> Uni.createFrom().item(reply(CorrectModel.items(request), item -> true)))
                .ask(TASK, List.of(twin, twin), Priority.ONLINE)
                .collect()
                .asList()
                .await()
                .indefinitely();
        assertThat(settled).extracting(Settled::index).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void every_asking_has_its_own_id_and_other_slot_numbers() {
        List<ChatRequest> requests = new ArrayList<>();
        settle(
                request -> {
                    requests.add(request);
                    return Uni.createFrom().item(CorrectModel.text(""));
                },
                1);
        assertThat(requests).extracting(ChatRequest::id).doesNotHaveDuplicates().hasSize(3);
        assertThat(requests).extracting(request -> request.messages().get(1)).doesNotHaveDuplicates();
    }

    static List<Integer> blocks() {
        return Seeds.blocks(4_000);
    }

    @ParameterizedTest(name = "seeds {0}..")
    @MethodSource("blocks")
    void whatever_the_model_does_every_item_settles_once_never_wrongly_and_shares_add_up(int block) {
        Seeds.each(block, seed -> {
            var random = new Random(seed);
            var bill = new ArrayList<Usage>();
            List<Settled> settled = settle(
                    request -> {
                        Uni<Reply> reply = chaos(CorrectModel.items(request), random);
                        return reply.invoke(r -> bill.add(r.usage()));
                    },
                    1 + random.nextInt(30));
            assertThat(settled.stream().map(Settled::index).sorted())
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(
                            IntStream.range(0, settled.size()).boxed().toList());
            assertThat(settled).as("seed %d", seed).allSatisfy(item -> assertThat(
                            item.answer().equals(label("text " + item.index())) || item.answer() instanceof NoAnswer)
                    .as("%s", item)
                    .isTrue());
            assertThat(settled.stream()
                            .flatMap(item -> item.shares().stream())
                            .map(Share::usage)
                            .reduce(Usage.NONE, Usage::plus))
                    .isEqualTo(bill.stream().reduce(Usage.NONE, Usage::plus));
            assertThat(settled.stream()
                            .flatMap(item -> item.shares().stream())
                            .collect(Collectors.groupingBy(Share::callId))
                            .values())
                    .as("seed %d", seed)
                    .allSatisfy(
                            call -> assertThat(call).extracting(Share::items).containsOnly(call.size()));
        });
    }

    /** Right answers, spoilt in ways that can be known from the reply alone. */
    private static Uni<Reply> chaos(List<Seen> seen, Random random) {
        List<Seen> shuffled = new ArrayList<>(seen);
        Collections.shuffle(shuffled, random);
        return switch (random.nextInt(12)) {
            case 0 -> Uni.createFrom().failure(new ModelFailure.TooLong());
            case 1 -> Uni.createFrom().item(shifted(seen));
            case 2 -> Uni.createFrom().item(reply(seen, item -> random.nextInt(3) > 0));
            case 3 -> Uni.createFrom().item(with(Finish.LENGTH, reply(seen, item -> true), random));
            case 4 -> Uni.createFrom().item(new Reply("r", null, null, Finish.STOP, USAGE));
            case 5 -> Uni.createFrom().item(new Reply("r", null, "no", Finish.STOP, USAGE));
            case 6 -> Uni.createFrom().item(with(lines(seen, item -> true) + lines(seen, item -> true)));
            case 7 -> Uni.createFrom().item(with(lines(seen, item -> true) + "[99] POSITIVE\n"));
            case 8 ->
                Uni.createFrom()
                        .item(with(lines(seen, item -> true)
                                + lines(seen.subList(0, 1), item -> true).replaceAll("\\] .*", "] NEUTRAL")));
            case 9 -> Uni.createFrom().item(with("Sure!\n```\n" + lines(shuffled, item -> true) + "```\nDone."));
            case 10 -> Uni.createFrom().item(with(lines(seen, item -> true).replace("POSITIVE", "AWFUL")));
            default -> Uni.createFrom().item(reply(seen, item -> true));
        };
    }

    private static Reply with(Finish finish, Reply reply, Random random) {
        String text = String.valueOf(reply.text());
        return new Reply("r", text.substring(0, random.nextInt(text.length() + 1)), null, finish, USAGE);
    }

    /** The first item is left out, all others move up. */
    private static Reply shifted(List<Seen> seen) {
        var text = new StringBuilder();
        for (int i = 1; i < seen.size(); i++) {
            text.append("[")
                    .append(seen.get(i - 1).number())
                    .append("] ")
                    .append(label(seen.get(i).text()).label())
                    .append("\n");
        }
        return with(text.toString());
    }

    private static Reply reply(List<Seen> seen, Function<Seen, Boolean> answered) {
        return with(lines(seen, answered));
    }

    private static Reply with(String text) {
        return new Reply("r", text, null, Finish.STOP, USAGE);
    }

    private static String lines(List<Seen> seen, Function<Seen, Boolean> answered) {
        return seen.stream()
                .filter(answered::apply)
                .map(item -> "[" + item.number() + "] " + label(item.text()).label() + "\n")
                .collect(Collectors.joining());
    }

    private static OneLabel label(String text) {
        return new OneLabel(Integer.parseInt(text.substring(5)) % 2 == 0 ? "POSITIVE" : "NEGATIVE");
    }

    private static List<Answer> right(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (Answer) label("text " + i))
                .toList();
    }

    private static final Prepared TASK = Tasks.prepared(Tasks.sentiment());
    private static final Usage USAGE = new Usage(101, 7, 53, 0);

    private List<Settled> ask(int items, Function<List<Seen>, Reply> model) {
        return settle(request -> Uni.createFrom().item(model.apply(CorrectModel.items(request))), items);
    }

    private List<Settled> settle(ChatModel model, int items) {
        return asker(model).ask(TASK, items(items), Priority.ONLINE).collect().asList().await().indefinitely().stream()
                .sorted((a, b) -> a.index() - b.index())
                .toList();
    }

    private static List<Weighed> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TASK.packer().weigh(new Item("id" + i, "text " + i)))
                .toList();
    }

    private Asker asker(ChatModel model) {
        var seeds = new Random(5);
        var ids = new AtomicInteger();
        ChatModel counted = request -> {
            packSizes.add(CorrectModel.items(request).size());
            return model.ask(request);
        };
        return new Asker(
                counted, new AskPolicy(3), seeds::nextLong, () -> "call-" + ids.incrementAndGet(), new AskEvents() {
                    @Override
                    public void repaired(Trouble trouble) {
                        repaired.merge(trouble, 1, Integer::sum);
                    }

                    @Override
                    public void compared(boolean kept) {
                        compared.add(kept);
                    }
                });
    }
}
