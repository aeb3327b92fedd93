package dev.sheaf.bulk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who orders a job, as far as that bounds it.
 *
 * @param key the id of the key that it is ordered with
 * @param mostRows that the file may have
 */
public record Customer(@Nullable String key, long mostRows) {
    public static final Customer ANYONE = new Customer(null, Long.MAX_VALUE);

    Count count() {
        return new Count();
    }

    /** Counts the rows of one file. */
    final class Count {
        private long rows;

        void add(List<NewItem> block) {
            rows += block.stream().filter(row -> row.fault() == null).count();
            if (rows > mostRows) {
                throw new TooManyRows(mostRows);
            }
        }
    }
}
