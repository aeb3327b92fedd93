package dev.sheaf.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** As much of HTTP/1.1 as the load needs: requests of JSON, replies with a length. */
final class HttpText {
    private static final byte[] BLANK_LINE = bytes("\r\n\r\n");
    private static final byte[] LENGTH = bytes("\r\ncontent-length:");
    private static final byte[] ERROR = bytes("\"error\"");

    private HttpText() {}

    static ByteBuffer post(int port, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = bytes("POST " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nAuthorization: Bearer any\r\nContent-Length: "
                + body.length
                + "\r\n\r\n");
        ByteBuffer request = ByteBuffer.allocate(head.length + body.length);
        return request.put(head).put(body).flip();
    }

    /** Where a reply ends; -1 where its head is not there yet. */
    static int end(byte[] reply, int filled) {
        int head = find(reply, 0, filled, BLANK_LINE);
        if (head < 0) {
            return -1;
        }
        int length = find(reply, 0, head, LENGTH);
        if (length < 0) {
            throw new IllegalStateException("a reply without a length");
        }
        int value = 0;
        for (int i = length + LENGTH.length; reply[i] != '\r'; i++) {
            value = reply[i] == ' ' ? value : value * 10 + reply[i] - '0';
        }
        return head + BLANK_LINE.length + value;
    }

    static boolean isGood(byte[] reply, int filled) {
        boolean ok = reply[9] == '2' && reply[10] == '0' && reply[11] == '0';
        return ok && find(reply, 12, filled, ERROR) < 0;
    }

    private static int find(byte[] text, int from, int to, byte[] what) {
        for (int i = from; i <= to - what.length; i++) {
            int same = 0;
            while (same < what.length && lower(text[i + same]) == what[same]) {
                same++;
            }
            if (same == what.length) {
                return i;
            }
        }
        return -1;
    }

    private static int lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
