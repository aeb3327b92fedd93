package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.events.BatchNews.Effect;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What comes of the provider's news, wherever they are kept. */
public abstract class BatchNewsContract {
    private static final Duration MEMORY = Duration.ofMinutes(15);
    private static final Duration BOUND = Duration.ofSeconds(30);

    protected final String batch = "batch_" + UUID.randomUUID();

    protected abstract BatchNews news();

    /** A part is there whose order is under way; its batch is not known yet. */
    protected abstract void order();

    /** The part's batch is written down; it is to be asked for in a day. */
    protected abstract void ordered();

    /** Whether the part's next step is due now. */
    protected abstract boolean isDue();

    protected abstract void pass(Duration time);

    protected static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private static String message() {
        return "wh_" + UUID.randomUUID();
    }

    @Test
    void a_part_whose_batch_has_ended_is_due_at_once() {
        order();
        ordered();
        assertThat(isDue()).isFalse();

        assertThat(await(news().ended(message(), batch, MEMORY))).isEqualTo(Effect.CALLED);

        assertThat(isDue()).isTrue();
    }

    @Test
    void a_batch_that_nobody_waits_for_is_unknown() {
        assertThat(await(news().ended(message(), batch, MEMORY))).isEqualTo(Effect.UNKNOWN);
    }

    @Test
    void news_that_come_before_the_orders_answer_count_when_that_comes() {
        order();
        assertThat(await(news().ended(message(), batch, MEMORY))).isEqualTo(Effect.UNKNOWN);

        ordered();

        assertThat(isDue()).isTrue();
    }

    @Test
    void a_message_counts_once_however_many_hear_it_at_the_same_time() {
        order();
        ordered();
        String message = message();

        List<Effect> effects = await(Uni.join()
                .all(IntStream.range(0, 5)
                        .mapToObj(i -> news().ended(message, batch, MEMORY))
                        .toList())
                .andFailFast());

        assertThat(effects).containsOnlyOnce(Effect.CALLED);
        assertThat(effects).filteredOn(effect -> effect == Effect.REPEATED).hasSize(4);
    }

    @Test
    void a_message_is_remembered_as_long_as_it_was_asked_for() {
        String message = message();
        await(news().ended(message, batch, MEMORY));
        pass(MEMORY.minusSeconds(30));

        assertThat(await(news().ended(message, batch, MEMORY))).isEqualTo(Effect.REPEATED);
    }
}
