package dev.sheaf.store;

import static dev.sheaf.store.Statements.execute;
import static dev.sheaf.store.Statements.seconds;

import dev.sheaf.bulk.Job;
import dev.sheaf.bulk.Leftover;
import dev.sheaf.bulk.Leftover.Again;
import dev.sheaf.bulk.Part;
import dev.sheaf.task.Answer.NoAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What becomes of a part's requests without a reply, within the transaction that closes it. */
final class PartEnd {
    private PartEnd() {}

    static Uni<?> leave(SqlClient connection, Part part, Leftover leftover) {
        return refuse(connection, part, leftover.refused())
                .chain(() -> leftover.all().isPresent()
                        ? execute(
                                connection,
                                SettleSql.REFUSED_ALL,
                                Tuple.of(part.id(), reason(leftover.all().get())))
                        : execute(connection, SettleSql.WAIT_AGAIN, again(part, leftover.again())))
                .chain(() -> execute(
                        connection,
                        SettleSql.WAKE_JOB,
                        Tuple.of(
                                part.id(),
                                leftover.partRequests().orElse(Integer.MAX_VALUE),
                                seconds(leftover.pause()))));
    }

    private static Tuple again(Part part, Again again) {
        return Tuple.of(part.id(), again == Again.NEXT_ROUND ? 1 : 0, again == Again.UNTRIED ? 1 : 0);
    }

    private static Uni<?> refuse(SqlClient connection, Part part, Map<Integer, Job.Failure> refused) {
        Uni<?> all = Uni.createFrom().nullItem();
        Map<Job.Failure, List<Integer>> numbers =
                refused.keySet().stream().collect(Collectors.groupingBy(refused::get));
        for (Map.Entry<Job.Failure, List<Integer>> entry : numbers.entrySet()) {
            Tuple values = Tuple.of(part.id())
                    .addArrayOfInteger(entry.getValue().toArray(Integer[]::new))
                    .addString(reason(entry.getKey()));
            all = all.chain(() -> execute(connection, SettleSql.REFUSED_BY_NUMBER, values));
        }
        return all;
    }

    private static String reason(Job.Failure failure) {
        return AnswerJson.write(new NoAnswer(failure.code(), failure.message()));
    }
}
