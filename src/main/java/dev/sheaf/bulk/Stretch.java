package dev.sheaf.bulk;

import dev.sheaf.task.Answer.NoAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Lays waiting items into requests as far as a part has room for them. */
final class Stretch {
    private final Asking asking;
    private final Part part;
    private final Planner.Room room;
    private final int tries;
    private final LongSupplier seeds;

    private final List<PlannedRequest> requests = new ArrayList<>();
    private final List<Settlement.Item> refused = new ArrayList<>();
    private Part.Size size = Part.Size.NONE;

    Stretch(Asking asking, Part part, Planner.Room room, int tries, LongSupplier seeds) {
        this.asking = asking;
        this.part = part;
        this.room = room;
        this.tries = tries;
        this.seeds = seeds;
    }

    /**
     * @param refused items that no request can hold, with their reason
     * @param full whether the part takes in no more
     * @param last whether it is full, or nothing more waits for it
     */
    record Laid(
            List<PlannedRequest> requests, Part.Size size, List<Settlement.Item> refused, boolean full, boolean last) {
        boolean isEmpty() {
            return requests.isEmpty() && refused.isEmpty();
        }
    }

    /** @param more whether items wait behind these: then a last pack with room left waits for them */
    Laid lay(List<BulkItem> items, boolean more) {
        int most = Rounds.size(part.round(), asking.mostItems());
        Asking.Groups found = asking.group(untired(items), most);
        found.tooLong()
                .forEach(item ->
                        refuse(item, "item_too_long", "The item alone breaks the task's budget of input tokens."));
        List<Asking.Group> groups = found.groups();
        int last = groups.size() - 1;
        int whole = more && last > 0 && groups.get(last).items().size() < most ? last : groups.size();
        int laid = 0;
        while (laid < whole && add(groups.get(laid))) {
            laid++;
        }
        boolean full = laid < whole;
        return new Laid(requests, size, refused, full, full || !more);
    }

    private List<BulkItem> untired(List<BulkItem> items) {
        List<BulkItem> untired = new ArrayList<>(items.size());
        for (BulkItem item : items) {
            if (Rounds.isBeyond(part.round()) || item.tries() >= tries) {
                refuse(item, "no_answer_came", "It was asked " + item.tries() + " times, and no answer came.");
            } else {
                untired.add(item);
            }
        }
        return untired;
    }

    private void refuse(BulkItem item, String code, String message) {
        refused.add(Settlement.Item.settled(item.seq(), new NoAnswer(code, message)));
    }

    /** Every part takes its first request, however large. */
    private boolean add(Asking.Group group) {
        Part.Size grown = size.plus(new Part.Size(1, group.items().size(), group.bytes(), group.input()));
        Part.Size whole = part.size().plus(grown);
        boolean fits =
                whole.requests() <= room.requests() && whole.bytes() <= room.bytes() && whole.tokens() <= room.tokens();
        if (!fits && whole.requests() > 1) {
            return false;
        }
        String id = part.job() + "-" + part.round() + "-" + part.id() + "-" + whole.requests();
        int tokens = (int) Math.min(Integer.MAX_VALUE, group.input() + group.output());
        requests.add(
                new PlannedRequest(id, whole.requests(), part.round(), seeds.getAsLong(), group.items(), tokens, 0));
        size = grown;
        return true;
    }
}
