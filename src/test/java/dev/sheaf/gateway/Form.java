package dev.sheaf.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form as clients send it. */
final class Form {
    static final String TYPE = "multipart/form-data; boundary=xYzZY";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A batch's file. */
    static Form batch(byte[] content) {
        return new Form().with("purpose", "batch").file("requests.jsonl", content);
    }

    static Form batch(String content) {
        return batch(content.getBytes(StandardCharsets.UTF_8));
    }

    Form with(String name, String value) {
        return part("name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    Form file(String name, byte[] content) {
        return part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream", content);
    }

    private Form part(String head, byte[] content) {
        text("--xYzZY\r\nContent-Disposition: form-data; " + head + "\r\n\r\n");
        bytes.writeBytes(content);
        return text("\r\n");
    }

    private Form text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes("--xYzZY--\r\n".getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }
}
