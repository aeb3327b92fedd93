package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.rows.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests of a request file that was found valid, as items of a job; holds what it was fed last. */
public final class RequestFileItems implements Lines.Taker {
    private final Lines lines = new Lines(RequestFileCheck.LONGEST_LINE, this);
    private final RequestLine line = new RequestLine((code, message, param) -> {});
    private final Function<JsonNode, Text> text;
    private List<NewItem> items = new ArrayList<>();
    private long seq;

    /** @param text what is asked about, by a request's body */
    public RequestFileItems(Function<JsonNode, Text> text) {
        this.text = text;
    }

    /** Of an item, or why nothing can be asked about it. */
    public record Text(String text, Job.@Nullable Failure fault) {
        public static Text of(String text) {
            return new Text(text, null);
        }

        public static Text none(String code, String message) {
            return new Text("", new Job.Failure(code, message));
        }
    }

    /** The items of what comes next in the file. */
    public List<NewItem> feed(byte[] bytes) {
        lines.feed(bytes, 0, bytes.length);
        return taken();
    }

    /** Those of the last line. */
    public List<NewItem> end() {
        lines.end();
        return taken();
    }

    private List<NewItem> taken() {
        List<NewItem> taken = items;
        items = new ArrayList<>();
        return taken;
    }

    @Override
    public void line(long number, byte[] bytes, int offset, int length) {
        if (!RequestFileCheck.isBlank(bytes, offset, length)) {
            line.read(number == 1, bytes, offset, length).ifPresent(request -> items.add(item(number, request)));
        }
    }

    private NewItem item(long number, JsonNode request) {
        Optional<String> id = line.customId(request);
        Text said = text.apply(request.path("body"));
        String cells = Json.object().put("custom_id", id.orElse("")).toString();
        return new NewItem(++seq, id.orElse(""), number, cells, said.text(), said.fault());
    }

    /** No file with such a line is found valid. */
    @Override
    public void tooLong(long number) {}
}
