package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds the batches of a part at the provider, by what was written into them when they were ordered. */
final class Listing {
    static final String PART = "sheaf_part";
    static final String JOB = "sheaf_job";

    /** Clocks differ; older batches than this cannot be a part's. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private final BatchModel provider;

    Listing(BatchModel provider) {
        this.provider = provider;
    }

    /** All of them, newest first, from a listing that was read to its end. */
    Uni<List<RemoteBatch>> of(Part part) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<@Nullable String>(), this::page)
                .whilst(page -> goesOn(part, page))
                .onItem()
                .transformToIterable(BatchModel.Page::batches)
                .filter(batch -> isOf(part, batch))
                .collect()
                .asList();
    }

    private Uni<BatchModel.Page> page(AtomicReference<@Nullable String> after) {
        return provider.list(after.get()).invoke(page -> {
            if (!page.batches().isEmpty()) {
                after.set(last(page).id());
            }
        });
    }

    private static boolean goesOn(Part part, BatchModel.Page page) {
        return page.more() && !page.batches().isEmpty() && !isEarlier(part, last(page));
    }

    private static RemoteBatch last(BatchModel.Page page) {
        return page.batches().get(page.batches().size() - 1);
    }

    private static boolean isOf(Part part, RemoteBatch batch) {
        return batch.inputFile().equals(part.inputFile())
                || part.fingerprint().equals(batch.metadata().get(PART));
    }

    private static boolean isEarlier(Part part, RemoteBatch batch) {
        Instant made = batch.createdAt();
        return made != null && made.isBefore(part.createdAt().minus(EARLIER));
    }
}
