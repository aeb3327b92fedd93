package dev.sheaf.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.task.TaskCatalog.Put;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every catalog does. */
public abstract class TaskCatalogContract {
    protected static final TaskDefaults DEFAULTS = new TaskDefaults("gpt-4o-mini", 8_000, 4_000, Duration.ofMillis(20));
    private static final Instant BEGIN = Instant.parse("2026-08-01T12:00:00Z");
    private static final int AT_ONCE = 8;

    /** The catalog's clock. */
    protected final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

    private final ObjectMapper json = new ObjectMapper();
    /** Of its own for each test: a database is shared. */
    private final String tenant = UUID.randomUUID().toString();

    protected abstract TaskCatalog catalog();

    protected abstract <T> T await(Supplier<Uni<T>> asked);

    @Test
    void what_was_put_is_found() {
        TaskDefinition definition = labels("A", "B");
        Put put = put("movies", definition);

        assertThat(put)
                .isEqualTo(new Put(
                        new Task(tenant, "movies", DefinitionJson.version(definition), definition, BEGIN), true));
        assertThat(find("movies")).contains(put.task());
        assertThat(versions("movies")).containsExactly(put.task());
    }

    @Test
    void a_version_is_found_by_its_address_even_when_its_name_is_gone() {
        Task first = put("movies", labels("A", "B")).task();
        later();
        put("movies", labels("A", "B", "C"));
        await(() -> catalog().delete(tenant, "movies"));

        assertThat(await(() -> catalog().version(tenant, "movies", first.version())))
                .contains(first);
        assertThat(await(() -> catalog().version(tenant, "movies", "0"))).isEmpty();
        assertThat(await(() -> catalog().version("another", "movies", first.version())))
                .isEmpty();
    }

    @Test
    void the_same_definition_again_changes_nothing() {
        Task first = put("movies", labels("A", "B")).task();
        later();

        assertThat(put("movies", labels("A", "B"))).isEqualTo(new Put(first, false));
        assertThat(versions("movies")).containsExactly(first);
    }

    @Test
    void another_definition_is_a_new_version_and_the_current_one() {
        Task first = put("movies", labels("A", "B")).task();
        later();
        Put second = put("movies", labels("A", "B", "C"));

        assertThat(second.created()).isFalse();
        assertThat(second.task().version()).isNotEqualTo(first.version());
        assertThat(find("movies")).contains(second.task());
        assertThat(versions("movies")).containsExactly(second.task(), first);
    }

    @Test
    void an_older_definition_becomes_current_again_with_its_own_date() {
        Task first = put("movies", labels("A", "B")).task();
        later();
        Task second = put("movies", labels("A", "B", "C")).task();
        later();

        assertThat(put("movies", labels("A", "B"))).isEqualTo(new Put(first, false));
        assertThat(find("movies")).contains(first);
        assertThat(versions("movies")).containsExactly(second, first);
    }

    @Test
    void tasks_are_listed_by_name_each_in_its_current_version() {
        put("b", labels("A", "B"));
        Stream.of("b.a", "ba", "b_a", "a", "0", "b-a").forEach(name -> put(name, labels("A")));
        Task current = put("b", labels("B", "A")).task();

        assertThat(list()).extracting(Task::name).containsExactly("0", "a", "b", "b-a", "b.a", "b_a", "ba");
        assertThat(list()).contains(current);
    }

    @Test
    void a_deleted_task_is_gone_and_its_name_is_free() {
        Task first = put("movies", labels("A", "B")).task();

        assertThat(delete("movies")).isTrue();
        assertThat(find("movies")).isEmpty();
        assertThat(versions("movies")).isEmpty();
        assertThat(list()).isEmpty();
        assertThat(delete("movies")).isFalse();
        later();
        assertThat(put("movies", labels("A", "B"))).isEqualTo(new Put(first, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "", "NO NAME", "a\u0000b", "\ud83d", "'; drop table task; --"})
    void a_name_that_was_never_put_is_nowhere(String name) {
        assertThat(find(name)).isEmpty();
        assertThat(versions(name)).isEmpty();
        assertThat(delete(name)).isFalse();
    }

    @Test
    void tenants_never_see_each_other() {
        String other = UUID.randomUUID().toString();
        Task ours = put("movies", labels("A", "B")).task();
        Task theirs =
                await(() -> catalog().put(other, "movies", labels("C", "D"))).task();

        assertThat(find("movies")).contains(ours);
        assertThat(list()).containsExactly(ours);
        assertThat(versions("movies")).containsExactly(ours);
        assertThat(delete("movies")).isTrue();
        assertThat(await(() -> catalog().list(other))).containsExactly(theirs);
    }

    @Test
    void two_tasks_may_have_the_same_definition() {
        String version = put("one", labels("A", "B")).task().version();
        Put two = put("two", labels("A", "B"));

        assertThat(two.created()).isTrue();
        assertThat(two.task().version()).isEqualTo(version);
        assertThat(delete("one")).isTrue();
        assertThat(find("two")).contains(two.task());
    }

    @Test
    void unusual_text_comes_back_as_it_was_written() {
        TaskDefinition unusual = definition("""
                {"instructions":"\\t«Grüße» 🌾 مرحبا \\u0001 \\\\u0000 \\"{}\\" ' -- $1 :name ?1\\r\\n\\u2028",
                 "labels":[{"name":"Ä 🌾","description":"'; drop table task; --"},"ja"],
                 "parameters":{"x":{"z":1.5,"a":[null,1e3,12345678901234567890]}}}""");
        put("unusual", unusual);

        assertThat(find("unusual").orElseThrow().definition()).isEqualTo(unusual);
    }

    @Test
    void the_order_of_a_schemas_properties_is_kept_and_part_of_the_version() {
        TaskDefinition definition = fields("\"z\":{\"type\":\"string\"},\"a\":{\"type\":\"integer\"}");
        TaskDefinition turned = fields("\"a\":{\"type\":\"integer\"},\"z\":{\"type\":\"string\"}");
        String version = put("facts", definition).task().version();

        assertThat(DefinitionJson.write(find("facts").orElseThrow().definition()))
                .hasToString(DefinitionJson.write(definition).toString());
        assertThat(put("facts", turned).task().version()).isNotEqualTo(version);
    }

    @Test
    void the_same_definition_put_at_once_makes_one_version_and_one_is_told_that_it_is_new() {
        List<Put> puts = atOnce(who -> put("movies", labels("A", "B")));

        assertThat(puts).extracting(Put::created).containsOnlyOnce(true);
        assertThat(puts).extracting(Put::task).containsOnly(find("movies").orElseThrow());
        assertThat(versions("movies")).hasSize(1);
    }

    @Test
    void different_definitions_put_at_once_are_all_kept_and_each_caller_is_told_its_own() {
        List<Put> puts = atOnce(who -> put("movies", labels("A", "B" + who)));

        assertThat(puts).extracting(Put::created).containsOnlyOnce(true);
        for (int who = 0; who < AT_ONCE; who++) {
            assertThat(puts.get(who).task().definition()).isEqualTo(labels("A", "B" + who));
        }
        assertThat(versions("movies")).hasSize(AT_ONCE);
        assertThat(puts).extracting(Put::task).contains(find("movies").orElseThrow());
    }

    @Test
    void of_those_who_delete_at_once_one_is_told_that_it_did() {
        put("movies", labels("A", "B"));

        assertThat(atOnce(who -> delete("movies"))).containsOnlyOnce(true);
    }

    private static <T> List<T> atOnce(IntFunction<T> deed) {
        var barrier = new CyclicBarrier(AT_ONCE);
        List<CompletableFuture<T>> all = IntStream.range(0, AT_ONCE)
                .mapToObj(who -> CompletableFuture.supplyAsync(
                        () -> {
                            meet(barrier);
                            return deed.apply(who);
                        },
                        work -> new Thread(work).start()))
                .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void later() {
        now.updateAndGet(before -> before.plusSeconds(1));
    }

    private Put put(String name, TaskDefinition definition) {
        return await(() -> catalog().put(tenant, name, definition));
    }

    private Optional<Task> find(String name) {
        return await(() -> catalog().find(tenant, name));
    }

    private List<Task> list() {
        return await(() -> catalog().list(tenant));
    }

    private List<Task> versions(String name) {
        return await(() -> catalog().versions(tenant, name));
    }

    private boolean delete(String name) {
        return await(() -> catalog().delete(tenant, name));
    }

    private TaskDefinition labels(String... names) {
        return definition("{\"instructions\":\"Classify.\",\"labels\":[\"" + String.join("\",\"", names) + "\"]}");
    }

    private TaskDefinition fields(String properties) {
        return definition("{\"instructions\":\"Extract.\",\"schema\":{\"type\":\"object\",\"properties\":{" + properties
                + "},\"required\":[\"z\",\"a\"],\"additionalProperties\":false}}");
    }

    private TaskDefinition definition(String text) {
        try {
            DefinitionReader.Result result = new DefinitionReader(DEFAULTS).read(json.readTree(text));
            assertThat(result.violations()).isEmpty();
            return result.definition().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
