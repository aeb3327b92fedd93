package dev.sheaf.openai;

import dev.sheaf.model.Claim;
import dev.sheaf.model.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, in the order in which they go: a class after all higher ones, the groups of a class in turns, a group's own
 * in the order in which they came. Every step takes constant time. Not thread-safe.
 */
final class Turns<T> {
    private final Map<Priority, Map<String, Set<T>>> classes = new EnumMap<>(Priority.class);
    private final Map<Priority, Integer> waiting = new EnumMap<>(Priority.class);

    Turns() {
        for (Priority priority : Priority.values()) {
            classes.put(priority, new LinkedHashMap<>());
            waiting.put(priority, 0);
        }
    }

    void add(Claim claim, T one) {
        groups(claim)
                .computeIfAbsent(claim.group(), group -> new LinkedHashSet<>())
                .add(one);
        waiting.merge(claim.priority(), 1, Integer::sum);
    }

    /** Who goes next; absent: nobody waits. */
    @Nullable
    T next() {
        for (Map<String, Set<T>> groups : classes.values()) {
            if (!groups.isEmpty()) {
                return groups.values().iterator().next().iterator().next();
            }
        }
        return null;
    }

    /** Takes the next one out, which ends its group's turn. */
    void take(Claim claim, T next) {
        remove(claim, next);
        Set<T> rest = groups(claim).remove(claim.group());
        if (rest != null) {
            groups(claim).put(claim.group(), rest);
        }
    }

    /** Takes one out who gave up, wherever it stands; its group's turn stays. */
    void remove(Claim claim, T one) {
        Set<T> group = groups(claim).get(claim.group());
        if (group == null || !group.remove(one)) {
            return;
        }
        waiting.merge(claim.priority(), -1, Integer::sum);
        if (group.isEmpty()) {
            groups(claim).remove(claim.group());
        }
    }

    /** Takes out all. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        for (Map<String, Set<T>> groups : classes.values()) {
            groups.values().forEach(all::addAll);
            groups.clear();
        }
        waiting.replaceAll((priority, count) -> 0);
        return all;
    }

    int waiting(Priority priority) {
        return waiting.getOrDefault(priority, 0);
    }

    private Map<String, Set<T>> groups(Claim claim) {
        Map<String, Set<T>> groups = classes.get(claim.priority());
        if (groups == null) {
            throw new IllegalStateException("no such class: " + claim.priority());
        }
        return groups;
    }
}
