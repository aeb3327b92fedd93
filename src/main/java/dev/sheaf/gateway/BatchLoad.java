package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.JobState;
import dev.sheaf.bulk.JobStore;
import dev.sheaf.bulk.NewItem;
import dev.sheaf.bulk.RequestFileItems;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts the requests of a file that was found valid into a job, a block at a time. */
final class BatchLoad {
    /** A reader that is silent for so long is dead. */
    private static final Duration HOLD = Duration.ofMinutes(2);
    /** Items that are handed to the store together, and their characters. */
    private static final int BLOCK = 2_000;

    private static final long HELD = 1 << 20;

    private final JobStore jobs;

    BatchLoad(JobStore jobs) {
        this.jobs = jobs;
    }

    /** The job as it is then; still ingesting where somebody else, who may be gone, is at it. */
    Uni<Job> load(Job job, Multi<byte[]> content, Function<JsonNode, RequestFileItems.Text> text) {
        return jobs.open(job, HOLD)
                .chain(opened -> opened.begun()
                        ? fill(opened.job(), content, new RequestFileItems(text))
                        : Uni.createFrom().item(opened.job()));
    }

    private Uni<Job> fill(Job job, Multi<byte[]> content, RequestFileItems items) {
        return Multi.createBy()
                .concatenating()
                .streams(content.map(items::feed), Multi.createFrom().item(items::end))
                .onItem()
                .transformToMultiAndConcatenate(some -> Multi.createFrom().iterable(blocks(some)))
                .onItem()
                .transformToUniAndConcatenate(block -> jobs.add(job, block, HOLD))
                .onItem()
                .ignoreAsUni()
                .chain(() -> jobs.begin(job))
                .onFailure()
                .call(() -> letGo(job))
                .onFailure()
                .recoverWithUni(failure -> cancelled(job, failure));
    }

    /** Whoever is next need not wait until this one counts as dead. */
    private Uni<Void> letGo(Job job) {
        return jobs.letGo(job).onFailure().recoverWithNull();
    }

    /** Meanwhile, which is no fault: then it is read no further. */
    private Uni<Job> cancelled(Job job, Throwable failure) {
        return jobs.find(job.tenant(), job.id())
                .map(now -> now.filter(known -> known.state() == JobState.CANCELLED))
                .chain(now -> now.map(known -> Uni.createFrom().item(known))
                        .orElseGet(() -> Uni.createFrom().failure(failure)));
    }

    private static List<List<NewItem>> blocks(List<NewItem> items) {
        List<List<NewItem>> blocks = new ArrayList<>();
        int from = 0;
        long held = 0;
        for (int at = 0; at < items.size(); at++) {
            held += items.get(at).text().length();
            if (held > HELD || at + 1 - from == BLOCK || at + 1 == items.size()) {
                blocks.add(items.subList(from, at + 1));
                from = at + 1;
                held = 0;
            }
        }
        return blocks;
    }
}
