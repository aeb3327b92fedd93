package dev.sheaf.store;

import dev.sheaf.bulk.Part;
import dev.sheaf.bulk.PlannedRequest;
import dev.sheaf.bulk.Settlement;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Planned requests as the columns of {@link PlanSql#PLAN}, and items that none can hold as those of {@link PlanSql#REFUSE}. */
final class PlanRows {
    private PlanRows() {}

    static Tuple of(Part part, List<PlannedRequest> requests, Part.Size more, Replica replica) {
        Long[] items =
                requests.stream().flatMap(request -> request.items().stream()).toArray(Long[]::new);
        return Tuple.tuple()
                .addLong(part.id())
                .addString(replica.owner())
                .addInteger(more.requests())
                .addInteger(more.items())
                .addLong(more.bytes())
                .addLong(more.tokens())
                .addArrayOfString(texts(requests, PlannedRequest::id))
                .addArrayOfInteger(requests.stream().map(PlannedRequest::number).toArray(Integer[]::new))
                .addArrayOfLong(requests.stream().map(PlannedRequest::seed).toArray(Long[]::new))
                .addArrayOfString(texts(requests, PlanRows::itemsOf))
                .addArrayOfInteger(requests.stream().map(PlannedRequest::tokens).toArray(Integer[]::new))
                .addArrayOfLong(items)
                .addDouble(replica.seconds());
    }

    private static String itemsOf(PlannedRequest request) {
        return request.items().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Tuple refused(Part part, List<Settlement.Item> refused) {
        return Tuple.tuple()
                .addString(part.job())
                .addArrayOfLong(refused.stream().map(Settlement.Item::seq).toArray(Long[]::new))
                .addArrayOfString(
                        texts(refused, item -> AnswerJson.write(item.answer().orElseThrow())));
    }

    private static <T> String[] texts(List<T> all, Function<T, String> text) {
        return all.stream().map(text).toArray(String[]::new);
    }
}
