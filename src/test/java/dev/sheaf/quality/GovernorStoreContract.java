package dev.sheaf.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.quality.GovernorStore.Kept;
import dev.sheaf.quality.GovernorStore.Key;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of the sizes of packs, wherever that is. */
public abstract class GovernorStoreContract {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

    /** Of its own for each test: a database is shared. */
    private final Key key = new Key("default", "task", UUID.randomUUID().toString(), "model");

    protected abstract GovernorStore store();

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private static Kept kept(long revision, Governed governed) {
        return new Kept(governed, new CheckSpend(TODAY, 17 * revision), revision);
    }

    private static Governed seen() {
        Governed governed = Governed.start(40);
        for (int i = 0; i < 200; i++) {
            governed = governed.served(governed.items(), i % 3 == 0 ? Comparison.PACK_ODD : Comparison.AGREED, 0.95);
        }
        return governed.tried(2 * governed.items(), List.of(Comparison.ALONE_ODD, Comparison.ALL_DIFFER), 0.95);
    }

    @Test
    void what_was_never_written_is_not_there() {
        assertThat(await(store().find(key))).isEmpty();
    }

    @Test
    void what_was_written_is_read_again_to_the_last_digit() {
        assertThat(seen().items()).isLessThan(40);
        assertThat(await(store().write(key, kept(1, seen())))).isTrue();

        assertThat(await(store().find(key))).contains(kept(1, seen()));
    }

    @Test
    void the_next_revision_takes_the_place_of_the_last() {
        await(store().write(key, kept(1, Governed.start(40))));

        assertThat(await(store().write(key, kept(2, seen())))).isTrue();
        assertThat(await(store().find(key))).contains(kept(2, seen()));
    }

    @Test
    void who_comes_second_changes_nothing() {
        await(store().write(key, kept(1, Governed.start(40))));
        await(store().write(key, kept(2, seen())));

        assertThat(await(store().write(key, kept(1, Governed.start(40))))).isFalse();
        assertThat(await(store().write(key, kept(2, Governed.start(40))))).isFalse();
        assertThat(await(store().write(key, kept(4, Governed.start(40))))).isFalse();
        assertThat(await(store().find(key))).contains(kept(2, seen()));
    }

    @Test
    void of_all_who_begin_at_once_one_does() {
        List<Boolean> done = await(Uni.join()
                .all(IntStream.range(0, 8)
                        .mapToObj(one -> store().write(key, kept(1, Governed.start(40))))
                        .toList())
                .andFailFast());

        assertThat(done).containsOnlyOnce(true);
    }

    @Test
    void versions_models_and_tenants_know_nothing_of_each_other() {
        await(store().write(key, kept(1, seen())));

        assertThat(await(store().find(new Key("other", key.task(), key.version(), key.model()))))
                .isEmpty();
        assertThat(await(store().find(new Key(key.tenant(), key.task(), "other", key.model()))))
                .isEmpty();
        assertThat(await(store().find(new Key(key.tenant(), key.task(), key.version(), "other"))))
                .isEmpty();
    }
}
