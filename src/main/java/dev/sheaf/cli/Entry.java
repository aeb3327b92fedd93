package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.Row;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way: either something to ask, or the reason why there is nothing.
 *
 * @param id what its answer is addressed by
 * @param item what is sent
 * @param characters how long its texts are
 */
record Entry(
        Row row,
        String id,
        @Nullable ObjectNode item,
        @Nullable Reason reason,
        int characters) {
    Entry {
        if ((item == null) == (reason == null)) {
            throw new IllegalArgumentException("an entry has either an item or a reason");
        }
    }

    static Entry asked(Row row, String id, ObjectNode item, int characters) {
        return new Entry(row, id, item.put("id", id), null, characters);
    }

    static Entry bad(Row row, String id, Reason reason) {
        return new Entry(row, id, null, reason, 0);
    }

    boolean isAsked() {
        return item != null;
    }
}
