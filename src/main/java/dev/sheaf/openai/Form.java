package dev.sheaf.openai;

import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;

/**
 * What stands before and after a file where it is uploaded as {@code multipart/form-data} (RFC 7578). It is written by
 * hand so that the length is known before the file is read, and the file itself can go from the disk to the wire.
 *
 * @param boundary what the file does not hold
 */
record Form(String name, String boundary) {
    private static final Pattern NAME = Pattern.compile("[\\w.-]{1,200}");

    Form {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a file's name is of letters, digits and ._-, at most 200");
        }
    }

    String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    Buffer before() {
        return Buffer.buffer(field("purpose") + "\r\n\r\nbatch\r\n" + field("file") + "; filename=\"" + name
                + "\"\r\nContent-Type: application/jsonl\r\n\r\n");
    }

    Buffer after() {
        return Buffer.buffer("\r\n--" + boundary + "--\r\n");
    }

    private String field(String field) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field + "\"";
    }
}
