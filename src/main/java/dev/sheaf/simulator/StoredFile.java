package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A file as the provider tells of it.
 *
 * @param sequence rises from file to file
 * @param digest of its content; 0 where nobody asks for it
 * @param created in seconds since 1970
 * @param expires in seconds since 1970; 0: never
 */
record StoredFile(
        String id, long sequence, String name, String purpose, long bytes, long digest, long created, long expires) {
    boolean gone(long seconds) {
        return expires != 0 && expires <= seconds;
    }

    ObjectNode describe() {
        ObjectNode file = JsonNodeFactory.instance
                .objectNode()
                .put("object", "file")
                .put("id", id)
                .put("purpose", purpose)
                .put("filename", name)
                .put("bytes", bytes)
                .put("created_at", created);
        if (expires == 0) {
            file.putNull("expires_at");
        } else {
            file.put("expires_at", expires);
        }
        return file.put("status", "processed").putNull("status_details");
    }

    ObjectNode record() {
        return describe().put("sequence", sequence).put("digest", digest);
    }

    static StoredFile of(JsonNode record) {
        return new StoredFile(
                record.path("id").asText(),
                record.path("sequence").asLong(),
                record.path("filename").asText(),
                record.path("purpose").asText(),
                record.path("bytes").asLong(),
                record.path("digest").asLong(),
                record.path("created_at").asLong(),
                record.path("expires_at").asLong());
    }
}
