package dev.sheaf.events;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A reply's body for a thread that may wait; its sender is held back while much of it is unread. One who sends so little that it
 * would hold the thread for days is given up: only the time for which the thread waits is its own.
 */
final class Inflow extends InputStream {
    private static final int MUCH = 1 << 18;
    /** Bytes a second. */
    private static final long LEAST = 1_024;

    private final HttpClientResponse response;
    private final Context context;
    private final Sources.Limits limits;
    private final LongSupplier nanos;
    private final Deque<Buffer> unread = new ArrayDeque<>();
    private int unreadBytes;
    private int position;
    private long taken;
    private long waited;
    /** When the window began, by what was waited, and what had come by then. */
    private long windowAt;

    private long windowBytes;
    private boolean paused;
    private boolean ended;
    private @Nullable String broken;

    private Inflow(HttpClientResponse response, Sources.Limits limits, LongSupplier nanos) {
        this.response = response;
        this.context = Vertx.currentContext();
        this.limits = limits;
        this.nanos = nanos;
    }

    /**
     * To be called as soon as the reply is there, on its own thread.
     *
     * @param nanos a clock as {@link System#nanoTime}
     */
    static Inflow of(HttpClientResponse response, Sources.Limits limits, LongSupplier nanos) {
        Inflow inflow = new Inflow(response, limits, nanos);
        response.exceptionHandler(gone -> inflow.breakOff("its connection ended before it did"));
        response.endHandler(end -> inflow.end());
        response.handler(inflow::arrived);
        return inflow;
    }

    private synchronized void arrived(Buffer piece) {
        taken += piece.length();
        if (taken > limits.most()) {
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
        long began = nanos.getAsLong();
        long end = began + limits.idle().toNanos();
        while (unread.isEmpty() && !ended && broken == null) {
            long millis = (end - nanos.getAsLong()) / 1_000_000;
            if (millis <= 0) {
                throw new Unreadable("nothing of it came for " + limits.idle().toSeconds() + " seconds");
            }
            pause(millis);
        }
        waited(nanos.getAsLong() - began);
        if (broken != null) {
            throw new Unreadable(broken);
        }
    }

    /** As those who send to us have to. */
    private void waited(long more) throws IOException {
        waited += more;
        if (waited - windowAt < limits.window().toNanos()) {
            return;
        }
        if (!ended && taken - windowBytes < LEAST * limits.window().toMillis() / 1_000) {
            throw new Unreadable("less than a kilobyte a second of it came");
        }
        windowAt = waited;
        windowBytes = taken;
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
