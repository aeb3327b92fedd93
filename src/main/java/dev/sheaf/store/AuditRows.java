package dev.sheaf.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import dev.sheaf.model.Usage;
import dev.sheaf.quality.AuditRun;
import dev.sheaf.quality.AuditState;
import dev.sheaf.quality.Spent;
import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What the rows of the audits' table say. */
final class AuditRows {
    private AuditRows() {}

    static AuditRun run(Row row) {
        String code = row.getString("failure_code");
        String report = row.getString("report");
        OffsetDateTime ended = row.getOffsetDateTime("ended_at");
        return new AuditRun(
                row.getString("tenant"),
                row.getString("id"),
                row.getString("task"),
                row.getString("version"),
                row.getString("model"),
                AuditState.of(row.getString("state")),
                row.getInteger("items"),
                List.of(row.getArrayOfIntegers("sizes")),
                row.getInteger("repetitions"),
                Optional.ofNullable(row.getString("cap")).map(Money::of),
                row.getLong("packs"),
                row.getLong("done"),
                spent(Stored.tree(row.getString("estimate"))),
                spent(Stored.tree(row.getString("spent"))),
                code == null ? null : new AuditRun.Failure(code, row.getString("failure")),
                report == null ? null : (ObjectNode) Stored.tree(report),
                row.getOffsetDateTime("created_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }

    /** The cost is text, so that none of its digits is lost. */
    static String spent(Spent spent) {
        Usage usage = spent.usage();
        return Stored.object()
                .put("calls", spent.calls())
                .put("unconfirmed", spent.unconfirmed())
                .put("input", usage.inputTokens())
                .put("cached", usage.cachedTokens())
                .put("output", usage.outputTokens())
                .put("reasoning", usage.reasoningTokens())
                .put(
                        "cost",
                        spent.cost().map(cost -> cost.usd().toPlainString()).orElse(null))
                .toString();
    }

    private static Spent spent(JsonNode json) {
        return new Spent(
                json.path("calls").asLong(),
                json.path("unconfirmed").asLong(),
                new Usage(
                        json.path("input").asLong(),
                        json.path("cached").asLong(),
                        json.path("output").asLong(),
                        json.path("reasoning").asLong()),
                Optional.ofNullable(json.path("cost").textValue()).map(Money::of));
    }
}
