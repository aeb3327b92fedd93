package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import dev.sheaf.rows.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found in a request file.
 *
 * @param lines that were read, and of them those that are requests
 * @param models that the requests name
 * @param inputTokens of all requests; images and files in them count nothing
 * @param estimated whether some of the tokens are an estimate
 * @param maxOutputTokens what the requests' limits come to; absent where one of them has no limit
 * @param input what the input costs, absent where the model has no price
 * @param maxOutput what so much output would cost
 * @param errors the first ones
 * @param moreErrors how many there are beside them
 */
public record RequestFileReport(
        long bytes,
        long lines,
        long requests,
        List<String> models,
        long inputTokens,
        boolean estimated,
        OptionalLong maxOutputTokens,
        Optional<Cost> input,
        Optional<Cost> maxOutput,
        List<Problem> errors,
        long moreErrors) {

    public RequestFileReport {
        models = List.copyOf(models);
        errors = List.copyOf(errors);
    }

    /** The same tokens asked one by one, and in a batch. */
    public record Cost(Money list, Optional<Money> batch) {
        static Optional<Cost> of(PriceTable prices, String model, Usage usage) {
            return prices.cost(model, usage, Tariff.LIST)
                    .map(list -> new Cost(list, prices.cost(model, usage, Tariff.BATCH)));
        }

        private ObjectNode json() {
            ObjectNode json = Json.object().put("list", plain(list));
            batch.ifPresent(money -> json.put("batch", plain(money)));
            return json;
        }

        private static BigDecimal plain(Money money) {
            return money.usd().scale() < 0 ? money.usd().setScale(0) : money.usd();
        }
    }

    /** Whether the provider would take it. */
    public boolean valid() {
        return errors.isEmpty();
    }

    /** As the API gives it; amounts in US dollars. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("valid", valid())
                .put("bytes", bytes)
                .put("lines", lines)
                .put("requests", requests);
        models.forEach(json.putArray("models")::add);
        json.put("inputTokens", inputTokens).put("tokensEstimated", estimated);
        json.put("maxOutputTokens", maxOutputTokens.isPresent() ? maxOutputTokens.getAsLong() : null);
        input.ifPresentOrElse(cost -> json.set("cost", cost(cost)), () -> json.putNull("cost"));
        ArrayNode list = json.putArray("errors");
        errors.forEach(error -> list.add(json(error)));
        return json.put("moreErrors", moreErrors);
    }

    private ObjectNode cost(Cost input) {
        ObjectNode json = Json.object();
        json.set("input", input.json());
        maxOutput.ifPresentOrElse(cost -> json.set("maxOutput", cost.json()), () -> json.putNull("maxOutput"));
        return json;
    }

    private static ObjectNode json(Problem error) {
        return Json.object()
                .put("line", error.line())
                .put("code", error.code())
                .put("message", error.message())
                .put("param", error.param());
    }
}
