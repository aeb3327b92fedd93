package dev.sheaf.pack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that a reply says of slots, in its order.
 *
 * @param open whether the reply ends with the last of them, so that it could have gone on
 */
record Mentions(List<Mention> all, boolean open) {
    static final Mentions NONE = new Mentions(List.of(), false);

    Mentions {
        all = List.copyOf(all);
    }

    /** How many different slots of a pack are named. */
    long known(Pack pack) {
        Set<Integer> numbers = all.stream().map(Mention::number).collect(Collectors.toSet());
        return pack.slots().stream()
                .filter(slot -> numbers.contains(slot.number()))
                .count();
    }

    /** The last one is only half there. */
    Mentions withLastCut() {
        var copy = new ArrayList<>(all);
        if (open && !copy.isEmpty()) {
            Mention last = copy.get(copy.size() - 1);
            copy.set(copy.size() - 1, Mention.broken(last.number(), last.list(), Trouble.CUT_OFF));
        }
        return new Mentions(copy, open);
    }
}
