package dev.sheaf.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A file of JSON lines: the caller's object with a member {@code answer}. */
final class JsonRowsOut implements RowsOut {
    private final Writer out;

    JsonRowsOut(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void write(Row row, RowAnswer answer) throws IOException {
        ObjectNode object = row.object();
        object.set(free(object, "answer"), answer.json());
        out.write(Utf8.sound(Json.compact(object)));
        out.write('\n');
    }

    private static String free(ObjectNode object, String name) {
        return object.has(name) ? free(object, "sheaf_" + name) : name;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
