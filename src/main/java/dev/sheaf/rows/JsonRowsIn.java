package dev.sheaf.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Rows of a file of JSON lines: an object a line; empty lines are no rows. */
final class JsonRowsIn implements RowsIn {
    private final int longest;
    private final BufferedReader in;
    private long line;

    JsonRowsIn(InputStream in, int longest) throws IOException {
        this.longest = longest;
        BufferedInputStream buffered = new BufferedInputStream(in);
        // only for what it does with a byte order mark
        Dialect.of(buffered, ',');
        this.in = new BufferedReader(Utf8.reader(buffered));
    }

    @Override
    public @Nullable Row next() throws IOException {
        String text = nextLine();
        while (text != null && text.isBlank()) {
            text = nextLine();
        }
        return text == null ? null : row(text);
    }

    private Row row(String text) {
        if (text.length() > longest) {
            return bad("row_too_long", "is longer than a row may be");
        }
        try {
            JsonNode node = Json.MAPPER.readTree(Utf8.sound(text));
            return node instanceof ObjectNode object ? row(object, text) : bad("invalid_json", "holds no JSON object");
        } catch (JsonProcessingException e) {
            return bad("invalid_json", "is no JSON: " + e.getOriginalMessage());
        }
    }

    private Row row(ObjectNode object, String text) {
        Reason fault = Utf8.isSound(text) ? null : reason("invalid_utf8", "is not valid UTF-8");
        return new Row.Members(object, line, fault);
    }

    private Row bad(String code, String what) {
        return new Row.Members(Json.object(), line, reason(code, what));
    }

    private Reason reason(String code, String what) {
        return new Reason(code, "line " + line + " " + what);
    }

    /** A line without its end; of one that is too long, only what tells that it is. */
    private @Nullable String nextLine() throws IOException {
        StringBuilder text = new StringBuilder();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        line++;
        while (next >= 0 && next != '\n') {
            if (text.length() <= longest) {
                text.append((char) next);
            }
            next = in.read();
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
