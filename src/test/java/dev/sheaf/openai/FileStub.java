package dev.sheaf.openai;

import dev.sheaf.app.Loopback;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;

/** A provider on a loopback port that is asked for, and given, files too large to be held. */
final class FileStub implements AutoCloseable {
    private final Loopback server;

    /** @param how called with every request before any of its body was read */
    FileStub(Consumer<HttpServerRequest> how) {
        server = Loopback.answering(how::accept);
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.port() + "/v1");
    }

    /** Writes blocks as fast as they are taken. */
    static void pour(HttpServerRequest request, int blocks, Consumer<Integer> beforeBlock) {
        int[] next = {0};
        Runnable[] more = {() -> {}};
        more[0] = () -> {
            while (next[0] < blocks && !request.response().writeQueueFull()) {
                beforeBlock.accept(next[0]);
                request.response().write(block(next[0]++));
            }
            if (next[0] == blocks) {
                next[0]++;
                request.response().end();
            } else if (next[0] < blocks) {
                request.response().drainHandler(drained -> more[0].run());
            }
        };
        more[0].run();
    }

    static final int BLOCK = 64 * 1024;

    static Buffer block(int number) {
        byte[] bytes = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            bytes[i] = (byte) (number * 31 + i * 7);
        }
        return Buffer.buffer(bytes);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
