package dev.sheaf.events;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A reply's body for a thread that may wait; its sender is held back while much of it is unread. */
final class Inflow extends InputStream {
    private static final int MUCH = 1 << 18;

    private final HttpClientResponse response;
    private final Context context;
    private final Duration patience;
    private final long limit;
    private final Deque<Buffer> unread = new ArrayDeque<>();
    private int unreadBytes;
    private int position;
    private long taken;
    private boolean paused;
    private boolean ended;
    private @Nullable String broken;

    private Inflow(HttpClientResponse response, Duration patience, long limit) {
        this.response = response;
        this.context = Vertx.currentContext();
        this.patience = patience;
        this.limit = limit;
    }

    /**
     * To be called as soon as the reply is there, on its own thread.
     *
     * @param patience how long the sender may be silent
     * @param limit in bytes
     */
    static Inflow of(HttpClientResponse response, Duration patience, long limit) {
        Inflow inflow = new Inflow(response, patience, limit);
        response.exceptionHandler(gone -> inflow.breakOff("its connection ended before it did"));
        response.endHandler(end -> inflow.end());
        response.handler(inflow::arrived);
        return inflow;
    }

    private synchronized void arrived(Buffer piece) {
        taken += piece.length();
        if (taken > limit) {
            breakOff("it is larger than allowed");
        } else if (broken == null) {
            unread.add(piece);
            unreadBytes += piece.length();
            if (unreadBytes >= MUCH && !paused) {
                paused = true;
                response.pause();
            }
        }
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized void breakOff(String why) {
        if (!ended && broken == null) {
            broken = why;
            unread.clear();
        }
        notifyAll();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        await();
        Buffer first = unread.peek();
        return first == null ? -1 : take(first, target, offset, length);
    }

    private void await() throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (unread.isEmpty() && !ended && broken == null) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new Unreadable("nothing of it came for " + patience.toSeconds() + " seconds");
            }
            pause(millis);
        }
        if (broken != null) {
            throw new Unreadable(broken);
        }
    }

    private void pause(long millis) throws IOException {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreadable("the service is shutting down");
        }
    }

    private int take(Buffer first, byte[] target, int offset, int length) {
        int count = Math.min(length, first.length() - position);
        first.getBytes(position, position + count, target, offset);
        position += count;
        if (position == first.length()) {
            unread.remove();
            unreadBytes -= position;
            position = 0;
        }
        if (paused && unreadBytes < MUCH / 2) {
            paused = false;
            context.runOnContext(now -> response.resume());
        }
        return count;
    }

    @Override
    public void close() {
        breakOff("its reading was given up");
        response.request().connection().close();
    }
}
