package dev.sheaf.bulk;

import dev.sheaf.model.ModelFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a step's calls on the online lane, other than replies. Thread-safe, since they end side by side. */
final class Sendings {
    private final Asking asking;
    private final Part part;
    private final List<String> unsent = new ArrayList<>();
    private @Nullable ModelFailure closed;
    private @Nullable ModelFailure passing;
    private @Nullable Throwable failure;
    private Wish wish = Wish.GO;
    private boolean left;
    private int attempts;

    Sendings(Asking asking, Part part) {
        this.asking = asking;
        this.part = part;
    }

    Asking asking() {
        return asking;
    }

    Part part() {
        return part;
    }

    /** What the job wants by now. */
    synchronized void wanted(Job job) {
        wish = job.cancelling() ? Wish.END : job.state() == JobState.PAUSED ? Wish.WAIT : Wish.GO;
    }

    /** The others are for whoever comes next. */
    synchronized void leave() {
        left = true;
    }

    synchronized boolean isLeft() {
        return left;
    }

    synchronized Wish wish() {
        return wish;
    }

    /** Something broke that is no call's. */
    synchronized void fail(Throwable first) {
        failure = failure == null ? first : failure;
    }

    synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Whether further requests are to be sent. */
    synchronized boolean goesOn() {
        return wish == Wish.GO && failure == null && !left && !isHeld();
    }

    /** Nobody can be asked until somebody has seen to it. */
    synchronized void close(Asked asked, ModelFailure failure) {
        closed = failure;
        unsent.add(asked.request().id());
    }

    /** It is asked again later. */
    synchronized void hold(Asked asked, ModelFailure failure) {
        passing = failure;
        attempts = Math.max(attempts, asked.request().attempts());
        if (!failure.mayBeBought()) {
            unsent.add(asked.request().id());
        }
    }

    /** Requests of which nothing was bought for certain. */
    synchronized List<String> unsent() {
        return List.copyOf(unsent);
    }

    synchronized boolean isHeld() {
        return closed != null || passing != null;
    }

    synchronized Optional<ModelFailure> closed() {
        return Optional.ofNullable(closed);
    }

    synchronized Duration pause(Pauses pauses) {
        return passing == null ? Duration.ZERO : pauses.again(passing, attempts);
    }
}
