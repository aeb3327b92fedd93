package dev.sheaf.quality;

import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Share;
import dev.sheaf.ask.Votes;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import java.util.ArrayList;
import java.util.List;

/** An item on which votes are taken, with its part of the calls for them. */
final class Polled {
    private final int index;
    private final Weighed item;
    private final Agreement rule;
    private final List<Share> shares = new ArrayList<>();
    private Ballots ballots = Ballots.NONE;
    private Answer last = new NoAnswer("no_answer_came", "No answer came.");

    Polled(int index, Weighed item, Agreement rule) {
        this.index = index;
        this.item = item;
        this.rule = rule;
    }

    Weighed item() {
        return item;
    }

    /** Packs are answered at the same time. */
    synchronized void add(Settled settled) {
        shares.addAll(settled.shares());
        last = settled.answer();
        if (!(last instanceof NoAnswer)) {
            ballots = ballots.with(last, rule);
        }
    }

    /** Whether further votes, this many at most, are not worth asking for. */
    synchronized boolean isDecided(int further) {
        return ballots.isDecided(further);
    }

    synchronized Settled outcome() {
        return ballots.leader()
                .map(leader -> settled(leader.answer(), ballots.votes(leader)))
                .orElseGet(() -> settled(last, new Votes(0, 0)));
    }

    /** The vote was a tie: what it gets alone is its answer. */
    synchronized Settled decidedBy(Settled alone) {
        add(alone);
        return settled(alone.answer(), ballots.votes(alone.answer(), rule));
    }

    private Settled settled(Answer answer, Votes votes) {
        return new Settled(index, answer, shares, votes);
    }
}
