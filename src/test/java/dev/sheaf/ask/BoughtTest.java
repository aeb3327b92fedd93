package dev.sheaf.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Tasks;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the books are told of the calls that are made for a pack. */
class BoughtTest {
    private static final Prepared TASK = Tasks.prepared(Tasks.sentiment());

    private final List<Bought> bought = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();

    private Asker asker(ChatModel model) {
        return new Asker(model, new AskPolicy(3), () -> 7, () -> "call-" + calls.incrementAndGet(), new AskEvents() {
            @Override
            public void bought(Bought call) {
                bought.add(call);
            }
        });
    }

    private static List<Weighed> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TASK.packer().weigh(new Item("id" + i, "text " + i)))
                .toList();
    }

    private static Uni<Reply> right(ChatRequest request) {
        return Uni.createFrom().item(CorrectModel.reply(request, text -> "POSITIVE"));
    }

    private static Uni<Reply> rightButTheFirst(ChatRequest request) {
        boolean whole = CorrectModel.items(request).size() < 4;
        return Uni.createFrom()
                .item(CorrectModel.reply(
                        request, text -> whole || !text.equals("text 0") ? "POSITIVE" : "no such label"));
    }

    @Test
    void an_item_counts_where_it_is_asked_for_the_first_time() {
        asker(BoughtTest::rightButTheFirst)
                .ask(TASK, items(4), Priority.ONLINE)
                .collect()
                .asList()
                .await()
                .indefinitely();

        assertThat(bought).extracting(Bought::items).containsExactly(4, 1);
        assertThat(bought).extracting(Bought::first).containsExactly(true, false);
        assertThat(bought).extracting(Bought::id).containsExactly("call-1", "call-2");
        assertThat(bought).allMatch(Bought::confirmed);
    }

    @Test
    void what_is_asked_elsewhere_as_well_counts_nowhere() {
        asker(BoughtTest::right)
                .again(TASK, items(4), Priority.BACKGROUND)
                .collect()
                .asList()
                .await()
                .indefinitely();

        assertThat(bought).singleElement().satisfies(one -> {
            assertThat(one.first()).isFalse();
            assertThat(one.call().content().first()).isFalse();
            assertThat(one.call().content().items()).isEqualTo(4);
        });
    }

    @Test
    void an_attempt_without_a_reply_is_booked_by_what_such_calls_usually_cost() {
        ChatModel losing = new ChatModel() {
            @Override
            public Uni<Reply> ask(ChatRequest request) {
                return right(request);
            }

            @Override
            public Uni<Reply> ask(ChatRequest request, Consumer<ModelFailure> lost) {
                lost.accept(new ModelFailure.TimedOut(Duration.ofSeconds(1)));
                return right(request);
            }
        };

        asker(losing)
                .ask(TASK, items(4), Priority.ONLINE)
                .collect()
                .asList()
                .await()
                .indefinitely();

        assertThat(bought).extracting(Bought::id).containsExactly("call-1/1", "call-1");
        assertThat(bought).extracting(Bought::confirmed).containsExactly(false, true);
        assertThat(bought.get(0).usage().outputTokens()).isPositive();
        assertThat(bought.get(0).call().content().first())
                .as("it stands on our side alone")
                .isFalse();
    }
}
