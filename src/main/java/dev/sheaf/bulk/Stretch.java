package dev.sheaf.bulk;

import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Lays waiting items into requests as far as a part has room for them. */
final class Stretch {
    private final Prepared task;
    private final Part part;
    private final Planner.Room room;
    private final int tries;
    private final LongSupplier seeds;

    private final List<PlannedRequest> requests = new ArrayList<>();
    private final List<Settlement.Item> refused = new ArrayList<>();
    private Part.Size size = Part.Size.NONE;

    Stretch(Prepared task, Part part, Planner.Room room, int tries, LongSupplier seeds) {
        this.task = task;
        this.part = part;
        this.room = room;
        this.tries = tries;
        this.seeds = seeds;
    }

    /**
     * @param refused items that no request can hold, with their reason
     * @param last whether the part is full, or nothing more waits for it
     */
    record Laid(List<PlannedRequest> requests, Part.Size size, List<Settlement.Item> refused, boolean last) {
        boolean isEmpty() {
            return requests.isEmpty() && refused.isEmpty();
        }
    }

    /** @param more whether items wait behind these: then a last pack with room left waits for them */
    Laid lay(List<BulkItem> items, boolean more) {
        int most = Rounds.size(part.round(), task.packer().maxItems());
        List<List<Weighed>> packs = task.packer().pack(fit(items), most);
        int whole =
                more && packs.size() > 1 && packs.get(packs.size() - 1).size() < most ? packs.size() - 1 : packs.size();
        int laid = 0;
        while (laid < whole && add(packs.get(laid))) {
            laid++;
        }
        return new Laid(requests, size, refused, laid < whole || !more);
    }

    private List<Weighed> fit(List<BulkItem> items) {
        List<Weighed> fit = new ArrayList<>(items.size());
        for (BulkItem item : items) {
            Weighed weighed = task.packer().weigh(new Item(Long.toString(item.seq()), item.text()));
            if (task.packer().isTooLong(weighed)) {
                refuse(item, "item_too_long", "The item alone breaks the task's budget of input tokens.");
            } else if (part.round() > Rounds.LAST || item.tries() >= tries) {
                refuse(item, "no_answer_came", "It was asked " + item.tries() + " times, and no answer came.");
            } else {
                fit.add(weighed);
            }
        }
        return fit;
    }

    private void refuse(BulkItem item, String code, String message) {
        refused.add(Settlement.Item.settled(item.seq(), new NoAnswer(code, message)));
    }

    /** Every part takes its first request, however large. */
    private boolean add(List<Weighed> pack) {
        List<Long> items =
                pack.stream().map(item -> Long.valueOf(item.item().id())).toList();
        Part.Size grown = size.plus(new Part.Size(1, items.size(), bytes(pack), input(pack)));
        Part.Size whole = part.size().plus(grown);
        boolean fits =
                whole.requests() <= room.requests() && whole.bytes() <= room.bytes() && whole.tokens() <= room.tokens();
        if (!fits && whole.requests() > 1) {
            return false;
        }
        String id = part.job() + "-" + part.round() + "-" + part.id() + "-" + whole.requests();
        int tokens = (int) Math.min(Integer.MAX_VALUE, input(pack) + output(pack));
        requests.add(new PlannedRequest(id, whole.requests(), part.round(), seeds.getAsLong(), items, tokens, 0));
        size = grown;
        return true;
    }

    private long bytes(List<Weighed> pack) {
        return room.fixedBytes()
                + pack.stream()
                        .mapToLong(item -> RequestLines.itemBytes(item.item().text()))
                        .sum();
    }

    private long input(List<Weighed> pack) {
        return task.prompt().fixedTokens()
                + pack.stream()
                        .mapToLong(
                                item -> 4L + TokenCounter.estimate(item.item().text()))
                        .sum();
    }

    private long output(List<Weighed> pack) {
        return (long) pack.size() * task.prompt().outputPerItem();
    }
}
