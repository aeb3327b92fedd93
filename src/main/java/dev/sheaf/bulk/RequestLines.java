package dev.sheaf.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Priority;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Item;
import dev.sheaf.task.TaskDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What is sent for a request: always the same for the same request. */
public final class RequestLines {
    static final String ENDPOINT = "/v1/chat/completions";
    /** What a line adds to its request's body: its id and its address. */
    private static final int ENVELOPE = 128;
    /** A slot's number, its brackets and its line's end. */
    private static final int MARKER = 12;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ChatWire wire;

    public RequestLines(ChatWire wire) {
        this.wire = wire;
    }

    static Pack pack(Prepared task, Asked asked) {
        List<Item> items = asked.items().stream()
                .map(item -> new Item(Long.toString(item.seq()), item.text()))
                .toList();
        return task.prompt().lay(items, asked.request().seed());
    }

    /** @param id the request's own on the wire; on the online lane every sending has another */
    static ChatRequest chat(Prepared task, Asked asked, Pack pack, String id) {
        return task.prompt().ask(pack, id, Priority.BULK, task.task().name());
    }

    /** A line of a request file, with its end. */
    byte[] line(Prepared task, Asked asked) {
        String id = asked.request().id();
        ObjectNode line = JSON.createObjectNode();
        line.put("custom_id", id).put("method", "POST").put("url", ENDPOINT);
        line.set("body", wire.body(chat(task, asked, pack(task, asked), id)));
        try {
            byte[] json = JSON.writeValueAsBytes(line);
            byte[] whole = Arrays.copyOf(json, json.length + 1);
            whole[json.length] = '\n';
            return whole;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be written", e);
        }
    }

    /** Bytes of a line without its items. */
    int fixedBytes(Prepared task) {
        Pack one = task.prompt().lay(List.of(new Item("1", "")), 1);
        String body = wire.body(task.prompt().ask(one, "id", Priority.BULK, "")).toString();
        return body.getBytes(StandardCharsets.UTF_8).length + ENVELOPE + canaryBytes(task);
    }

    private static int canaryBytes(Prepared task) {
        TaskDefinition definition = task.task().definition();
        return !definition.quality().canary()
                ? 0
                : definition.examples().stream()
                        .mapToInt(example -> (int) itemBytes(example.text()))
                        .max()
                        .orElse(0);
    }

    /** Bytes that an item adds to a line at most: a character takes six where it is escaped. */
    static long itemBytes(String text) {
        long bytes = MARKER;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            bytes += c < 0x20 ? 8 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
        }
        return bytes;
    }
}
