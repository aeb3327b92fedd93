package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of an answer: fits its schema and depends on nothing but the text, the schema and the seed. */
sealed interface Field permits Field.Choice, Field.Several, Field.Fixed, Field.Echo, Field.Record, Field.Many, Leaf {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The true answer. */
    JsonNode fill(ItemText text);

    /** Another answer that fits as well, where there is one. */
    JsonNode other(ItemText text, long salt);

    /** An answer that does not fit. */
    default JsonNode unfit(ItemText text, long salt) {
        return NODES.textNode("NOT_A_LABEL");
    }

    /** Whether the text says anything about it: a value that may be null is null where it does not. */
    default boolean hasClue(ItemText text) {
        return true;
    }

    /** One of the allowed values; {@code values} holds them as the schema does, which need not be texts. */
    record Choice(LabelSet labels, Map<String, JsonNode> values) implements Field {
        static Choice of(LabelSet labels) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            labels.names().forEach(name -> values.put(name, NODES.textNode(name)));
            return new Choice(labels, values);
        }

        @Override
        public JsonNode fill(ItemText text) {
            return value(labels.best(text));
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return value(labels.other(text, salt));
        }

        private JsonNode value(String name) {
            return values.getOrDefault(name, NODES.textNode(name));
        }

        @Override
        public JsonNode unfit(ItemText text, long salt) {
            String near = labels.best(text);
            List<String> wrong = List.of(near + "ISH", "UNKNOWN", "LABEL", near.substring(0, 1), near + " or other");
            String chosen = wrong.get(Seeds.below(wrong.size(), salt));
            return NODES.textNode(labels.names().contains(chosen) ? "NOT_A_LABEL" : chosen);
        }

        @Override
        public boolean hasClue(ItemText text) {
            return labels.hasClue(text);
        }
    }

    /** Several of the allowed values; none of them where that is allowed and the text says nothing. */
    record Several(Choice choice, boolean none, int least, int most) implements Field {
        @Override
        public JsonNode fill(ItemText text) {
            if (none && least == 0 && !choice.hasClue(text)) {
                return NODES.arrayNode();
            }
            List<String> names = choice.labels().several(text);
            ArrayNode all = NODES.arrayNode();
            names.subList(0, Math.min(names.size(), most)).forEach(name -> all.add(choice.value(name)));
            fillUp(all);
            return all;
        }

        private void fillUp(ArrayNode all) {
            List<String> known = choice.labels().names();
            for (int i = 0; i < known.size() && all.size() < least; i++) {
                JsonNode value = choice.value(known.get(i));
                if (!contains(all, value)) {
                    all.add(value);
                }
            }
        }

        private static boolean contains(ArrayNode all, JsonNode value) {
            for (JsonNode one : all) {
                if (one.equals(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            ArrayNode all = NODES.arrayNode();
            JsonNode truth = fill(text);
            JsonNode changed = choice.other(text, salt);
            if (truth.size() == 1 && truth.get(0).equals(changed)) {
                changed = choice.fill(text);
            }
            all.add(changed);
            fillUp(all);
            return all;
        }

        @Override
        public JsonNode unfit(ItemText text, long salt) {
            return NODES.arrayNode().add(choice.unfit(text, salt));
        }
    }

    /** The same for every text. */
    record Fixed(JsonNode value) implements Field {
        @Override
        public JsonNode fill(ItemText text) {
            return value;
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return value;
        }
    }

    /** The item's first words; never anything else, as the model copies them. */
    record Echo(int words) implements Field {
        @Override
        public JsonNode fill(ItemText text) {
            return NODES.textNode(text.first(words));
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            return fill(text);
        }
    }

    /** An object. */
    record Record(Map<String, Field> members) implements Field {
        @Override
        public JsonNode fill(ItemText text) {
            ObjectNode object = NODES.objectNode();
            members.forEach((name, field) -> object.set(name, field.fill(text)));
            return object;
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            ObjectNode object = NODES.objectNode();
            members.forEach((name, field) -> object.set(name, field.other(text, Seeds.mix(salt, name.hashCode()))));
            return object;
        }

        @Override
        public JsonNode unfit(ItemText text, long salt) {
            ObjectNode object = (ObjectNode) fill(text);
            for (Map.Entry<String, Field> member : members.entrySet()) {
                if (!(member.getValue() instanceof Echo || member.getValue() instanceof Fixed)) {
                    object.set(member.getKey(), member.getValue().unfit(text, salt));
                    break;
                }
            }
            return object;
        }
    }

    /** An array of anything but choices: as many elements as the schema wants, at least one. */
    record Many(Field element, int least) implements Field {
        @Override
        public JsonNode fill(ItemText text) {
            ArrayNode all = NODES.arrayNode().add(element.fill(text));
            for (int i = 1; i < least; i++) {
                all.add(element.other(text, i));
            }
            return all;
        }

        @Override
        public JsonNode other(ItemText text, long salt) {
            ArrayNode all = NODES.arrayNode();
            for (int i = 0; i < Math.max(1, least); i++) {
                all.add(element.other(text, Seeds.mix(salt, i)));
            }
            return all;
        }
    }
}
