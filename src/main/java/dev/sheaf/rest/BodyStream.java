package dev.sheaf.rest;

import dev.sheaf.access.Pace;
import dev.sheaf.task.Violation;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body for a thread that may wait. The sender is held back while much of it is unread, so that what is held
 * does not grow with the body. One who asks whether to send it ({@code Expect: 100-continue}) is told so when it is first
 * read; where it never is, the connection ends with the reply, since nobody could tell what would come on it next.
 */
final class BodyStream extends InputStream {
    private static final int MUCH = 1 << 18;

    private final HttpServerRequest request;
    private final Pace pace;
    private final Context context;
    private final Duration patience;
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Buffer> unread = new ArrayDeque<>();
    private int unreadBytes;
    private int position;
    private long taken;
    private boolean awaited;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable String broken;

    private BodyStream(HttpServerRequest request, Pace pace, Duration patience, long limit) {
        this.request = request;
        this.pace = pace;
        this.context = Vertx.currentContext();
        this.patience = patience;
        this.limit = limit;
    }

    /**
     * To be called as soon as the request is there, on its own thread.
     *
     * @param patience how long the sender may be silent
     * @param limit in bytes
     */
    static BodyStream of(RoutingContext http, Duration patience, long limit) {
        HttpServerRequest request = http.request();
        BodyStream body = new BodyStream(request, Pace.of(http), patience, limit);
        if (request.isEnded()) {
            body.ended = true;
            return body;
        }
        request.exceptionHandler(gone -> body.breakOff("The connection ended before the file did."));
        request.endHandler(end -> body.end());
        request.handler(body::arrived);
        if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            body.awaited = true;
            body.pace.hold();
            http.addEndHandler(sent -> body.hangUp());
        } else {
            request.resume();
        }
        return body;
    }

    /** Whether its sender waits for a word. */
    boolean isAwaited() {
        lock.lock();
        try {
            return awaited;
        } finally {
            lock.unlock();
        }
    }

    /** A connection of HTTP/2 has others on it, and keeps them apart. */
    private void hangUp() {
        if (isAwaited() && request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    private void letCome() {
        if (awaited && !closed) {
            awaited = false;
            context.runOnContext(now -> {
                pace.letCome();
                request.response().writeContinue();
                request.resume();
            });
        }
    }

    private void arrived(Buffer chunk) {
        lock.lock();
        try {
            taken += chunk.length();
            if (taken > limit) {
                broken = TooLarge.WHY;
                unread.clear();
            } else if (!closed && broken == null) {
                unread.add(chunk);
                unreadBytes += chunk.length();
                paused = unreadBytes >= MUCH;
                if (paused) {
                    pace.hold();
                    request.pause();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void breakOff(String why) {
        lock.lock();
        try {
            broken = ended ? broken : why;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            letCome();
            await();
            Buffer first = unread.peek();
            if (first == null && taken == 0) {
                throw Refused.invalid(List.of(new Violation("body", "is empty")));
            }
            return first == null ? -1 : take(first, target, offset, length);
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        long nanos = patience.toNanos();
        while (unread.isEmpty() && !ended || broken != null || closed) {
            if (broken != null) {
                throw broken.equals(TooLarge.WHY) ? new TooLarge() : new Broken(broken);
            }
            if (closed) {
                throw new Broken("The reading was given up.");
            }
            if (nanos <= 0) {
                throw new Broken("Nothing of the file came for " + patience.toSeconds() + " seconds.");
            }
            nanos = waited(nanos);
        }
    }

    private long waited(long nanos) throws IOException {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Broken("The service is shutting down.");
        }
    }

    private int take(Buffer first, byte[] target, int offset, int length) {
        int count = Math.min(length, first.length() - position);
        first.getBytes(position, position + count, target, offset);
        position += count;
        if (position == first.length()) {
            unread.remove();
            unreadBytes -= first.length();
            position = 0;
            goOn();
        }
        return count;
    }

    private void goOn() {
        if (paused && unreadBytes < MUCH / 2) {
            paused = false;
            context.runOnContext(now -> resume());
        }
    }

    private void resume() {
        pace.letCome();
        if (!request.isEnded()) {
            request.resume();
        }
    }

    /** What is still to come is thrown away as it comes: callers who are cut off do not hear the answer. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            unread.clear();
            unreadBytes = 0;
            changed.signalAll();
            paused = !awaited;
            goOn();
        } finally {
            lock.unlock();
        }
    }

    /** The body did not come whole. */
    static class Broken extends IOException {
        Broken(String why) {
            super(why);
        }
    }

    /** More than may be sent. */
    static final class TooLarge extends Broken {
        static final String WHY = "The file is larger than allowed.";

        TooLarge() {
            super(WHY);
        }
    }
}
