package dev.sheaf.online;

import dev.sheaf.ask.Settled;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Gathers all answers of a caller, in the order of its items. */
final class Collecting implements Receiver {
    private final AtomicReferenceArray<Settled> answers;
    private final UniEmitter<? super List<Settled>> caller;

    Collecting(int items, UniEmitter<? super List<Settled>> caller) {
        this.answers = new AtomicReferenceArray<>(items);
        this.caller = caller;
    }

    @Override
    public void settled(Settled settled) {
        answers.set(settled.index(), settled);
    }

    @Override
    public void done() {
        caller.complete(
                IntStream.range(0, answers.length()).mapToObj(answers::get).toList());
    }
}
