package dev.sheaf.store;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Ledger.Entry;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Entries as the columns of the one statement that writes them. */
final class LedgerRows {
    /** An entry that is there already was written by an attempt whose answer was lost. */
    static final String WRITE = """
            insert into ledger (tenant, request, attempt, task, version, model, lane, confirmed, items,
                                input, cached, output, reasoning, cost, at, alone, alone_cached, packed, batch, packed_batch)
            select tenant, call, 0, task, version, model, lane, confirmed, items,
                   input, cached, output, reasoning, cost::numeric, at, alone::numeric, alone_cached::numeric,
                   packed::numeric, batch::numeric, packed_batch::numeric
            from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::int[],
                        $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::timestamptz[],
                        $15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
                as e(tenant, call, task, version, model, lane, confirmed, items,
                     input, cached, output, reasoning, cost, at, alone, alone_cached, packed, batch, packed_batch)
            on conflict (request, attempt) do nothing
            """;

    private LedgerRows() {}

    static Tuple of(List<Entry> entries) {
        List<Bill> bills = entries.stream().map(Entry::bill).toList();
        Tuple values = Tuple.tuple();
        values.addArrayOfString(texts(entries, Entry::tenant))
                .addArrayOfString(texts(entries, Entry::call))
                .addArrayOfString(texts(entries, Entry::task))
                .addArrayOfString(texts(entries, Entry::version))
                .addArrayOfString(texts(entries, Entry::model))
                .addArrayOfString(texts(entries, Entry::lane))
                .addArrayOfBoolean(entries.stream().map(Entry::confirmed).toArray(Boolean[]::new))
                .addArrayOfInteger(entries.stream().map(Entry::items).toArray(Integer[]::new))
                .addArrayOfLong(figures(entries, entry -> entry.usage().inputTokens()))
                .addArrayOfLong(figures(entries, entry -> entry.usage().cachedTokens()))
                .addArrayOfLong(figures(entries, entry -> entry.usage().outputTokens()))
                .addArrayOfLong(figures(entries, entry -> entry.usage().reasoningTokens()))
                .addArrayOfString(BillRows.costs(bills))
                .addArrayOfOffsetDateTime(entries.stream()
                        .map(entry -> entry.at().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new));
        BillRows.addOtherwise(values, bills);
        return values;
    }

    private static @Nullable String[] texts(List<Entry> entries, Function<Entry, @Nullable String> text) {
        return entries.stream().map(text).map(Sound::text).toArray(String[]::new);
    }

    private static Long[] figures(List<Entry> entries, ToLongFunction<Entry> figure) {
        return entries.stream().map(figure::applyAsLong).toArray(Long[]::new);
    }
}
