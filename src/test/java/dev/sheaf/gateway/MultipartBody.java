package dev.sheaf.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A form as clients send it. */
final class MultipartBody {
    static final String TYPE = "multipart/form-data; boundary=xYzZY";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A batch's file. */
    static MultipartBody batch(byte[] content) {
        return new MultipartBody().with("purpose", "batch").file("requests.jsonl", content);
    }

    static MultipartBody batch(String content) {
        return batch(content.getBytes(StandardCharsets.UTF_8));
    }

    MultipartBody with(String name, String value) {
        return part("name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    MultipartBody file(String name, byte[] content) {
        return part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/octet-stream", content);
    }

    private MultipartBody part(String head, byte[] content) {
        text("--xYzZY\r\nContent-Disposition: form-data; " + head + "\r\n\r\n");
        bytes.writeBytes(content);
        return text("\r\n");
    }

    private MultipartBody text(String text) {
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
