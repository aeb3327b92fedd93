package dev.sheaf.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table with rows of tenants, and the statements about one tenant's.
 *
 * @param whose the column that says whose its rows are: the tenant's, or that of the row that they belong to
 * @param keys by which its rows are ordered, unique among those, with their types
 * @param hidden a column that nobody is shown; absent where there is none
 * @param page rows of an export that are read at once
 * @param child whose rows belong to rows of this one, by the first of the keys
 */
record Holding(
        String table,
        String whose,
        List<Key> keys,
        @Nullable String hidden,
        int page,
        @Nullable Holding child) {
    private static final int USUAL_PAGE = 500;

    record Key(String name, String type) {}

    /** @param keys names and types in turn */
    static Holding of(String table, String... keys) {
        List<Key> all = IntStream.range(0, keys.length / 2)
                .mapToObj(i -> new Key(keys[2 * i], keys[2 * i + 1]))
                .toList();
        return new Holding(table, "tenant", all, null, USUAL_PAGE, null);
    }

    Holding hiding(String column) {
        return new Holding(table, whose, keys, column, page, child);
    }

    Holding with(Holding child) {
        return new Holding(table, whose, keys, hidden, page, child);
    }

    /** Its rows are another's. @param page rows that are read at once */
    Holding by(String column, int page) {
        return new Holding(table, column, keys, hidden, page, child);
    }

    /** $1 whose, $2 how many, and then the keys of the last one before. */
    String page(boolean first) {
        String after = first
                ? ""
                : "and (%s) > (%s)"
                        .formatted(
                                names(),
                                IntStream.range(0, keys.size())
                                        .mapToObj(i -> "$" + (i + 3) + "::text::"
                                                + keys.get(i).type())
                                        .collect(Collectors.joining(", ")));
        return """
                select jsonb_build_object('table', '%s', 'row', to_jsonb(t) - '%s')::text as line, array[%s] as keys
                from %1$s t where %4$s = %5$s %6$s order by %7$s limit $2
                """.formatted(table, hidden == null ? "" : hidden, texts(), whose, owner(), after, names());
    }

    /** $1 whose, $2 how many. */
    String delete() {
        return """
                delete from %1$s where ctid = any(array(select ctid from %1$s where %2$s = %3$s limit $2))
                """.formatted(table, whose, owner());
    }

    /** $1 whose. What a child's rows are told by. */
    String parents() {
        return "select %s::text as parent from %s where %s = %s limit 1"
                .formatted(keys.get(0).name(), table, whose, owner());
    }

    /** Deletes one of these. $1 whose, $2 its first key. */
    String deleteParent() {
        return "delete from %s where %s = %s and %s = $2::text::%s"
                .formatted(
                        table, whose, owner(), keys.get(0).name(), keys.get(0).type());
    }

    private String owner() {
        return whose.equals("part") || whose.equals("file") ? "$1::text::bigint" : "$1";
    }

    private String names() {
        return keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    private String texts() {
        return keys.stream().map(key -> key.name() + "::text").collect(Collectors.joining(", "));
    }
}
