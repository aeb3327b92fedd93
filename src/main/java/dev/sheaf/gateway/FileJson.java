package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Files as they stand on the wire. */
final class FileJson {
    private FileJson() {}

    static ObjectNode of(StoredFile file) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", file.id())
                .put("object", "file")
                .put("bytes", file.bytes())
                .put("created_at", file.createdAt().getEpochSecond());
        json.put(
                "expires_at",
                file.expiresAt() == null ? null : (Long) file.expiresAt().getEpochSecond());
        return json.put("filename", file.name())
                .put("purpose", file.purpose().word())
                .put("status", "processed")
                .putNull("status_details");
    }

    static ObjectNode of(FileStore.Page page) {
        List<StoredFile> files = page.files();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = json.putArray("data");
        files.forEach(file -> data.add(of(file)));
        return json.put("first_id", files.isEmpty() ? null : files.get(0).id())
                .put(
                        "last_id",
                        files.isEmpty() ? null : files.get(files.size() - 1).id())
                .put("has_more", page.more());
    }

    static ObjectNode deleted(String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "file")
                .put("deleted", true);
    }
}
