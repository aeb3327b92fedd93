package dev.sheaf.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place where files lie on their way: bounded, and never two of one name. */
class SpoolTest {
    @TempDir
    Path directory;

    private void drop(Spool spool, Path file) {
        spool.dropOn(Runnable::run, file).await().indefinitely();
    }

    @Test
    void what_is_promised_counts_before_it_is_written() {
        var spool = new Spool(directory, 100);
        spool.place("one", 60);

        assertThatThrownBy(() -> spool.place("two", 60)).isInstanceOf(Spool.Full.class);
        assertThat(spool.place("three", 40)).exists();
    }

    @Test
    void room_comes_back_when_a_file_leaves() {
        var spool = new Spool(directory, 100);
        drop(spool, spool.place("one", 60));

        assertThat(spool.place("two", 100)).exists();
    }

    @Test
    void a_file_that_is_larger_than_all_of_it_is_taken_alone() {
        var spool = new Spool(directory, 100);

        assertThat(spool.place("one", 500)).exists();
        assertThatThrownBy(() -> spool.place("two", 1)).isInstanceOf(Spool.Full.class);
    }

    @Test
    void two_replicas_never_write_into_one_file() {
        assertThat(new Spool(directory, 100).place("one", 1)).isNotEqualTo(new Spool(directory, 100).place("one", 1));
    }

    @Test
    void what_another_process_left_is_swept_and_what_is_in_use_is_not() throws IOException {
        var spool = new Spool(directory, 100);
        Path used = spool.place("used", 1);
        Path left = Files.createFile(directory.resolve("left"));

        int swept = spool.sweep(Instant.now().plus(Duration.ofHours(2)), Duration.ofHours(1));

        assertThat(swept).isOne();
        assertThat(left).doesNotExist();
        assertThat(used).exists();
    }

    @Test
    void what_was_touched_of_late_stays() throws IOException {
        Path young = Files.createFile(directory.resolve("young"));

        assertThat(new Spool(directory, 100).sweep(Instant.now(), Duration.ofHours(1)))
                .isZero();
        assertThat(young).exists();
    }
}
