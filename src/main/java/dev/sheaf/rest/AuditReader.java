package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import dev.sheaf.quality.AuditOrder;
import dev.sheaf.task.Answer;
import dev.sheaf.task.AnswerShape;
import dev.sheaf.task.Item;
import dev.sheaf.task.Members;
import dev.sheaf.task.PackingPolicy;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an audit is to find out; says everything that is wrong at once, as far as that goes. */
final class AuditReader {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_AMOUNT = 40;
    private static final int MOST_VIOLATIONS = 100;
    private static final int LEAST_ITEMS = 2;

    private final RestConfig limits;
    private final TaskDefinition definition;
    private final Members members;

    AuditReader(RestConfig limits, TaskDefinition definition, JsonNode body) {
        this.limits = limits;
        this.definition = definition;
        this.members = Members.of(body);
    }

    /**
     * @param itemsOrNull absent where they are a job's
     * @param jobOrNull whose items are asked
     * @param sample how many of them
     */
    record Wish(
            @Nullable List<Item> itemsOrNull,
            @Nullable String jobOrNull,
            int sample,
            Map<String, Answer> labels,
            @Nullable List<Integer> sizesOrNull,
            int repetitions,
            Optional<Money> cap,
            boolean estimateOnly) {

        Optional<String> job() {
            return Optional.ofNullable(jobOrNull);
        }

        List<Item> given() {
            return itemsOrNull == null ? List.of() : itemsOrNull;
        }

        /** @throws Refused where the sizes do not fit so many items */
        AuditOrder order(List<Item> items) {
            List<Integer> sizes = sizes(items.size());
            Set<String> ids = new HashSet<>(items.stream().map(Item::id).toList());
            Map<String, Answer> known = new HashMap<>(labels);
            known.keySet().retainAll(ids);
            return new AuditOrder(items, known, sizes, repetitions, cap);
        }

        private List<Integer> sizes(int items) {
            if (sizesOrNull == null) {
                List<Integer> fit = AuditOrder.USUAL_SIZES.stream()
                        .filter(size -> size <= items)
                        .toList();
                return fit.isEmpty() ? List.of(Math.max(LEAST_ITEMS, items)) : fit;
            }
            List<Violation> tooLarge = sizesOrNull.stream()
                    .filter(size -> size > items)
                    .map(size -> new Violation(
                            "sizes", size + " cannot be tried on " + items + " items: a pack holds an item once"))
                    .toList();
            if (!tooLarge.isEmpty()) {
                throw Refused.invalid(tooLarge);
            }
            return sizesOrNull;
        }
    }

    Wish read(JsonNode body) {
        int most = limits.maxAuditItems();
        boolean job = members.has("job");
        if (job == members.has("items")) {
            members.wrong("items", "give either items, or a job and how many of its items to sample");
        }
        Wish wish = new Wish(
                null,
                members.words("job", LONGEST_ID).orElse(null),
                members.integer("sample", LEAST_ITEMS, most).orElse(Math.min(most, limits.auditSample())),
                labels(),
                sizes(),
                members.integer("repetitions", 1, AuditOrder.MOST_REPETITIONS).orElse(1),
                cap(),
                members.flag("estimateOnly").orElse(false));
        members.refuseOthers();
        check();
        return job ? wish : with(wish, items(body, most));
    }

    private static Wish with(Wish wish, List<Item> items) {
        return new Wish(
                items, null, wish.sample, wish.labels, wish.sizesOrNull, wish.repetitions, wish.cap, wish.estimateOnly);
    }

    private List<Item> items(JsonNode body, int most) {
        ObjectNode only = ((ObjectNode) body).objectNode();
        only.set("items", body.path("items"));
        List<Item> items = new ItemsReader(limits, most, definition).read(only);
        if (items.size() < LEAST_ITEMS) {
            members.wrong("items", "must be at least " + LEAST_ITEMS);
        }
        check();
        return items;
    }

    private void check() {
        List<Violation> all = members.violations();
        if (!all.isEmpty()) {
            throw Refused.invalid(all.subList(0, Math.min(all.size(), MOST_VIOLATIONS)));
        }
    }

    private @Nullable List<Integer> sizes() {
        if (!members.has("sizes")) {
            return null;
        }
        Set<Integer> sizes = new HashSet<>();
        members.each("sizes", AuditOrder.MOST_SIZES + 1, (path, size) -> {
            if (size.isIntegralNumber() && size.asLong() >= 1 && size.asLong() <= PackingPolicy.MOST_ITEMS) {
                sizes.add(size.intValue());
            } else {
                members.wrong("sizes", "must be whole numbers from 1 to " + PackingPolicy.MOST_ITEMS);
            }
        });
        // alone they are asked anyway
        sizes.remove(1);
        if (sizes.isEmpty() || sizes.size() > AuditOrder.MOST_SIZES) {
            members.wrong("sizes", "must be from 1 to " + AuditOrder.MOST_SIZES + " sizes beside 1");
        }
        return new ArrayList<>(sizes);
    }

    private Optional<Money> cap() {
        Optional<BigDecimal> amount = members.text("maxCost", LONGEST_AMOUNT).flatMap(AuditReader::decimal);
        if (members.has("maxCost") && amount.filter(it -> it.signum() > 0).isEmpty()) {
            members.wrong("maxCost", "must be US dollars as a text, such as \"0.50\"");
        }
        return amount.filter(it -> it.signum() > 0).map(Money::new);
    }

    private static Optional<BigDecimal> decimal(String text) {
        return text.matches("\\d{1,12}(\\.\\d{1,12})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private Map<String, Answer> labels() {
        Map<String, Answer> labels = new HashMap<>();
        members.object("labels").ifPresent(all -> all.properties().forEach(one -> answer(one.getValue())
                .ifPresentOrElse(
                        answer -> labels.put(one.getKey(), answer),
                        () -> members.wrong(
                                "labels", "must hold answers as the task gives them, by their items' ids"))));
        return labels;
    }

    private Optional<Answer> answer(JsonNode value) {
        return definition.shape().fold(labels -> label(labels, value), fields -> fields(value));
    }

    private static Optional<Answer> fields(JsonNode value) {
        return value instanceof ObjectNode object ? Optional.of(new Answer.FieldValues(object)) : Optional.empty();
    }

    private static Optional<Answer> label(AnswerShape.Labels shape, JsonNode value) {
        if (!shape.multiple()) {
            boolean fits = value.isNull() ? shape.allowNone() : shape.names().contains(value.textValue());
            return fits ? Optional.of(new Answer.OneLabel(value.textValue())) : Optional.empty();
        }
        List<String> names = new ArrayList<>();
        value.forEach(name -> names.add(name.asText()));
        return value.isArray() && shape.names().containsAll(names)
                ? Optional.of(new Answer.ManyLabels(names))
                : Optional.empty();
    }
}
