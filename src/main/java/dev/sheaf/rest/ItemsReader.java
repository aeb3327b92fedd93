package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.task.InputTemplate;
import dev.sheaf.task.Item;
import dev.sheaf.task.Members;
import dev.sheaf.task.SoundText;
import dev.sheaf.task.TaskDefinition;
import dev.sheaf.task.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the items of a request: a list of them, or one without an id. Says everything that is wrong. */
final class ItemsReader {
    private static final int LONGEST_ID = 200;
    private static final int MOST_VIOLATIONS = 100;

    private final RestConfig limits;
    private final int mostItems;
    private final Optional<InputTemplate> template;

    ItemsReader(RestConfig limits, int mostItems, TaskDefinition definition) {
        this.mostItems = mostItems;
        this.limits = limits;
        this.template = definition.input();
    }

    List<Item> read(JsonNode body) {
        var members = Members.of(body);
        List<Item> items = new ArrayList<>();
        if (members.has("items")) {
            readList(members, items);
        } else {
            text(members).ifPresent(text -> items.add(new Item("", text)));
        }
        members.refuseOthers();
        members.violations().addAll(SoundText.violations(body));
        if (!members.violations().isEmpty()) {
            List<Violation> all = members.violations();
            throw Refused.invalid(all.subList(0, Math.min(all.size(), MOST_VIOLATIONS)));
        }
        return items;
    }

    private void readList(Members members, List<Item> items) {
        Set<String> ids = new HashSet<>();
        members.each("items", mostItems, (path, json) -> {
            var item = Members.of(path, json, members.violations());
            if (json.isObject()) {
                Optional<String> id = id(item, ids);
                Optional<String> text = text(item);
                item.refuseOthers();
                id.ifPresent(i -> text.ifPresent(t -> items.add(new Item(i, t))));
            }
        });
        if (items.isEmpty() && members.violations().isEmpty()) {
            members.wrong("items", "must hold at least one item");
        }
    }

    private static Optional<String> id(Members item, Set<String> ids) {
        if (!item.has("id")) {
            item.wrong("id", "is required");
        }
        return item.words("id", LONGEST_ID).filter(id -> {
            boolean first = ids.add(id);
            if (!first) {
                item.wrong("id", "must not be used twice in a request");
            }
            return first;
        });
    }

    private Optional<String> text(Members item) {
        boolean columns = item.has("columns");
        if (columns == item.has("text")) {
            item.wrong("text", template.isPresent() ? "give either columns or text" : "is required");
        }
        return columns ? filled(item) : item.words("text", limits.maxItemLength());
    }

    private Optional<String> filled(Members item) {
        if (template.isEmpty()) {
            item.wrong("columns", "this task has no input template; give text");
            return Optional.empty();
        }
        var columns = item.within("columns");
        Map<String, String> row = new HashMap<>();
        for (String name : template.get().columns()) {
            if (!columns.has(name)) {
                columns.wrong(name, "is read by the task's input template");
            }
            columns.text(name, limits.maxItemLength()).ifPresent(value -> row.put(name, value));
        }
        return Optional.of(template.get().fill(row)).filter(text -> fits(item, text));
    }

    private boolean fits(Members item, String text) {
        if (text.isBlank()) {
            item.wrong("columns", "make an empty text");
        } else if (text.length() > limits.maxItemLength()) {
            item.wrong("columns", "make a text of over " + limits.maxItemLength() + " characters");
        }
        return !text.isBlank() && text.length() <= limits.maxItemLength();
    }
}
