package dev.sheaf.gateway;

import dev.sheaf.access.Caller;
import dev.sheaf.ask.Settled;
import dev.sheaf.online.Batcher;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.Prepared;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Tasks asked as models: what they are asked waits in the online lane with everybody else's. */
final class TaskChat {
    private final TaskShelf shelf;
    private final Batcher batcher;
    private final Charges charges;
    private final Duration patience;
    private final int mostItems;
    private final Supplier<Heading> headings;

    /**
     * @param patience how long an item waits for its answer
     * @param mostItems that fit the queue
     * @param headings of completions, each new
     */
    TaskChat(
            TaskShelf shelf,
            Batcher batcher,
            Charges charges,
            Duration patience,
            int mostItems,
            Supplier<Heading> headings) {
        this.shelf = shelf;
        this.batcher = batcher;
        this.charges = charges;
        this.patience = patience;
        this.mostItems = mostItems;
        this.headings = headings;
    }

    /**
     * What each of the conversations got, in their order; they go into the queue together, so that they share packs. One
     * that holds no item has its own error. Fails with {@link ApiError} where the request is wrong as a whole, and as the
     * {@link Batcher} does. Cancelling frees what waits.
     */
    Uni<List<Completion>> ask(Caller caller, ChatOrder order) {
        return prepared(caller, order.model()).chain(task -> ask(caller, task, order));
    }

    private Uni<Prepared> prepared(Caller caller, String model) {
        return TaskModel.task(model)
                .map(name -> shelf.find(caller.tenant(), name))
                .orElseThrow(() -> ApiError.noSuchModel(model))
                .map(found -> found.orElseThrow(() -> ApiError.noSuchModel(model)));
    }

    private Uni<List<Completion>> ask(Caller caller, Prepared task, ChatOrder order) {
        TaskLimits.check(order.json());
        if (order.conversations().size() > mostItems) {
            throw ApiError.tooManyElements(
                    "messages", mostItems, order.conversations().size());
        }
        var reading = new Reading(task, order);
        if (reading.items.isEmpty()) {
            return Uni.createFrom().item(reading.completions(List.of()));
        }
        charges.take(caller, reading.items.size());
        return batcher.answers(task, reading.items, patience)
                .onFailure()
                .invoke(refused -> charges.giveBack(caller, reading.items.size()))
                .invoke(all ->
                        all.forEach(one -> charges.settled(caller, task.task().definition(), one)))
                .map(reading::completions);
    }

    /** The items of an order, and the places of those that are none. */
    private final class Reading {
        private final TaskCompletions completions;
        private final ChatOrder order;
        private final List<Item> items = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();
        private final Completion[] replies;

        Reading(Prepared task, ChatOrder order) {
            this.completions = new TaskCompletions(task.task(), order.model());
            this.order = order;
            this.replies = new Completion[order.conversations().size()];
            for (int i = 0; i < replies.length; i++) {
                read(i);
            }
        }

        private void read(int place) {
            try {
                items.add(TaskItem.read(order.conversations().get(place), order.path(place)));
                places.add(place);
            } catch (ApiError flaw) {
                replies[place] = Completion.of(flaw);
            }
        }

        List<Completion> completions(List<Settled> settled) {
            for (Settled item : settled) {
                int place = places.get(item.index());
                replies[place] = completions.of(headings.get(), item, order.path(place));
            }
            return Arrays.asList(replies);
        }
    }
}
