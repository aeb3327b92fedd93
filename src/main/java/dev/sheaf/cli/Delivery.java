package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.RowAnswer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the entries of one request.
 *
 * @param answers by the entries' ids
 * @param spent calls and tokens
 * @param broken how the service failed, as opposed to single rows; absent: it did not
 */
record Delivery(
        Map<String, RowAnswer> answers,
        Tally spent,
        @Nullable Reason broken) {
    static final Reason LEFT_OUT = new Reason("missing_answer", "The service's reply leaves this row out.");

    Delivery {
        answers = Map.copyOf(answers);
    }

    static Delivery nothing() {
        return new Delivery(Map.of(), Tally.NOTHING, null);
    }

    /** @param body of a reply with status 200 */
    static Delivery of(JsonNode body) {
        Map<String, RowAnswer> answers = new HashMap<>();
        body.path("answers").forEach(it -> answers.put(it.path("id").asText(), RowAnswer.of(it)));
        JsonNode usage = body.path("usage");
        Tally spent = Tally.spent(
                usage.path("calls").asLong(),
                usage.path("inputTokens").asLong(),
                usage.path("outputTokens").asLong());
        return new Delivery(answers, spent, null);
    }

    static Delivery refused(Map<String, RowAnswer> reasons) {
        return new Delivery(reasons, Tally.NOTHING, null);
    }

    static Delivery broken(Collection<Entry> entries, Reason reason) {
        Map<String, RowAnswer> answers = new HashMap<>();
        entries.forEach(entry -> answers.put(entry.id(), reason));
        return new Delivery(answers, Tally.NOTHING, reason);
    }

    Delivery and(Delivery other) {
        Map<String, RowAnswer> both = new HashMap<>(answers);
        both.putAll(other.answers);
        return new Delivery(both, spent.plus(other.spent), broken == null ? other.broken : broken);
    }

    RowAnswer answer(Entry entry) {
        Reason reason = entry.reason();
        return reason == null ? answers.getOrDefault(entry.id(), LEFT_OUT) : reason;
    }
}
