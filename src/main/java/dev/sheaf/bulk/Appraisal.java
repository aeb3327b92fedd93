package dev.sheaf.bulk;

import dev.sheaf.cost.Checking;
import dev.sheaf.cost.Estimate;
import dev.sheaf.cost.Estimator;
import dev.sheaf.cost.Pace;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.pack.Prepared;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.rows.SeenIds;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Reads files as jobs do, and says what their rows will cost. Nothing is kept of them. */
public final class Appraisal {
    private final PriceTable prices;
    private final Function<String, Pace> paces;
    private final Checking checking;
    private final IngestConfig config;
    private final Executor readers;
    private final AtomicInteger reading = new AtomicInteger();

    /**
     * @param paces of models
     * @param checking of this service
     * @param readers as many threads as {@link IngestConfig#uploads} allows files
     */
    public Appraisal(
            PriceTable prices, Function<String, Pace> paces, Checking checking, IngestConfig config, Executor readers) {
        this.prices = prices;
        this.paces = paces;
        this.checking = checking;
        this.config = config;
        this.readers = readers;
    }

    /** Fails with {@link UnfitFile}, {@link TooManyUploads} or as the file breaks. @param exactly bytes to be counted */
    public Uni<Estimate> of(Prepared task, InputStream in, JobFile asked, long exactly) {
        if (reading.incrementAndGet() > config.uploads()) {
            reading.decrementAndGet();
            return Uni.createFrom().failure(new TooManyUploads(config.retryAfter()));
        }
        return Uni.createFrom()
                .<Estimate>emitter(emitter -> {
                    try {
                        emitter.complete(read(task, in, asked, exactly).end(prices, pace(task), checking));
                    } catch (Exception e) {
                        emitter.fail(e);
                    }
                })
                .runSubscriptionOn(readers)
                .onTermination()
                .invoke(reading::decrementAndGet);
    }

    /** Of items that are there. */
    public Uni<Estimate> of(Prepared task, List<Item> items) {
        return Uni.createFrom()
                .item(() -> {
                    Estimator estimator = new Estimator(task, Long.MAX_VALUE);
                    items.forEach(item -> add(task, estimator, item));
                    return estimator.end(prices, pace(task), checking);
                })
                .runSubscriptionOn(readers);
    }

    private static void add(Prepared task, Estimator estimator, Item item) {
        if (Suspicion.isolates(task.task().definition(), item.text())) {
            estimator.addApart(item);
        } else {
            estimator.add(item);
        }
    }

    private Pace pace(Prepared task) {
        return paces.apply(task.task().definition().model());
    }

    /**
     * Adds up a file's rows; who has a thread that may wait needs nothing else.
     *
     * @throws UnfitFile where the file cannot be read as rows, or lacks the columns that are needed
     */
    public static Estimator read(Prepared task, InputStream in, JobFile asked, long exactly) throws IOException {
        Estimator estimator = new Estimator(task, exactly);
        try (Sheet sheet = Sheet.open(in, asked, task)) {
            SeenIds ids = new SeenIds();
            boolean named = sheet.file().id() != null;
            for (List<NewItem> block = sheet.block(); !block.isEmpty(); block = sheet.block()) {
                for (NewItem row : block) {
                    if (row.fault() != null || named && !ids.add(row.id())) {
                        estimator.refuse();
                    } else {
                        add(task, estimator, new Item(row.id(), row.text()));
                    }
                }
            }
        }
        return estimator;
    }
}
