package dev.sheaf.openai;

import dev.sheaf.model.ModelFailure;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpClientRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way, on a Vert.x context of its own, to which everything here is confined. It ends once, by what comes
 * first: done, broken, too slow, or given up by its caller. Then the request is ended, the file closed, and the caller
 * told, in this order.
 */
final class Transfer<T> {
    private final UniEmitter<? super T> caller;
    private final Context context;
    private final Time time;
    private final Pace pace;
    private final long begin;

    private @Nullable HttpClientRequest request;
    private @Nullable AsyncFile file;
    private Supplier<Future<Void>> undo = Future::succeededFuture;
    private @Nullable Cancellable timer;
    private long moved;
    private boolean over;

    private Transfer(UniEmitter<? super T> caller, Context context, Time time, Pace pace) {
        this.caller = caller;
        this.context = context;
        this.time = time;
        this.pace = pace;
        this.begin = time.nanos();
    }

    static <T> Uni<T> of(Vertx vertx, Time time, Pace pace, Consumer<Transfer<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            Transfer<T> transfer = new Transfer<>(emitter, context, time, pace);
            emitter.onTermination(() -> context.runOnContext(ignored -> transfer.end(true, () -> {})));
            context.runOnContext(ignored -> transfer.begin(work));
        });
    }

    private void begin(Consumer<Transfer<T>> work) {
        if (!over) {
            watch();
            work.accept(this);
        }
    }

    /** Goes off when even a file that moved no further would be too slow, and looks again. */
    private void watch() {
        long passed = time.nanos() - begin;
        long left = pace.allowed(moved).toNanos() - passed;
        if (left <= 0) {
            fail(new ModelFailure.TimedOut(Duration.ofNanos(passed)));
        } else {
            timer = time.after(Duration.ofNanos(left), () -> context.runOnContext(ignored -> watchOn()));
        }
    }

    private void watchOn() {
        if (!over) {
            watch();
        }
    }

    void moved(int bytes) {
        moved += bytes;
    }

    long moved() {
        return moved;
    }

    boolean isOver() {
        return over;
    }

    /** What it travels on. */
    void on(HttpClientRequest made) {
        request = made;
        made.exceptionHandler(this::fail);
        if (over) {
            made.reset();
        }
    }

    /**
     * What it comes from or goes to.
     *
     * @param ifBroken done after the file is closed, unless the transfer succeeded
     */
    void with(AsyncFile opened, Supplier<Future<Void>> ifBroken) {
        file = opened;
        undo = ifBroken;
        opened.exceptionHandler(this::failOnDisk);
        if (over) {
            opened.close().eventually(ifBroken);
        }
    }

    /** @param last done after the file is closed, before the caller is told */
    void complete(T result, Supplier<Future<Void>> last) {
        if (!over) {
            over = true;
            stopTimer();
            close().compose(closed -> last.get())
                    .onSuccess(done -> caller.complete(result))
                    .onFailure(failure -> undo.get().onComplete(undone -> caller.fail(ofDisk(failure))));
        }
    }

    /** A reply came before all was sent: what it says counts, and the rest is of no use. */
    void completeEarly(T result) {
        end(true, () -> caller.complete(result));
    }

    void fail(Throwable failure) {
        end(true, () -> caller.fail(failure));
    }

    void failOnDisk(Throwable failure) {
        fail(ofDisk(failure));
    }

    private void end(boolean reset, Runnable tell) {
        if (over) {
            return;
        }
        over = true;
        stopTimer();
        if (reset && request != null) {
            request.reset();
        }
        close().eventually(undo).onComplete(closed -> tell.run());
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private Future<Void> close() {
        return file == null ? Future.succeededFuture() : file.close();
    }

    private static UncheckedIOException ofDisk(Throwable failure) {
        Throwable cause = failure.getCause() instanceof IOException ? failure.getCause() : failure;
        return new UncheckedIOException(cause instanceof IOException known ? known : new IOException(cause));
    }
}
