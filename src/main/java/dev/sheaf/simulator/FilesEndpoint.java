package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code GET} and {@code DELETE} below {@code /v1/files}; what is uploaded goes through {@link Upload}. */
final class FilesEndpoint {
    private static final String BASE = "/v1/files/";
    private static final int MOST = 10_000;

    private final FileShelf files;
    private final Mishaps mishaps;

    FilesEndpoint(FileShelf files, Mishaps mishaps) {
        this.files = files;
        this.mishaps = mishaps;
    }

    void list(Exchange exchange, Buffer ignored) {
        Page page = Page.of(exchange.request(), MOST, MOST);
        String purpose = exchange.request().getParam("purpose", "");
        List<StoredFile> all = new ArrayList<>(files.all());
        all.removeIf(file -> !purpose.isEmpty() && !file.purpose().equals(purpose));
        if (ascending(exchange.request().getParam("order", "desc"))) {
            Collections.reverse(all);
        }
        exchange.send(page.of(all, StoredFile::id, StoredFile::describe));
    }

    private static boolean ascending(String order) {
        if (!Set.of("asc", "desc").contains(order)) {
            throw ApiError.invalid("order", "invalid_value", "Invalid value: 'order' is one of 'asc' and 'desc'.");
        }
        return order.equals("asc");
    }

    /** One file, or its content. */
    void get(Exchange exchange, Buffer ignored) {
        String path = exchange.after(BASE);
        if (path.endsWith("/content")) {
            content(exchange, files.find(path.substring(0, path.length() - "/content".length())));
        } else {
            exchange.send(files.find(path).describe());
        }
    }

    private void content(Exchange exchange, StoredFile file) {
        String content = files.content(file.id()).toString();
        boolean breaks = file.bytes() > 1 && mishaps.breaksOff(file.id());
        var response = exchange.head(200, "application/octet-stream", Map.of());
        response.putHeader("content-length", String.valueOf(file.bytes()));
        if (breaks) {
            response.sendFile(content, 0, file.bytes() / 2).onComplete(half -> exchange.hangUp());
        } else {
            response.sendFile(content, 0, file.bytes()).onFailure(failure -> exchange.hangUp());
        }
    }

    void delete(Exchange exchange, Buffer ignored) {
        String id = exchange.after(BASE);
        files.delete(id);
        exchange.send(JsonNodeFactory.instance
                .objectNode()
                .put("object", "file")
                .put("deleted", true)
                .put("id", id));
    }
}
