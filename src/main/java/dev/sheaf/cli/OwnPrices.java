package dev.sheaf.cli;

import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.UnfitPrices;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The table of prices that a command without a service goes by. */
final class OwnPrices {
    private OwnPrices() {}

    /** @param file of the user's own; absent: the built-in one */
    static PriceTable of(@Nullable Path file) {
        try {
            return file == null ? PriceTable.builtIn() : PriceTable.read(file);
        } catch (UnfitPrices e) {
            throw CommandFailure.refused(String.valueOf(e.getMessage()));
        }
    }
}
