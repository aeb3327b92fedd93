package dev.sheaf.ask;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.ModelFailure;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Reading;
import dev.sheaf.pack.Weighed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks for the answers of a pack: one call, then repair. Only the items that a reply leaves open are asked again, in packs
 * of half the size, down to single items; what never comes gets the reason. Every item settles exactly once, and a
 * call's failure is an answer too: the stream fails only where Sheaf itself is at fault.
 */
public final class Asker implements PackAsker {
    private final ChatModel model;
    private final AskPolicy policy;
    private final LongSupplier seeds;
    private final Supplier<String> ids;
    private final AskEvents events;

    /**
     * @param seeds decide each call's slot numbers and order
     * @param ids name each asking; they must never repeat
     */
    public Asker(ChatModel model, AskPolicy policy, LongSupplier seeds, Supplier<String> ids, AskEvents events) {
        this.model = model;
        this.policy = policy;
        this.seeds = seeds;
        this.ids = ids;
        this.events = events;
    }

    /** Asks for all of them in one pack. */
    @Override
    public Multi<Settled> ask(Prepared task, List<Weighed> items, Priority priority) {
        return begin(new Course(task, priority, true), items);
    }

    @Override
    public Multi<Settled> again(Prepared task, List<Weighed> items, Priority priority) {
        return begin(new Course(task, priority, false), items);
    }

    private Multi<Settled> begin(Course course, List<Weighed> items) {
        var open = new ArrayList<Open>(items.size());
        for (int i = 0; i < items.size(); i++) {
            open.add(new Open(i, items.get(i), List.of(), 0, null));
        }
        return Multi.createFrom().deferred(() -> round(course, open));
    }

    /**
     * What stays the same from the first call to the last repair.
     *
     * @param counts whether the items are asked here and nowhere else
     */
    private record Course(Prepared task, Priority priority, boolean counts) {}

    private Multi<Settled> round(Course course, List<Open> open) {
        return call(course, open).onItem().transformToMulti(turnout -> Multi.createBy()
                .merging()
                .streams(Multi.createFrom().iterable(turnout.settled()), again(course, turnout, open.size())));
    }

    /** Half the size, so that whatever spoilt the reply concerns fewer and fewer. */
    private Multi<Settled> again(Course course, Turnout turnout, int size) {
        List<List<Open>> packs = chunks(turnout.open(), Math.max(1, size / 2));
        return Multi.createFrom().iterable(packs).onItem().transformToMultiAndMerge(pack -> round(course, pack));
    }

    private Uni<Turnout> call(Course course, List<Open> open) {
        Pack pack = course.task.prompt().lay(open.stream().map(Open::asked).toList(), seeds.getAsLong());
        ChatRequest request = course.task
                .prompt()
                .ask(pack, ids.get(), course.priority, course.task.task().name());
        var books = new Booking(course.task, request, pack, course.counts && isFirst(open), events);
        return model.ask(request, books::lost)
                .invoke(reply -> books.replied(reply.usage()))
                .map(reply -> turnout(course, request, pack, reply, open))
                .onFailure(ModelFailure.class)
                .recoverWithItem(failure -> failed((ModelFailure) failure, open));
    }

    private static boolean isFirst(List<Open> open) {
        return open.stream().allMatch(item -> item.shares().isEmpty());
    }

    private Turnout turnout(Course course, ChatRequest request, Pack pack, Reply reply, List<Open> open) {
        Reading reading = course.task.reader().read(pack, reply);
        events.replied(pack.size(), reply.usage(), reading.anomalies());
        List<Share> shares = Share.split(request.id(), reply.usage(), pack.size());
        var turnout = new Turnout(policy, events, open.size());
        for (int i = 0; i < pack.size(); i++) {
            Open item = open.get(pack.slots().get(i).index());
            Open asked = item.with(shares.get(i), open.size());
            turnout.add(
                    reading.doubted(i).map(asked::doubting).orElse(asked),
                    reading.outcomes().get(i));
        }
        return turnout;
    }

    private Turnout failed(ModelFailure failure, List<Open> open) {
        var turnout = new Turnout(policy, events, open.size());
        open.forEach(item -> turnout.add(item, failure));
        return turnout;
    }

    private static List<List<Open>> chunks(List<Open> open, int size) {
        var chunks = new ArrayList<List<Open>>();
        for (int from = 0; from < open.size(); from += size) {
            chunks.add(open.subList(from, Math.min(open.size(), from + size)));
        }
        return chunks;
    }
}
