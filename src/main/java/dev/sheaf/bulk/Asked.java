package dev.sheaf.bulk;

import java.util.List;

/** A request with its items, in the order in which they are laid. */
public record Asked(PlannedRequest request, List<BulkItem> items) {
    public Asked {
        items = List.copyOf(items);
    }
}
