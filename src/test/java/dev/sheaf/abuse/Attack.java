package dev.sheaf.abuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request, byte by byte, as nobody's client would send it.
 *
 * @param kind for the count, like {@code described} or {@code csv}
 * @param end what becomes of the connection once it is sent
 */
public record Attack(String kind, byte[] bytes, End end) {
    /** What the sender does when all bytes are out. */
    public enum End {
        /** Reads the reply. */
        READ,
        /** Reads the beginning of a reply that may go on. */
        PEEK,
        /** Reads what comes at once: the service may be waiting for more of what is no request. */
        GLANCE,
        /** Hangs up without a look. */
        HANG_UP
    }

    /** Its beginning, for people. */
    public String sketch() {
        String text = new String(bytes, 0, Math.min(bytes.length, 700), StandardCharsets.ISO_8859_1);
        return kind + " (" + bytes.length + " bytes)\n" + text.replaceAll("[^\\x20-\\x7e\\r\\n]", "?");
    }

    /** Puts one together. */
    static final class Builder {
        private final String kind;
        private final String method;
        private final String target;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = {};
        private boolean measured = true;
        private End end = End.READ;

        Builder(String kind, String method, String target) {
            this.kind = kind;
            this.method = method;
            this.target = target;
        }

        /** As it stands, whatever it is. */
        Builder header(String name, String value) {
            headers.add(name + ": " + value);
            return this;
        }

        Builder body(String type, byte[] content) {
            body = content.clone();
            return type.isEmpty() ? this : header("Content-Type", type);
        }

        /** Says nothing of the body's length. */
        Builder unmeasured() {
            measured = false;
            return this;
        }

        Builder end(End how) {
            end = how;
            return this;
        }

        Attack build() {
            var out = new ByteArrayOutputStream();
            var head =
                    new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            if (measured && (body.length > 0 || !"GET".equals(method))) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(body);
            return new Attack(kind, out.toByteArray(), end);
        }
    }
}
