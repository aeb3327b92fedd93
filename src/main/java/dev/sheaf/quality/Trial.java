package dev.sheaf.quality;

import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Item;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that an audit asks: every item alone twice, and packed at each size, in an order of its own each time. The last pack
 * of a size is filled up with items of its first ones, which do not count twice: a half-empty pack would say nothing of its
 * size. What production keeps from others ({@link Suspicion}) is asked alone at every size. The askings themselves are
 * shuffled, so that a model that changes by the hour changes for all sizes alike.
 */
final class Trial {
    /** The first two ways of asking. */
    static final int ALONE = 0;

    static final int ALONE_AGAIN = 1;
    static final int FIRST_PACKED = 2;

    private final Task task;
    private final AuditOrder order;
    private final List<Arm> arms;
    private final List<Weighed> weighed;
    private final List<Integer> askable;
    /** Those of them that no others share a pack with. */
    private final Set<Integer> apart;

    private final List<Asking> askings = new ArrayList<>();

    private Trial(Task task, AuditOrder order, List<Arm> arms) {
        this.task = task;
        this.order = order;
        this.arms = arms;
        Packer packer = arms.get(ALONE).task().packer();
        this.weighed = order.items().stream().map(packer::weigh).toList();
        this.askable = IntStream.range(0, weighed.size())
                .filter(item -> !packer.isTooLong(weighed.get(item)))
                .boxed()
                .toList();
        this.apart = askable.stream()
                .filter(item -> Suspicion.isolates(
                        task.definition(), order.items().get(item).text()))
                .collect(Collectors.toSet());
    }

    /** @param prepare makes a task ready; its tokens are counted, which takes its time */
    static Trial of(Task task, AuditOrder order, Function<Task, Prepared> prepare, long seed) {
        List<Arm> arms = new ArrayList<>();
        Prepared alone = prepare.apply(sized(task, 1));
        arms.add(new Arm(1, alone));
        arms.add(new Arm(1, alone));
        order.sizes().forEach(size -> arms.add(new Arm(size, prepare.apply(sized(task, size)))));
        Trial trial = new Trial(task, order, List.copyOf(arms));
        trial.lay(new Random(seed));
        return trial;
    }

    private static Task sized(Task task, int size) {
        TaskDefinition definition = task.definition();
        return new Task(
                task.tenant(),
                task.name(),
                task.version(),
                definition.withPacking(definition.packing().withMaxItems(size)),
                task.createdAt());
    }

    private void lay(Random random) {
        for (int round = 0; round < order.repetitions(); round++) {
            for (int arm = 0; arm < arms.size(); arm++) {
                lay(round, arm, random);
            }
        }
        Collections.shuffle(askings, random);
    }

    private void lay(int round, int arm, Random random) {
        List<Integer> shuffled = new ArrayList<>(askable);
        shuffled.removeAll(apart);
        Collections.shuffle(shuffled, random);
        apart.forEach(item -> askings.add(new Asking(round, arm, List.of(item), 1, random.nextLong())));
        Packer packer = arms.get(arm).task().packer();
        for (int from = 0; from < shuffled.size(); ) {
            Packer.Load load = packer.load();
            int to = from;
            while (to < shuffled.size() && load.add(weighed.get(shuffled.get(to)))) {
                to++;
            }
            List<Integer> items = new ArrayList<>(shuffled.subList(from, to));
            int counted = items.size();
            for (int more = 0;
                    to == shuffled.size() && more < from && load.add(weighed.get(shuffled.get(more)));
                    more++) {
                items.add(shuffled.get(more));
            }
            askings.add(new Asking(round, arm, items, counted, random.nextLong()));
            from = to;
        }
    }

    Task task() {
        return task;
    }

    AuditOrder order() {
        return order;
    }

    List<Arm> arms() {
        return arms;
    }

    Arm arm(Asking asking) {
        return arms.get(asking.arm());
    }

    List<Asking> askings() {
        return askings;
    }

    List<Weighed> weighed(Asking asking) {
        return asking.items().stream().map(weighed::get).toList();
    }

    /** As it stands in the asking's first call. */
    Pack pack(Asking asking) {
        List<Item> items = weighed(asking).stream().map(Weighed::item).toList();
        return arm(asking).task().prompt().lay(items, asking.seed());
    }

    /** How many items of the task's choice share a pack of this way of asking on average. */
    double packed(int arm) {
        return askings.stream()
                .filter(asking ->
                        asking.arm() == arm && !apart.contains(asking.items().get(0)))
                .mapToInt(asking -> asking.items().size())
                .average()
                .orElse(1);
    }

    /** Items that are asked alone at every size. */
    int apart() {
        return apart.size();
    }

    /** Items that do not fit the task's budgets even alone, and are left out. */
    int leftOut() {
        return weighed.size() - askable.size();
    }
}
