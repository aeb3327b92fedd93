package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.gateway.FileStore.Draft;
import dev.sheaf.gateway.FileStore.Listing;
import dev.sheaf.gateway.FileStore.Page;
import dev.sheaf.pack.Seeds;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store of files does. */
public abstract class FileStoreContract {
    protected static final Duration HOLD = Duration.ofHours(1);
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int CHUNK = FileStore.CHUNK;

    /** Of its own for each test: a database is shared. */
    protected final String tenant = UUID.randomUUID().toString();

    protected abstract FileStore files();

    /** Lets time pass for the tenant's files. */
    protected abstract void pass(Duration time);

    /** Soon after the store's own now. */
    protected abstract Instant now();

    private static <T> T await(Uni<T> asked) {
        return asked.await().atMost(BOUND);
    }

    private NewFile file(String id, @Nullable Instant expires) {
        return new NewFile(tenant, id, FilePurpose.BATCH, "requests.jsonl", now(), expires);
    }

    private NewFile file(String id) {
        return file(id, null);
    }

    private StoredFile store(NewFile file, byte[]... pieces) {
        return await(files().write(file, Multi.createFrom().items(pieces)));
    }

    private byte[] read(StoredFile file, long from, long to) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        await(files().read(file, from, to).invoke(read::writeBytes).collect().last());
        return read.toByteArray();
    }

    private Optional<StoredFile> find(String id) {
        return await(files().find(tenant, id));
    }

    private void sweep() {
        await(Multi.createBy()
                .repeating()
                .uni(() -> files().sweep(10))
                .whilst(swept -> swept == 10)
                .collect()
                .last());
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    // writing

    @Test
    void a_file_is_found_as_it_was_written() {
        NewFile file = new NewFile(
                tenant, "file-1", FilePurpose.BATCH_OUTPUT, "Größe \"1\".jsonl", now(), now().plusSeconds(3_600));

        StoredFile stored = store(file, bytes(1, 1_000));

        assertThat(stored)
                .isEqualTo(new StoredFile(
                        tenant, "file-1", file.purpose(), file.name(), 1_000, file.createdAt(), file.expiresAt()));
        assertThat(find("file-1")).contains(stored);
        assertThat(read(stored, 0, 1_000)).isEqualTo(bytes(1, 1_000));
    }

    @Test
    void a_file_without_content_is_a_file() {
        StoredFile stored = store(file("file-empty"));

        assertThat(stored.bytes()).isZero();
        assertThat(find("file-empty")).contains(stored);
        assertThat(read(stored, 0, 0)).isEmpty();
    }

    @Test
    void nobody_sees_a_file_before_it_is_finished() {
        Draft draft = await(files().begin(file("file-1")));
        await(files().append(draft, bytes(1, CHUNK)));

        assertThat(find("file-1")).isEmpty();
        assertThat(page(null, null, 10, true).files()).isEmpty();
        assertThat(await(files().delete(tenant, "file-1"))).isFalse();

        StoredFile done = await(files().finish(draft, draft.file()));
        assertThat(find("file-1")).contains(done);
    }

    @Test
    void what_is_heard_last_counts_when_it_is_finished() {
        Draft draft = await(files().begin(file("file-1")));
        Instant expires = draft.file().createdAt().plusSeconds(7_200);
        NewFile known = new NewFile(
                tenant,
                "file-1",
                FilePurpose.BATCH,
                "requests.jsonl",
                draft.file().createdAt(),
                expires);

        assertThat(await(files().finish(draft, known)).expiresAt()).isEqualTo(expires);
    }

    @Test
    void a_draft_that_is_abandoned_takes_nothing_more() {
        Draft draft = await(files().begin(file("file-1")));
        await(files().abandon(draft));

        assertThatThrownBy(() -> await(files().append(draft, bytes(1, 1)))).isInstanceOf(FileGone.class);
        assertThatThrownBy(() -> await(files().finish(draft, draft.file()))).isInstanceOf(FileGone.class);
        assertThat(find("file-1")).isEmpty();
    }

    @Test
    void a_file_that_is_finished_is_not_abandoned() {
        Draft draft = await(files().begin(file("file-1")));
        await(files().finish(draft, draft.file()));

        await(files().abandon(draft));

        assertThat(find("file-1")).isPresent();
        assertThatThrownBy(() -> await(files().append(draft, bytes(1, 1)))).isInstanceOf(FileGone.class);
    }

    @Test
    void nothing_follows_a_chunk_that_is_not_full() {
        Draft draft = await(files().begin(file("file-1")));
        await(files().append(draft, bytes(1, CHUNK)));
        await(files().append(draft, bytes(2, 1)));

        assertThatThrownBy(() -> await(files().append(draft, bytes(3, 1)))).isInstanceOf(FileGone.class);
    }

    @Test
    void a_second_run_begins_a_file_anew_and_the_first_can_do_no_more_to_it() {
        Draft first = await(files().begin(file("file-1")));
        await(files().append(first, bytes(1, CHUNK)));

        StoredFile stored = store(file("file-1"), bytes(2, 10));

        assertThatThrownBy(() -> await(files().append(first, bytes(3, 1)))).isInstanceOf(FileGone.class);
        await(files().abandon(first));
        assertThat(find("file-1")).contains(stored);
        assertThat(read(stored, 0, stored.bytes())).isEqualTo(bytes(2, 10));
    }

    @Test
    void a_file_that_is_there_is_not_written_again() {
        StoredFile stored = store(file("file-1"), bytes(1, 10));

        assertThat(await(files().write(
                                file("file-1"), Multi.createFrom().failure(new AssertionError("nobody asks for it")))))
                .isEqualTo(stored);
        assertThatThrownBy(() -> await(files().begin(file("file-1")))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void content_that_breaks_off_leaves_nothing_behind() {
        Multi<byte[]> content = Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(bytes(1, CHUNK + 1)),
                        Multi.createFrom().failure(new IllegalStateException("broken off")));

        assertThatThrownBy(() -> await(files().write(file("file-1"), content))).hasMessage("broken off");

        assertThat(find("file-1")).isEmpty();
        pass(HOLD.multipliedBy(2));
        assertThat(await(files().sweep(10))).as("what is left to sweep").isZero();
    }

    static List<Integer> seeds() {
        return Seeds.some(100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void any_pieces_make_the_file_and_any_range_is_its_slice(int seed) {
        Random random = new Random(seed);
        int length =
                switch (seed % 4) {
                    case 0 -> CHUNK * random.nextInt(4);
                    case 1 -> CHUNK * (1 + random.nextInt(3)) + random.nextInt(3) - 1;
                    default -> random.nextInt(4 * CHUNK);
                };
        byte[] content = bytes(seed, length);

        StoredFile stored = store(file("file-" + seed), pieces(content, random));

        assertThat(stored.bytes()).isEqualTo(length);
        assertThat(read(stored, 0, length)).isEqualTo(content);
        for (int i = 0; i < 20; i++) {
            int from = edge(random, length);
            int to = from + edge(random, length - from);
            assertThat(read(stored, from, to))
                    .as("%d to %d of %d", from, to, length)
                    .isEqualTo(Arrays.copyOfRange(content, from, to));
        }
    }

    /** Somewhere, or at the edge of a chunk. */
    private static int edge(Random random, int most) {
        int edge = CHUNK * random.nextInt(5) + random.nextInt(3) - 1;
        return random.nextBoolean() && edge >= 0 && edge <= most ? edge : random.nextInt(most + 1);
    }

    private static byte[][] pieces(byte[] content, Random random) {
        int[] cuts = IntStream.concat(
                        IntStream.of(0, content.length), random.ints(random.nextInt(20), 0, content.length + 1))
                .sorted()
                .toArray();
        return IntStream.range(1, cuts.length)
                .mapToObj(i -> Arrays.copyOfRange(content, cuts[i - 1], cuts[i]))
                .toArray(byte[][]::new);
    }

    // reading

    @Test
    void a_reader_gets_what_it_asks_for_and_no_more() {
        StoredFile stored = store(file("file-1"), bytes(1, 5 * CHUNK));

        AssertSubscriber<byte[]> reader =
                files().read(stored, 0, stored.bytes()).subscribe().withSubscriber(AssertSubscriber.create(2));
        reader.awaitItems(2, BOUND);

        assertThat(reader.getItems()).hasSize(2);
        reader.cancel();
        assertThat(await(files().delete(tenant, "file-1")))
                .as("nothing is held by a reader that stopped")
                .isTrue();
    }

    @Test
    void a_file_that_is_deleted_while_it_is_read_breaks_off() {
        StoredFile stored = store(file("file-1"), bytes(1, 5 * CHUNK));
        AssertSubscriber<byte[]> reader =
                files().read(stored, 0, stored.bytes()).subscribe().withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1, BOUND);
        await(files().delete(tenant, "file-1"));

        reader.request(10).awaitFailure(BOUND).assertFailedWith(FileGone.class);
    }

    @Test
    void bytes_that_a_file_does_not_have_are_not_asked_for() {
        StoredFile stored = store(file("file-1"), bytes(1, 10));

        assertThatThrownBy(() -> files().read(stored, 0, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files().read(stored, 6, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files().read(stored, -1, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    // who sees what, and how long

    @Test
    void a_file_is_its_tenants_alone() {
        store(file("file-1"), bytes(1, 10));
        String other = UUID.randomUUID().toString();

        assertThat(await(files().find(other, "file-1"))).isEmpty();
        assertThat(await(files().delete(other, "file-1"))).isFalse();
        assertThat(await(files().list(other, new Listing(null, null, 10, true))))
                .get()
                .extracting(Page::files)
                .isEqualTo(List.of());
        assertThat(await(files().list(other, new Listing(null, "file-1", 10, true))))
                .isEmpty();
        assertThat(find("file-1")).isPresent();
    }

    @Test
    void two_tenants_files_of_one_name_are_two() {
        String other = UUID.randomUUID().toString();
        store(file("file-1"), bytes(1, 10));
        await(files().write(
                        new NewFile(other, "file-1", FilePurpose.BATCH, "x", now(), null),
                        Multi.createFrom().item(bytes(2, 20))));

        assertThat(await(files().delete(other, "file-1"))).isTrue();

        assertThat(find("file-1").orElseThrow().bytes()).isEqualTo(10);
    }

    @Test
    void a_file_that_is_deleted_is_gone() {
        store(file("file-1"), bytes(1, CHUNK + 1));

        assertThat(await(files().delete(tenant, "file-1"))).isTrue();
        assertThat(await(files().delete(tenant, "file-1"))).isFalse();
        assertThat(find("file-1")).isEmpty();
    }

    @Test
    void an_expired_file_is_gone_and_swept_away() {
        store(file("file-short", now().plusSeconds(3_600)), bytes(1, 10));
        store(file("file-long", now().plusSeconds(36_000)), bytes(1, 10));
        store(file("file-ever"), bytes(1, 10));

        pass(Duration.ofHours(2));

        assertThat(find("file-short")).isEmpty();
        assertThat(await(files().delete(tenant, "file-short"))).isFalse();
        assertThat(ids(page(null, null, 10, true))).containsExactlyInAnyOrder("file-long", "file-ever");
        sweep();
        assertThat(ids(page(null, null, 10, true))).containsExactlyInAnyOrder("file-long", "file-ever");
    }

    @Test
    void the_name_of_an_expired_file_is_free() {
        store(file("file-1", now().plusSeconds(3_600)), bytes(1, 10));
        pass(Duration.ofHours(2));

        assertThat(store(file("file-1"), bytes(2, 20)).bytes()).isEqualTo(20);
    }

    @Test
    void a_draft_that_nobody_comes_back_for_is_swept_away() {
        Draft left = await(files().begin(file("file-left")));
        pass(HOLD.multipliedBy(2));
        Draft written = await(files().begin(file("file-written")));

        sweep();

        assertThatThrownBy(() -> await(files().append(left, bytes(1, 1)))).isInstanceOf(FileGone.class);
        await(files().append(written, bytes(1, 1)));
    }

    @Test
    void a_draft_lives_as_long_as_more_of_it_comes() {
        Draft draft = await(files().begin(file("file-1")));
        for (int i = 0; i < 4; i++) {
            pass(HOLD.multipliedBy(2).dividedBy(3));
            await(files().append(draft, bytes(i, CHUNK)));
            pass(HOLD.dividedBy(3));
            sweep();
        }
        assertThat(await(files().finish(draft, draft.file())).bytes()).isEqualTo(4L * CHUNK);
    }

    @Test
    void a_sweep_takes_no_more_than_it_is_told() {
        for (int i = 0; i < 3; i++) {
            await(files().begin(file("file-" + i)));
        }
        pass(HOLD.multipliedBy(2));

        assertThat(await(files().sweep(2))).isEqualTo(2);
    }

    // lists

    private Page page(@Nullable FilePurpose purpose, @Nullable String after, int limit, boolean ascending) {
        return await(files().list(tenant, new Listing(purpose, after, limit, ascending)))
                .orElseThrow();
    }

    private static List<String> ids(Page page) {
        return page.files().stream().map(StoredFile::id).toList();
    }

    private void storeFive() {
        Instant begin = now();
        for (int i = 1; i <= 5; i++) {
            FilePurpose purpose = i % 2 == 0 ? FilePurpose.BATCH_OUTPUT : FilePurpose.BATCH;
            store(new NewFile(tenant, "file-" + i, purpose, "x", begin.plusMillis(i / 2), null));
        }
    }

    @Test
    void files_are_listed_by_their_time_a_page_at_a_time() {
        storeFive();

        Page first = page(null, null, 2, true);
        Page second = page(null, "file-2", 2, true);
        Page third = page(null, "file-4", 2, true);

        assertThat(ids(first)).containsExactly("file-1", "file-2");
        assertThat(ids(second)).containsExactly("file-3", "file-4");
        assertThat(ids(third)).containsExactly("file-5");
        assertThat(List.of(first.more(), second.more(), third.more())).containsExactly(true, true, false);
    }

    @Test
    void the_newest_come_first_where_that_is_asked_for() {
        storeFive();

        assertThat(ids(page(null, null, 10, false))).containsExactly("file-5", "file-4", "file-3", "file-2", "file-1");
        assertThat(ids(page(null, "file-3", 1, false))).containsExactly("file-2");
        assertThat(page(null, "file-3", 2, false).more()).isFalse();
    }

    @Test
    void files_are_listed_by_what_they_are_for() {
        storeFive();

        assertThat(ids(page(FilePurpose.BATCH_OUTPUT, null, 10, true))).containsExactly("file-2", "file-4");
        assertThat(ids(page(FilePurpose.BATCH, "file-2", 1, true))).containsExactly("file-3");
    }

    @Test
    void there_is_no_page_behind_a_file_that_is_not_there() {
        storeFive();

        assertThat(await(files().list(tenant, new Listing(null, "file-6", 2, true))))
                .isEmpty();
    }
}
