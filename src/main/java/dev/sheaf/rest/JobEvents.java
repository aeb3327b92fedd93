package dev.sheaf.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.bulk.Job;
import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A job's news as server-sent events, until it is over or gone. */
final class JobEvents {
    /** Proxies end connections on which nothing moves. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final JobWatch watch;
    private final ObjectMapper json;
    private final long silentLooks;
    private Job last;
    private long silent;

    JobEvents(JobWatch watch, ObjectMapper json, Job job) {
        this.watch = watch;
        this.json = json;
        this.last = job;
        this.silentLooks = Math.max(
                1, LONGEST_SILENCE.toMillis() / Math.max(1, watch.interval().toMillis()));
    }

    Multi<byte[]> bytes() {
        Multi<byte[]> first = Multi.createFrom().item(() -> event(last));
        if (last.state().isOver()) {
            return first;
        }
        Multi<byte[]> further = watch.looks(last.tenant(), last.id())
                .select()
                .first(this::goesOn)
                .map(this::news)
                .filter(bytes -> bytes.length > 0);
        Multi<byte[]> end = Multi.createFrom()
                .deferred(() -> isOver()
                        ? Multi.createFrom().item(event(last))
                        : Multi.createFrom().empty());
        return Multi.createBy().concatenating().streams(first, further, end);
    }

    /** Remembers how the job ended: that is told at the end. */
    private boolean goesOn(Optional<Job> now) {
        boolean over = now.isEmpty() || now.get().state().isOver();
        if (over) {
            last = now.orElse(last);
        }
        return !over;
    }

    private boolean isOver() {
        return last.state().isOver();
    }

    private byte[] news(Optional<Job> now) {
        Job job = now.orElseThrow();
        silent++;
        if (!JobWatch.isSame(job, last)) {
            last = job;
            silent = 0;
            return event(job);
        }
        if (silent < silentLooks) {
            return new byte[0];
        }
        silent = 0;
        return SIGN_OF_LIFE;
    }

    private byte[] event(Job job) {
        try {
            String data = json.writeValueAsString(JobView.of(job));
            return ("event: job\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
