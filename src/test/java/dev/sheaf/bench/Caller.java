package dev.sheaf.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection and its request under way. */
final class Caller {
    private final SocketChannel channel;
    private final ByteBuffer reply = ByteBuffer.allocate(16 * 1024);
    private long since;
    private boolean good;

    Caller(SocketChannel channel) {
        this.channel = channel;
    }

    void ask(ByteBuffer request, long when) throws IOException {
        since = when;
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Reads what is there; true where that completes the reply. */
    boolean read() throws IOException {
        if (channel.read(reply) < 0) {
            throw new EOFException();
        }
        int end = HttpText.end(reply.array(), reply.position());
        boolean complete = end >= 0 && reply.position() >= end;
        if (complete) {
            good = HttpText.isGood(reply.array(), reply.position());
            reply.clear();
        }
        return complete;
    }

    boolean isGood() {
        return good;
    }

    /** When the request was due. */
    long since() {
        return since;
    }

    void close() throws IOException {
        channel.close();
    }
}
