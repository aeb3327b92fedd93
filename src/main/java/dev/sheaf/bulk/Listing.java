package dev.sheaf.bulk;

import dev.sheaf.model.BatchModel;
import dev.sheaf.model.RemoteBatch;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        return page(part, null, new ArrayList<>());
    }

    private Uni<List<RemoteBatch>> page(Part part, @Nullable String after, List<RemoteBatch> found) {
        return provider.list(after).chain(page -> {
            page.batches().stream().filter(batch -> isOf(part, batch)).forEach(found::add);
            boolean end = !page.more() || page.batches().isEmpty() || isEarlier(part, last(page));
            return end ? Uni.createFrom().item(found) : page(part, last(page).id(), found);
        });
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
