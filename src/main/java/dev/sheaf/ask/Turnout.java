package dev.sheaf.ask;

import dev.sheaf.model.ModelFailure;
import dev.sheaf.pack.Outcome;
import dev.sheaf.pack.Trouble;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import java.util.ArrayList;
import java.util.List;

/** What one call came to: items that are settled, and items to ask again. */
final class Turnout {
    private final AskPolicy policy;
    private final AskEvents events;
    private final int packSize;
    private final List<Settled> settled = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();

    Turnout(AskPolicy policy, AskEvents events, int packSize) {
        this.policy = policy;
        this.events = events;
        this.packSize = packSize;
    }

    List<Settled> settled() {
        return settled;
    }

    List<Open> open() {
        return open;
    }

    void add(Open item, Outcome outcome) {
        outcome.answer().ifPresent(answer -> compare(item, answer));
        outcome.trouble().ifPresent(trouble -> trouble(item, trouble));
    }

    void add(Open item, ModelFailure failure) {
        if (failure.splittable() && packSize > 1) {
            open.add(item);
        } else {
            giveUp(item, failure.code(), String.valueOf(failure.getMessage()));
        }
    }

    private void compare(Open item, Answer answer) {
        if (item.doubted() != null) {
            events.compared(item.doubted().agreesWith(answer));
        }
        settle(item, answer);
    }

    private void trouble(Open item, Trouble trouble) {
        if (policy.mayAskAgain(packSize, item.lonely())) {
            events.repaired(trouble);
            open.add(item);
        } else {
            giveUp(item, trouble.code(), trouble.sentence());
        }
    }

    private void giveUp(Open item, String code, String message) {
        events.gaveUp(code);
        settle(item, new NoAnswer(code, message));
    }

    private void settle(Open item, Answer answer) {
        settled.add(new Settled(item.index(), answer, item.shares()));
    }
}
