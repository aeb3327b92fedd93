package dev.sheaf.store;

import dev.sheaf.bulk.Estimate;
import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.Settlement;
import dev.sheaf.cost.Bill;
import dev.sheaf.model.Usage;
import dev.sheaf.quality.Ballots;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Settlements as the columns of {@link SettleSql#SETTLE}. */
final class SettlementRows {
    private SettlementRows() {}

    static Tuple of(Part part, List<Settlement> all) {
        Tuple values = Tuple.of(part.id())
                .addArrayOfString(texts(all, Settlement::request))
                .addArrayOfString(texts(all, Settlement::requestId))
                .addArrayOfString(texts(all, Settlement::trouble))
                .addArrayOfString(texts(all, Settlement::reply))
                .addArrayOfBoolean(
                        all.stream().map(one -> one.usage().isPresent()).toArray(Boolean[]::new))
                .addArrayOfLong(usage(all, Usage::inputTokens))
                .addArrayOfLong(usage(all, Usage::cachedTokens))
                .addArrayOfLong(usage(all, Usage::outputTokens))
                .addArrayOfLong(usage(all, Usage::reasoningTokens))
                .addArrayOfString(BillRows.costs(bills(all)));
        values.addArrayOfBoolean(all.stream().map(Settlement::confirmed).toArray(Boolean[]::new));
        values.addArrayOfInteger(all.stream().map(Settlement::attempt).toArray(Integer[]::new));
        addItems(values, all);
        BillRows.addOtherwise(values, bills(all));
        addVotes(values, all);
        values.addArrayOfBoolean(
                all.stream().map(one -> one.remarks().isolated()).toArray(Boolean[]::new));
        return values;
    }

    private static List<Bill> bills(List<Settlement> all) {
        return all.stream().map(Settlement::bill).toList();
    }

    private static void addItems(Tuple values, List<Settlement> all) {
        List<Long> places = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        List<@Nullable String> answers = new ArrayList<>();
        List<Integer> rounds = new ArrayList<>();
        for (Settlement settlement : all) {
            for (Settlement.Item item : settlement.items()) {
                places.add(item.seq());
                requests.add(settlement.request());
                answers.add(item.answer()
                        .map(answer -> AnswerJson.write(answer, item.votes()))
                        .orElse(null));
                rounds.add(item.round());
            }
        }
        values.addArrayOfLong(places.toArray(Long[]::new))
                .addArrayOfString(requests.toArray(String[]::new))
                .addArrayOfString(answers.toArray(String[]::new))
                .addArrayOfInteger(rounds.toArray(Integer[]::new));
    }

    private static void addVotes(Tuple values, List<Settlement> all) {
        List<@Nullable String> ballots = new ArrayList<>();
        List<@Nullable String> standing = new ArrayList<>();
        for (Settlement settlement : all) {
            for (Settlement.Item item : settlement.items()) {
                Ballots cast = item.cast();
                ballots.add(cast == null ? null : AnswerJson.write(cast));
                standing.add(cast == null ? null : leader(cast));
            }
        }
        values.addArrayOfString(ballots.toArray(String[]::new)).addArrayOfString(standing.toArray(String[]::new));
    }

    private static @Nullable String leader(Ballots cast) {
        return cast.leader()
                .map(leader -> AnswerJson.write(leader.answer(), cast.votes(leader)))
                .orElse(null);
    }

    /** Estimates as the columns of {@link SettleSql#UNANSWERED}. */
    static Tuple estimated(Part part, List<Estimate> all) {
        List<Bill> bills = all.stream().map(Estimate::bill).toList();
        Tuple values = Tuple.of(part.id())
                .addArrayOfString(texts(all, Estimate::request))
                .addArrayOfInteger(all.stream().map(Estimate::attempt).toArray(Integer[]::new))
                .addArrayOfLong(
                        all.stream().map(one -> one.usage().inputTokens()).toArray(Long[]::new))
                .addArrayOfLong(
                        all.stream().map(one -> one.usage().outputTokens()).toArray(Long[]::new))
                .addArrayOfString(BillRows.costs(bills));
        BillRows.addOtherwise(values, bills);
        return values;
    }

    /** The items that may have an answer by now. */
    static Tuple answered(Part part, List<Settlement> all) {
        Long[] places = all.stream()
                .flatMap(settlement -> settlement.items().stream())
                .filter(item -> item.answer().isPresent())
                .map(Settlement.Item::seq)
                .toArray(Long[]::new);
        return Tuple.of(part.job()).addArrayOfLong(places);
    }

    private static Long[] usage(List<Settlement> all, ToLongFunction<Usage> figure) {
        return all.stream()
                .map(one -> figure.applyAsLong(one.usage().orElse(Usage.NONE)))
                .toArray(Long[]::new);
    }

    private static <T> @Nullable String[] texts(List<T> all, Function<T, @Nullable String> text) {
        return all.stream().map(text).map(Sound::text).toArray(String[]::new);
    }
}
