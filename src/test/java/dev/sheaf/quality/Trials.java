package dev.sheaf.quality;

import dev.sheaf.ask.AskPolicy;
import dev.sheaf.cost.Books;
import dev.sheaf.cost.DayRoom;
import dev.sheaf.cost.Ledger.Entry;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.ChatModel;
import dev.sheaf.pack.Tasks;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.OneLabel;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Audits for tests. */
final class Trials {
    static final PriceTable PRICES = PriceTable.builtIn();
    static final Task TASK = Tasks.task(Tasks.sentiment("'packing':{'maxTokens':100000,'maxOutputTokens':20000}"));
    private static final Map<Integer, dev.sheaf.pack.Prepared> READY = new java.util.concurrent.ConcurrentHashMap<>();

    private Trials() {}

    static List<Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Item(
                        "i" + i,
                        "What is said here is said as number " + (char) ('a' + i % 26) + " of " + i * 7919L % 97))
                .toList();
    }

    static Map<String, Answer> truths(List<Item> items) {
        return items.stream().collect(Collectors.toMap(Item::id, item -> new OneLabel(CurvedModel.label(item.text()))));
    }

    static AuditOrder order(int items, List<Integer> sizes) {
        return new AuditOrder(items(items), Map.of(), sizes, 1, Optional.empty());
    }

    static Audit.Desk desk(ChatModel model, ConcurrentLinkedQueue<Entry> ledger) {
        return desk(model, ledger, DayRoom.FREE);
    }

    static Audit.Desk desk(ChatModel model, ConcurrentLinkedQueue<Entry> ledger, DayRoom day) {
        AtomicLong ids = new AtomicLong();
        return new Audit.Desk(
                model,
                new AskPolicy(3),
                () -> "call-" + ids.incrementAndGet(),
                4,
                prepared(),
                new Books(ledger::add, PRICES, InstantSource.fixed(Instant.EPOCH)),
                day);
    }

    /** Made ready once a size: counting its tokens takes longer than an audit. */
    private static Function<Task, dev.sheaf.pack.Prepared> prepared() {
        return task -> task.definition().model().equals(TASK.definition().model())
                        && task.version().equals(TASK.version())
                ? READY.computeIfAbsent(task.definition().packing().maxItems(), size -> Tasks.prepared(task))
                : Tasks.prepared(task);
    }

    static AuditReport report(ChatModel model, AuditOrder order, long seed) {
        return new Audit(desk(model, new ConcurrentLinkedQueue<>()), TASK, order, seed)
                .run()
                .await()
                .indefinitely();
    }
}
