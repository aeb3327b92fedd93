package dev.sheaf.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How much is held between a sender and a slow store, and what is left where writing ends early. */
class FileWriterTest {
    private static final Instant NOW = Instant.parse("2026-08-01T12:00:00Z");
    private static final int CHUNK = FileStore.CHUNK;

    private final MemoryFiles files = new MemoryFiles(NOW, Duration.ofHours(1));
    private final NewFile file = new NewFile("t", "file-1", FilePurpose.BATCH_OUTPUT, "out.jsonl", NOW, null);
    private final Deque<UniEmitter<? super Void>> stalled = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();

    /** The disk is as slow as the test wants it. */
    private void stall() {
        files.appending = append -> Uni.createFrom().<Void>emitter(stalled::add).chain(() -> append);
    }

    private Multi<byte[]> content(int pieces, int length) {
        return Multi.createFrom()
                .range(0, pieces)
                .invoke(asked::incrementAndGet)
                .map(n -> new byte[length]);
    }

    @Test
    void a_sender_is_never_more_than_two_pieces_ahead_of_what_is_stored() {
        stall();
        UniAssertSubscriber<StoredFile> writer =
                files.write(file, content(100, CHUNK)).subscribe().withSubscriber(UniAssertSubscriber.create());
        for (int stored = 0; stored < 100; stored++) {
            assertThat(asked.get()).as("asked for").isBetween(stored + 1, stored + 2);
            assertThat(stalled).as("chunks being stored").hasSize(1);
            stalled.remove().complete(null);
        }
        assertThat(writer.awaitItem().getItem().bytes()).isEqualTo(100L * CHUNK);
    }

    @Test
    void a_writing_that_is_cancelled_leaves_nothing_behind() {
        stall();
        UniAssertSubscriber<StoredFile> writer =
                files.write(file, content(10, CHUNK / 2)).subscribe().withSubscriber(UniAssertSubscriber.create());
        assertThat(files.size()).isOne();

        writer.cancel();

        assertThat(files.size()).isZero();
        assertThat(asked.get()).isLessThan(10);
    }

    @Test
    void a_writing_that_is_cancelled_while_it_begins_leaves_nothing_behind() {
        Deque<UniEmitter<? super Void>> beginning = new ArrayDeque<>();
        files.beginning =
                begin -> Uni.createFrom().<Void>emitter(beginning::add).chain(() -> begin);
        UniAssertSubscriber<StoredFile> writer =
                files.write(file, content(10, CHUNK)).subscribe().withSubscriber(UniAssertSubscriber.create());

        writer.cancel();
        beginning.forEach(begin -> begin.complete(null));

        assertThat(files.size()).isZero();
    }

    @Test
    void a_chunk_that_cannot_be_stored_ends_the_writing_and_leaves_nothing_behind() {
        AtomicInteger chunks = new AtomicInteger();
        files.appending = append -> chunks.incrementAndGet() == 3
                ? Uni.createFrom().failure(new IllegalStateException("disk full"))
                : append;

        assertThatThrownBy(() -> files.write(file, content(10, CHUNK)).await().indefinitely())
                .hasMessage("disk full");

        assertThat(chunks.get()).isEqualTo(3);
        assertThat(files.size()).isZero();
    }
}
